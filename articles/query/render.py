"""A tree back to text: in the query language, and in words for people."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import datetime, timedelta

from articles.query.scan import OPERATOR
from articles.query.tree import (
    And,
    Everything,
    Language,
    Length,
    Named,
    Near,
    Node,
    Not,
    OfKind,
    Or,
    Phrase,
    Published,
    Scope,
    Undated,
    Unit,
    Widened,
    Word,
)

_PLAIN_VALUE = re.compile(r"[\w][\w&-]*")
_DAY = timedelta(days=1)
_ISO_YEAR, _ISO_MONTH, _ISO_DAY = 4, 7, 10  # characters of an ISO date


def to_text(tree: Node) -> str:
    """`tree` in the query language: parsing it again gives the same tree."""
    match tree:
        case Everything():
            return ""
        case And(children):
            return " ".join(f"({to_text(child)})" if isinstance(child, Or) else to_text(child) for child in children)
        case Or(children):
            return " OR ".join(to_text(child) for child in children)
        case Not(child):
            return f"-({to_text(child)})" if isinstance(child, And | Or | Near) else f"-{to_text(child)}"
        case Widened(child, _):
            return to_text(child)  # reading it again finds the synonyms again
        case Near(left, right, distance):
            return f"{to_text(left)} NEAR/{distance} {to_text(right)}"
        case Word(text, is_prefix, scope):
            return f"{scope}:{text}{'*' * is_prefix}" if scope else text + "*" * is_prefix
        case Phrase(text, is_prefix, scope):
            quoted = f'"{text}{"*" * is_prefix}"'
            return f"{scope}:{quoted}" if scope else quoted
        case _:
            return _field_to_text(tree)


def _field_to_text(tree: Node) -> str:
    match tree:
        case Named(name, value):
            is_plain = _PLAIN_VALUE.fullmatch(value) and not OPERATOR.fullmatch(value)
            return f"{name}:{value}" if is_plain else f'{name}:"{value}"'
        case Language(code):
            return f"lang:{code}"
        case OfKind(kind):
            return f"kind:{kind.replace('_', '-')}"
        case Undated():
            return "date:undated"
        case Length(minimum, maximum):
            return _length_to_text(minimum, maximum)
        case Published(since, until, unit):
            return _published_to_text(since, until, unit)
        case _:
            raise TypeError(f"not a node of a query: {tree!r}")


def _length_to_text(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None and maximum is not None:
        return f"words:{minimum}..{maximum}"
    return f"words:>={minimum}" if maximum is None else f"words:<={maximum}"


def _published_to_text(since: datetime | None, until: datetime | None, unit: Unit) -> str:
    if since is not None and until is not None:
        first, last = _ends(since, until, unit)
        return f"date:{first}" if first == last else f"date:{first}..{last}"
    moment = since or until
    assert moment is not None
    return f"{'before' if since is None else 'after'}:{_iso(moment, _ISO_DAY)}"


def _ends(since: datetime, until: datetime, unit: Unit) -> tuple[str, str]:
    """The first and last year, month or day of a period."""
    length = {Unit.YEAR: _ISO_YEAR, Unit.MONTH: _ISO_MONTH, Unit.DAY: _ISO_DAY}[unit]
    return _iso(since, length), _iso(until - _DAY, length)


def _iso(moment: datetime, length: int) -> str:
    return moment.date().isoformat()[:length]


def describe(tree: Node) -> str:
    """`tree` in words, as it was understood: 'xiaomi and “mass production”, not apple'."""
    match tree:
        case Everything():
            return "every article"
        case And(children):
            return _describe_all(children)
        case Or(children):
            return " or ".join(_in_group(child) for child in children)
        case Not(child):
            return f"not {_in_group(child)}"
        case Widened(child, _):
            return describe(child)
        case Near(left, right, distance):
            return f"{describe(left)} within {distance} words of {describe(right)}"
        case Word(text, is_prefix, scope):
            return f"{_place(scope)}{f'words beginning with {text}' if is_prefix else text}"
        case Phrase(text, is_prefix, scope):
            return f"{_place(scope)}“{text}{'…' * is_prefix}”"
        case _:
            return _describe_field(tree)


def _describe_all(children: tuple[Node, ...]) -> str:
    wanted = [
        describe(child) if isinstance(child, Widened) else _in_group(child)
        for child in children
        if not isinstance(child, Not)
    ]
    unwanted = [describe(child) for child in children if isinstance(child, Not)]
    return ", ".join(part for part in (" and ".join(wanted), *unwanted) if part)


def _in_group(tree: Node) -> str:
    typed = tree.child if isinstance(tree, Widened) else tree
    return f"({describe(typed)})" if isinstance(typed, And | Or) else describe(typed)


def _place(scope: Scope) -> str:
    return {Scope.ANY: "", Scope.TITLE: "in the title: ", Scope.TEXT: "in the text: ", Scope.AUTHOR: "by "}[scope]


def _describe_field(tree: Node) -> str:
    match tree:
        case Named(name, value):
            return f"{name} “{value}”"
        case Language(code):
            return f"language {code}"
        case OfKind(kind):
            return f"kind {kind.replace('_', ' ')}"
        case Undated():
            return "undated"
        case Length(minimum, maximum):
            if minimum is None:
                return f"at most {maximum:,} words"
            return f"at least {minimum:,} words" if maximum is None else f"{minimum:,} to {maximum:,} words"
        case Published(since, until, unit):
            return _describe_published(since, until, unit)
        case _:
            raise TypeError(f"not a node of a query: {tree!r}")


def _describe_published(since: datetime | None, until: datetime | None, unit: Unit) -> str:
    if since is not None and until is not None:
        first, last = _ends(since, until, unit)
        on = "on" if len(first) == _ISO_DAY else "in"
        return f"published {on} {_said(first)}" if first == last else f"published from {_said(first)} to {_said(last)}"
    if since is not None:
        return f"published on or after {_said(_iso(since, _ISO_DAY))}"
    assert until is not None
    return f"published before {_said(_iso(until, _ISO_DAY))}"


def _said(iso: str) -> str:
    """'2025-07-03' as '3 July 2025', '2025-07' as 'July 2025'."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = month_name[int(rest[0])]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"
