"""What the API offers, as OpenAPI 3.1 describes it: written by hand, and held to the route table by a test."""

from collections.abc import Sequence
from typing import Any

from sstimeline.publish.format import Site
from sstimeline.serve.params import LIMIT, MOST

Shape = dict[str, Any]

_STRING: Shape = {"type": "string"}
_INTEGER: Shape = {"type": "integer", "minimum": 0}
_ID: Shape = {"type": "string", "format": "uuid"}
_MOMENT: Shape = {"type": "string", "format": "date-time"}
_EDTF: Shape = {"type": "string", "description": "EDTF (ISO 8601-2): 2018-09-17, 2018-09, 2017?, 2018-09-17/2018-09-21"}


def description(site: Site, formats: Sequence[str]) -> Shape:
    """Return the whole document; *formats* are the suffixes that feeds come in."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": site.title,
            "version": "1",
            "description": "Timelines of dated events, each with the sentence it was read from. Feeds carry what a "
            "program wants to know beyond their format under `_sstimeline` (JSON Feed).",
        },
        "servers": [{"url": site.base_url}],
        "paths": _paths(formats),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Entry": _entry(), "Timeline": _timeline(), "Recorded": _recorded(), "Problem": _problem()},
        },
    }


def _paths(formats: Sequence[str]) -> Shape:
    names = f"a timeline's slug and one of {', '.join(f'.{suffix}' for suffix in formats)}; or index.opml"
    return {
        "/": _get("All timelines, and what changed last", "text/html"),
        "/timelines/{slug}": _get("One timeline, and how to subscribe to it", "text/html", _path("slug")),
        "/entries/{id}": _get("One entry: its evidence and its history", "text/html", _path("id", _ID)),
        "/static/{name}": _get("A file the pages need", "*/*", _path("name")),
        "/feeds/{name}": _get("A feed or a calendar", "*/*", _path("name", _STRING | {"description": names})),
        "/api/timelines": _get("All timelines, and where the log stands"),
        "/api/timelines/{slug}": _get(
            "A timeline's entries, or its changes", _ref("Timeline"), _path("slug"), *_query()
        ),
        "/api/entries/{id}": _get("One entry with its whole history of events", _ref("Entry"), _path("id", _ID)),
        "/api/entries/{id}/amend": _post(
            "Correct an entry", {"date": _EDTF, "title": _STRING, "kind": _STRING, "reason": _STRING}, "reason", id=True
        ),
        "/api/entries/{id}/retract": _post("Take an entry back", {"reason": _STRING}, "reason", id=True),
        "/api/articles": _post(
            "Hand in an article: 201 where it is new, 200 where it is known or revised",
            dict.fromkeys(("title", "text", "url", "published", "language", "source"), _STRING),
            "text",
            new=True,
        ),
        "/api/articles/{id}": _get("One article with its stream", "application/json", _path("id", _ID)),
        "/api/openapi.json": _get("This document"),
        "/healthz": _get("Whether the process is alive"),
        "/readyz": _get("Whether feeds/ is up to date; else 503"),
        "/metrics": _get("What was counted, for Prometheus", "text/plain"),
    }


def _get(summary: str, what: str | Shape = "application/json", *parameters: Shape) -> Shape:
    content = {what: {}} if isinstance(what, str) else {"application/json": {"schema": what}}
    answers = {"200": {"description": "Here it is", "content": content}, "304": {"description": "Not changed"}}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers | _failed()}}


def _post(summary: str, fields: Shape, required: str, *, new: bool = False, id: bool = False) -> Shape:
    body = {"type": "object", "properties": fields, "required": [required], "additionalProperties": False}
    done = {"description": "Recorded, durably", "content": {"application/json": {"schema": _ref("Recorded")}}}
    key = {"name": "Idempotency-Key", "in": "header", "required": False, "schema": _STRING}
    return {
        "post": {
            "summary": summary,
            "security": [{"token": []}],
            "parameters": [*([_path("id", _ID)] if id else []), key],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"200": done} | ({"201": done} if new else {}) | _failed(),
        }
    }


def _failed() -> Shape:
    return {
        "default": {
            "description": "What went wrong (RFC 9457)",
            "content": {"application/problem+json": {"schema": _ref("Problem")}},
        }
    }


def _query() -> list[Shape]:
    words = {
        "kind": "A kind of event, such as visit",
        "actor": "The id of an institution",
        "place": "What follows place- in the slug of a place's timeline",
        "language": "The language of the article",
        "from": "Keep what can overlap this date and what follows",
        "to": "Keep what can overlap this date and what precedes",
        "q": "Words that must all occur",
        "cursor": "From next",
        "as_of": "The timeline as it stood then: a time with its zone, or a day in UTC, that day included",
    }
    found = [{"name": name, "in": "query", "description": says, "schema": _STRING} for name, says in words.items()]
    orders = _STRING | {"enum": ["date", "-date", "-changed"], "default": "date"}
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
    since = "What changed after this position, in order of its last change, retracted and left entries included"
    found.append({"name": "order", "in": "query", "schema": orders})
    found.append({"name": "limit", "in": "query", "schema": limit})
    found.append({"name": "since", "in": "query", "description": since, "schema": _INTEGER})
    return found


def _path(name: str, schema: Shape = _STRING) -> Shape:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields}


def _list(**fields: Shape) -> Shape:
    return {"type": "array", "items": _object(**fields)}


def _or_null(schema: Shape) -> Shape:
    return {"anyOf": [schema, {"type": "null"}]}


def _entry() -> Shape:
    text = _or_null(_STRING)
    offset = _or_null(_INTEGER)
    cited = {"article": _ID, "revision": _STRING}
    return _object(
        id=_ID,
        kind=_STRING,
        title=_STRING,
        language=_STRING,
        date=_or_null(_EDTF),
        events=_list(type=_STRING, date=_or_null(_EDTF)),
        actors=_list(id=text, name=_STRING, role=_STRING),
        places=_list(name=_STRING, country=_STRING),
        quantity=_or_null(_object(value={"type": "number"}, unit=_STRING)),
        confidence={"type": "number", "minimum": 0, "maximum": 1},
        status=_STRING | {"enum": ["published", "amended", "review", "retracted", "left"]},
        reason=text,
        into=_or_null(_ID),
        evidence=_list(
            start=_INTEGER,
            end=_INTEGER,
            quote=_STRING,
            trigger=_or_null(_object(start=_INTEGER, end=_INTEGER, text=_STRING)),
            rule=_STRING,
            **cited,
        ),
        dating=_or_null(_object(method=_STRING, because=_STRING, start=offset, end=offset, text=_STRING, **cited)),
        articles=_list(id=_ID, title=_STRING, url=text, published=_or_null(_EDTF)),
        sequence=_INTEGER,
        position=_INTEGER,
        published=_or_null(_MOMENT),
        updated=_MOMENT,
    )


def _timeline() -> Shape:
    return _object(
        timeline=_object(slug=_STRING, title=_STRING, position=_INTEGER),
        entries={"type": "array", "items": _ref("Entry")},
        next=_or_null(_STRING | {"format": "uri"}),
    )


def _recorded() -> Shape:
    return _object(id=_ID, stream=_STRING, version=_INTEGER, position=_INTEGER, entry=_ref("Entry"))


def _problem() -> Shape:
    return _object(type=_STRING, title=_STRING, status=_INTEGER, detail=_STRING)
