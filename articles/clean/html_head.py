"""What an HTML page says of itself: meta elements, link elements, the title and JSON-LD, as plain Python values.

The page is parsed once, by lxml. Only the elements found here are handed to BeautifulSoup, which reads the half-broken
heads that real pages have without a second pass over the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import whitespace
from typing import Any

from bs4 import BeautifulSoup
from lxml.etree import tostring
from lxml.html import HtmlElement

from articles.clean.html_parse import find_all

MAX_HEAD_ELEMENTS = 400  # meta and link elements read; real heads hold under 200
MAX_JSON_LD_SCRIPTS = 60
MAX_JSON_LD_CHARACTERS = 2_000_000  # one script; live blogs reach 1 MB
MAX_JSON_LD_NODES = 20_000
MAX_VALUE_CHARACTERS = 5_000  # a title or a description; longer is no such thing

_HEAD_ELEMENTS = find_all(
    "(//meta[@content][@name or @property or @itemprop or @http-equiv] | //link[@rel='canonical' or @rel='amphtml']"
    f" | /html/head/title | //title[not(ancestor::svg)][1])[position() <= {MAX_HEAD_ELEMENTS}]"
)
_JSON_LD_SCRIPTS = find_all(f"//script[contains(@type, 'ld+json')][position() <= {MAX_JSON_LD_SCRIPTS}]")
_JSON_OPENING = re.compile(r"(?:<!--|//\s{0,200}<!\[CDATA\[|<!\[CDATA\[)")
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A page's own statements. `meta` maps a lower-case name or property to its contents in page order."""

    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    json_ld: tuple[JsonObject, ...] = ()
    title: str = ""
    canonical: str = ""
    language: str = ""

    def first(self, *names: str) -> str:
        """The first content that is not empty, trying the names in order."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return ""


def read_head(tree: HtmlElement) -> Head:
    """Collect what `tree` says of itself; hostile or broken parts are left out, nothing raises."""
    elements = _HEAD_ELEMENTS(tree)
    markup = "".join(str(tostring(element, encoding="unicode", with_tail=False)) for element in elements)
    soup = BeautifulSoup(markup, "lxml")
    meta: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        content = _fold(_attribute(tag, "content"))
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = _attribute(tag, attribute).strip().lower()
            if name:
                meta.setdefault(name, []).append(content)
    canonical = next(
        (_attribute(tag, "href") for tag in soup.find_all("link") if "canonical" in (tag.get("rel") or ())), ""
    )
    title = next((_fold(tag.get_text(" ")) for tag in soup.find_all("title")), "")
    return Head(
        meta={name: tuple(contents) for name, contents in meta.items()},
        json_ld=tuple(_read_json_ld(tree)),
        title=title,
        canonical=canonical.strip(),
        language=(tree.get("lang") or tree.get("xml:lang") or "").strip(),
    )


def _attribute(tag: Any, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else ""


def _fold(text: str) -> str:
    return " ".join(text[:MAX_VALUE_CHARACTERS].split())


def _read_json_ld(tree: HtmlElement) -> Iterator[JsonObject]:
    """Every JSON object of the page's JSON-LD scripts, outer ones first, in page order."""
    budget = MAX_JSON_LD_NODES
    for script in _JSON_LD_SCRIPTS(tree):
        text = script.text or ""
        if len(text) > MAX_JSON_LD_CHARACTERS:
            continue
        level: list[Any] = [_parse_json(text)]
        while level and budget > 0:
            below: list[Any] = []
            for value in level:
                budget -= 1
                if isinstance(value, dict):
                    yield value
                    below.extend(child for child in value.values() if isinstance(child, dict | list))
                elif isinstance(value, list):
                    below.extend(child for child in value if isinstance(child, dict | list))
            level = below[: max(budget, 0)]


def _parse_json(text: str) -> Any:
    """The parsed script or None; comment wrappers and trailing commas, which real pages have, are forgiven."""
    for mend in (str, _unwrapped):
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(text: str) -> str:
    """JSON without the comment or CDATA section around it, semicolons behind it and commas too many in it."""
    text = text.strip()
    opening = _JSON_OPENING.match(text)
    text = text[opening.end() if opening else 0 :].rstrip(f";{whitespace}")
    if text.endswith("]]>"):
        text = text.removesuffix("]]>").rstrip().removesuffix("//")
    return _TRAILING_COMMA.sub("", text.removesuffix("-->"))
