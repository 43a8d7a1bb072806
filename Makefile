# Every target sets itself up. Settings are environment variables: SSTIMELINE_PORT=18080 make serve
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup serve test lint audit bench crash clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/ready-run ## make .venv and install sstimeline into it

serve: .venv/ready-run ## ingest seeds/, publish, and serve on http://127.0.0.1:8080
	@exec $(BIN)/sstimeline serve

test: .venv/ready-test ## run all tests
	@$(BIN)/pytest

lint: .venv/ready-lint ## style, types and architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/ready-lint ## look for known vulnerabilities in what is installed (needs the network)
	@$(BIN)/pip-audit --strict --skip-editable

bench: .venv/ready-bench ## measure speed, and write it to benchmarks/RESULTS.md
	@$(BIN)/python benchmarks/run.py

crash: .venv/ready-test ## kill writers, projectors and servers, fifty times each; CRASH_SEED repeats a run
	@CRASH_ROUNDS=$${CRASH_ROUNDS:-50} $(BIN)/pytest -s tests/crash

clean: ## remove .venv and what tools left
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/ready-run: EXTRA :=
.venv/ready-test: EXTRA := [test]
.venv/ready-lint: EXTRA := [test,lint]
.venv/ready-bench: EXTRA := [test,bench]
.venv/ready-%: pyproject.toml | .venv/made
	@echo "installing sstimeline$(EXTRA) into .venv ..."
	@if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python -e '.$(EXTRA)'; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.$(EXTRA)'; fi
	@touch $@

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "sstimeline needs Python 3.11 or newer as $(PYTHON); set PYTHON=python3.12, say"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --allow-existing --python $(PYTHON) .venv; \
	else $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	|| { echo "Python's venv is missing: apt install python3-venv"; exit 1; }; $(PYTHON) -m venv .venv; fi
	@touch $@
