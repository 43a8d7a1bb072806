"""The core reads no clock, draws no number, opens no file and awaits nothing; the import linter sees only imports."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "sstimeline"
ROOMS = ("model", "extract", "project", "decide.py", "publish/format.py", "publish/formats", "publish/index.py")
REFUSED = {"now", "today", "utcnow", "fromtimestamp", "uuid1", "uuid4", "open", "input", "print", "getenv", "urandom"}
MODULES = {
    "os",
    "sys",
    "time",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "pathlib",
    "logging",
    "asyncio",
    "threading",
}


def files() -> list[Path]:
    return [
        file for room in ROOMS for file in ([SOURCE / room] if room.endswith(".py") else (SOURCE / room).rglob("*.py"))
    ]


def impurities(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            found.append(f"line {node.lineno}: async")
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in REFUSED:
                found.append(f"line {node.lineno}: {called}()")
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [f"line {node.lineno}: import {name}" for name in names if name.partition(".")[0] in MODULES]
        if isinstance(node, ast.Global | ast.Nonlocal):
            found.append(f"line {node.lineno}: a name that changes")
    return found


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(SOURCE).as_posix())
def test_the_core_is_values_in_values_out(file):
    assert impurities(ast.parse(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "import time",
        "from os import path",
        "datetime.now()",
        "date.today()",
        "uuid4()",
        "open('x')",
        "async def f(): pass",
    ],
)
def test_the_check_itself_can_fail(code):
    assert impurities(ast.parse(code))
