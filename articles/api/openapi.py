"""The description of the API that programs read: OpenAPI 3.1.0, as its specification of 2021 has it."""

from __future__ import annotations

from typing import Any

from articles.api.cursor import MOST
from articles.search.filters import SORTS
from articles.search.parameters import (
    CHILDREN,
    COPIES,
    DENSE,
    EVERY_COPY,
    FACETS,
    ROWS,
    STORY,
    WITH_CHILDREN,
    excluding,
)
from articles.search.results import DENSE_PER_PAGE, PER_PAGE

Json = dict[str, Any]


def description(server: str) -> Json:
    """The whole description, `server` being the address of the archive."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "newsarchive",
            "version": "1",
            "description": "The archive's articles, read only. Parameters and results are those of its search page.",
        },
        "servers": [{"url": server}],
        "paths": {
            "/api/articles/": _get(
                "Search", _search_parameters(), "A page of results, or a portion of them", "Results"
            ),
            "/api/articles/{id}/": _get("One article with its text", [_in_path("id")], "The article", "Article"),
            "/api/companies/": _get("Companies with articles", _list_parameters(), "A page of companies", "Listing"),
            "/api/topics/": _get("Topics with articles", _list_parameters(), "A page of topics", "Listing"),
            "/api/captures/": {"post": _sending()},
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"captures": {"type": "http", "scheme": "bearer", "description": "Made in the admin."}},
        },
    }


def _get(summary: str, parameters: list[Json], told: str, schema: str) -> Json:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": told,
                    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                },
                "400": {"description": "A parameter that cannot be read", "content": error},
                "401": {"description": "The archive is closed, and nobody is signed in", "content": error},
                "404": {"description": "Nothing there", "content": error},
                "429": {"description": "Too many requests; Retry-After says when to ask again", "content": error},
            },
        }
    }


def _sending() -> Json:
    """Sending one capture."""
    page = {
        "type": "object",
        "required": ["url", "html"],
        "properties": {
            "url": {"type": "string", "format": "uri"},
            "html": {"type": "string"},
            "captured_at": {"type": "string", "format": "date-time"},
            "source": {"type": "string", "description": "The publisher, where the page does not say."},
        },
    }
    receipt = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "summary": "Send a page to be kept",
        "security": [{"captures": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": page}, "multipart/form-data": {"schema": page}},
        },
        "responses": {
            "200": {"description": "The archive had it", "content": receipt},
            "201": {"description": "Kept, as a new article or version", "content": receipt},
            "422": {"description": "Kept, and no article was made of it; reason says why", "content": receipt},
            "400": {"description": "No capture", "content": error},
            "401": {"description": "No token in force", "content": error},
            "413": {"description": "Too large", "content": error},
            "429": {"description": "Too many; Retry-After says when to send it again", "content": error},
        },
    }


def _search_parameters() -> list[Json]:
    day = "A day, month or year: 2025-07-31, 2025-07 or 2025."
    several: list[Json] = []
    for facet in FACETS:
        several.append(_several(facet.name, f"Articles with any of these: {facet.plural}, as the facets name them."))
        several.append(_several(excluding(facet.name), f"Articles with none of these {facet.plural}."))
    return [
        _in_query("q", "Words, in the query language of the search box."),
        *several,
        _in_query("since", f"Published from then on. {day}"),
        _in_query("until", f"Published until then, included. {day}"),
        _in_query(COPIES, "Counts every copy of a text.", enum=[EVERY_COPY]),
        _in_query(STORY, "The articles of the story of this number.", kind="integer"),
        _in_query(CHILDREN, "Chooses and counts a company with all that belong to it.", enum=[WITH_CHILDREN]),
        _in_query("sort", "The order; relevance where there are words, else newest.", enum=list(SORTS)),
        _in_query(ROWS, f"Pages of {DENSE_PER_PAGE} articles instead of {PER_PAGE}.", enum=[DENSE]),
        _in_query("page", "The page, from 1 to 500.", kind="integer"),
        _several("more", "Facets of which to give up to 400 values instead of the first few."),
        _in_query("after", "Empty to read all that is found in portions, newest first; then the cursor given before."),
        _in_query("limit", f"With after: articles a portion, at most {MOST}.", kind="integer"),
    ]


def _list_parameters() -> list[Json]:
    return [
        _in_query("order", "By number of articles, or by name.", enum=["count", "name"]),
        _in_query("letter", "Only names that begin with it."),
        _in_query("page", "The page, from 1.", kind="integer"),
    ]


def _in_query(name: str, told: str, *, kind: str = "string", enum: list[str] | None = None) -> Json:
    schema: Json = {"type": kind} | ({"enum": enum} if enum else {})
    return {"name": name, "in": "query", "description": told, "schema": schema}


def _several(name: str, told: str) -> Json:
    schema = {"type": "array", "items": {"type": "string"}}
    return {"name": name, "in": "query", "description": told, "schema": schema, "style": "form", "explode": True}


def _in_path(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def _list_of(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def _schemas() -> Json:
    text, whole, truth = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
    named = _object(slug=text, name=text)
    address = {"type": ["string", "null"], "format": "uri"}
    marks = _list_of(_list_of(whole)) | {"description": "Spans that matched: [start, end) in characters."}
    row = _object(
        id=whole, title=text, title_marks=marks, address=address, api_address=address,
        source=named | {"type": ["object", "null"]}, authors=_list_of(text), published=text, published_as=text,
        is_inferred=truth, kind=text, language=text, words=whole, needs_review=truth, is_sample=truth,
        companies=_list_of(named), topics=_list_of(named), snippet=text, snippet_marks=marks, copies=_list_of(whole),
        why=_list_of(_object(part=text, title=whole, opening=whole, rest=whole, is_synonym=truth)),
    )  # fmt: skip
    value = _object(value=text, label=text, count=whole, is_chosen=truth, is_left_out=truth)
    query = _object(
        q=text, understood=text, normalised=text, hints=_list_of(text), parameters=text,
        synonyms={"type": "object", "additionalProperties": _list_of(text)},
    )  # fmt: skip
    return {
        "Row": row,
        "Results": _object(
            count=whole,
            instead=_object(how=text, q=text, count=whole) | {"type": ["object", "null"]},
            query=query,
            sort=text,
            page=whole,
            pages=whole,
            next=address,
            previous=address,
            results=_list_of({"$ref": "#/components/schemas/Row"}),
            facets={"type": "object", "additionalProperties": _object(values=_list_of(value), more=whole)},
            histogram=_object(unit=text, bars=_list_of(_object(period=text, count=whole, total=whole)))
            | {"type": ["object", "null"]},
            suggestions=_list_of(_object(q=text, count=whole)),
            ways_out=_list_of(_object(without=text, count=whole, parameters=text)),
            after={"type": ["string", "null"], "description": "The cursor behind this portion; only with after."},
        ),
        "Article": _object(
            id=whole, address=address, title=text, source=text, authors=_list_of(text), published=text,
            published_as=text, kind=text, language=text, words=whole, companies=_list_of(text), topics=_list_of(text),
            people=_list_of(text), places=_list_of(text), url=text, captured=text, sha256=text, text=text,
        ),
        "Listing": _object(
            count=whole, page=whole, pages=whole,
            results=_list_of(_object(slug=text, name=text, articles=whole, address=address, api_address=address)),
        ),
        "Error": _object(error=text),
        "Receipt": _receipt(),
    }  # fmt: skip


def _receipt() -> Json:
    """What became of a capture sent in."""
    text = {"type": "string"}
    outcomes = ["created", "updated", "completed", "duplicate", "rejected"]
    return _object(
        outcome=text | {"enum": outcomes},
        reason=text,
        sha256=text,
        capture={"type": ["integer", "null"]},
        articles=_list_of(_object(id={"type": "integer"}, title=text, address=text)),
    )
