"""Authors from JSON-LD, meta elements and bylines. The words it knows stand in data/html_author_words.toml."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from articles.clean.html_head import Head, JsonObject
from articles.clean.html_parse import find_all
from articles.clean.normalise import normalise_text
from articles.clean.sources import SourceBook
from articles.prose.bylines import read_byline

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "html_author_words.toml").read_text(encoding="utf-8"))
_ROLES = frozenset(_WORDS["roles"])
_PLACEHOLDERS = frozenset(_WORDS["placeholders"])
_TITLES = frozenset(_WORDS["titles"])
_DESKS = frozenset(_WORDS["desks"])
_OPENING = re.compile(rf"^(?:{'|'.join(map(re.escape, _WORDS['openings']))})\b[\s:]{{1,5}}", re.I)

MAX_AUTHORS = 30
MAX_NAME_CHARACTERS = 80
MAX_NAME_WORDS = 7
MAX_BARE_NAME_WORDS = 4
MAX_BYLINE_CHARACTERS = 200

META_AUTHOR = (
    "author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "byl",
    "byline",
    "article:author",
    "og:article:author",
    "rnews:creator",
    "dcsext.author",
    "citation_author",
)
_AND = re.compile(r"\s+(?:and|und|et|y|&|with)\s+|\s*[;|/•·]\s*|\s*\n\s*", re.I)
_COMMA = re.compile(r"\s*,\s*")
_NOISE = re.compile(r"\([^()]{0,80}\)|<[^<>]{0,100}>|\S{1,60}@\S{1,60}|@\w{1,30}")
_DATE_TAIL = re.compile(
    r"\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:published|updated|posted)\b"
    r"|\w{3,9}\.? \d{1,2}\b|\d{4}\b).*$",
    re.I,
)
_BARE_NAME = re.compile(r"[^\W\d_]\.?[\w.'’-]{0,30}(?: (?:[^\W\d_]\.?[\w.'’-]{0,30}|de|van|von|der|la|bin|al)){1,3}")
_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|org|net|co)\b|/", re.I)
_BYLINES = find_all(
    "(//*[@itemprop='author' or @rel='author' or contains(@class, 'byline') or contains(@class, 'Byline')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' author ') or @id='author'"
    " or contains(@class, 'author-name') or contains(@class, 'authorName') or contains(@class, 'author__name')"
    " or contains(@data-testid, 'byline') or contains(@data-testid, 'author')]"
    "[not(ancestor::aside or ancestor::footer or ancestor::nav)])[position() <= 12]"
)


def find_authors(head: Head, article: JsonObject, tree: HtmlElement, *, site_names: Sequence[str]) -> tuple[str, ...]:
    """Who wrote the page, in the page's order: JSON-LD, else meta elements, else the byline.

    An organisation stays where JSON-LD or a meta element states it ('The Associated Press'). The site's own name says
    nothing about who wrote the page: it stays only where JSON-LD states it and nothing on the page names anybody.
    """
    site_keys = {_key(name) for name in site_names} - {""}
    stated = _clean_names(_json_ld_names(head, article.get("author") or article.get("creator")))
    named = tuple(name for name in stated if _key(name) not in site_keys)
    if named:
        return named
    for name in META_AUTHOR:
        found = _clean_names(head.meta.get(name, ()))
        found = tuple(author for author in found if _key(author) not in site_keys)
        if found:
            return found
    return tuple(name for name in _byline_names(tree, site_names) if _key(name) not in site_keys) or stated


def read_plain_byline(line: str, *, site_names: Sequence[str], sources: SourceBook) -> tuple[str, ...] | None:
    """The persons that a line which says 'by' names; None where it says none, empty where it names a desk or the site.

    The line stands beside a headline but no class tells that it is a byline.
    """
    names = read_byline(line, sources)
    opening = _OPENING.match(line)
    if names is None and opening is not None and len(line) <= MAX_NAME_CHARACTERS:
        name = line[opening.end() :]  # 'Von Anna Schmidt': in other languages only before a name and nothing else
        names = (name,) if _BARE_NAME.fullmatch(name) is not None and _looks_like_person(name) else None
    if names is None:
        return None
    sites = {_key(name) for name in site_names}
    return tuple(name for name in names if _key(name) not in sites and not _DESKS & set(name.lower().split()))


def is_bare_name(line: str, *, site_names: Sequence[str], sources: SourceBook) -> bool:
    """Whether a line is a person's name and nothing else: no site, desk or agency."""
    words = line.split()
    return (
        len(line) <= MAX_NAME_CHARACTERS
        and len(words) <= MAX_BARE_NAME_WORDS
        and _BARE_NAME.fullmatch(line) is not None
        and _looks_like_person(line)
        and not {word.lower() for word in words} & (_DESKS | _ROLES)
        and _key(line) not in {_key(name) for name in site_names}
        and sources.by_name(line) is None
    )


def _json_ld_names(head: Head, value: Any) -> Iterator[str]:
    for part in (value if isinstance(value, list) else [value])[:MAX_AUTHORS]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            name = part.get("name")
            if not name and isinstance(part.get("@id"), str):
                name = next((n.get("name") for n in head.json_ld if n.get("@id") == part["@id"] and n.get("name")), "")
            yield from (text for text in (name if isinstance(name, list) else [name]) if isinstance(text, str))


def _byline_names(tree: HtmlElement, site_names: Sequence[str]) -> tuple[str, ...]:
    """The persons a byline on the page names, the site's name before or behind them left out."""
    for element in _BYLINES(tree):
        text = (element.get("content") or "") if element.tag == "meta" else " ".join(element.itertext())
        text = " ".join(text.split())
        for site_name in site_names:
            text = re.sub(rf"(?<!\w){re.escape(site_name)}(?!\w)", " | ", text, flags=re.I)
        if text and len(text) <= MAX_BYLINE_CHARACTERS:
            names = tuple(name for name in _clean_names([text]) if _looks_like_person(name))
            if names:
                return names
    return ()


def _clean_names(texts: Iterable[str]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for text in texts:
        if len(text) > 2_000 or (_ADDRESS.search(text) and "://" in text):
            continue
        for name in split_byline(text):
            names.setdefault(_key(name), name)
    return tuple(names.values())[:MAX_AUTHORS]


def split_byline(text: str) -> Iterator[str]:
    """The names in 'By Ann Lee, Bo Chen and Cy Dodd, staff writers', one by one."""
    text = normalise_text(html.unescape(text)) if "&" in text else normalise_text(text)
    text = _OPENING.sub("", " ".join(_NOISE.sub(" ", text).split()))
    for part in _AND.split(text):
        pieces = _COMMA.split(part)
        for piece in pieces:
            words = _DATE_TAIL.sub("", " " + _OPENING.sub("", piece)).strip(" .,:;–—-|\"'").split()
            while words and words[0].lower() in _TITLES:
                words = words[1:]
            name = " ".join(words)
            is_credential = piece != pieces[0] and len(words) == 1 and len(name) <= 5 and name.isupper()
            if name and not is_credential and _is_name(name, words):
                yield name


def _is_name(name: str, words: list[str]) -> bool:
    if len(name) > MAX_NAME_CHARACTERS or len(words) > MAX_NAME_WORDS or _ADDRESS.search(name):
        return False
    lowered = [word.lower() for word in words]
    if name.lower() in _PLACEHOLDERS or not any(character.isalpha() for character in name):
        return False
    return not (
        lowered[0] in _ROLES
        or (lowered[-1] in _ROLES and lowered[-1] != "staff" and len(words) < 3 and words[-1].islower())
    )


def _looks_like_person(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 5
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and not any(w.isdigit() for w in words)
    )


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
