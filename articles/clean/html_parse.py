"""An HTML page's text -> one lxml tree of bounded size, or nothing where the page is no page a parser can hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from itertools import dropwhile
from pathlib import Path
from typing import cast

from lxml.etree import ElementDefaultClassLookup, LxmlError, SubElement, XPath
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, document_fromstring

MAX_PARSED_CHARACTERS = 3_000_000  # twice the largest real page; beyond it scripts go, and what is left is cut
MAX_ELEMENTS = 60_000  # the largest real pages, live blogs, hold 25,000
SAMPLED = 32  # of so many elements one is asked how deep it lies
MAX_TOTAL_DEPTH = 1_000_000  # of all elements together; 25,000 elements 20 deep make 500,000
MAX_DEPTH = 220  # libxml2 itself stops at 256; the text of deeper trees is read without a tree

_INVISIBLE = re.compile(r"<(script|style|noscript|template|svg)\b([^>]{0,300})", re.I)
_CLOSINGS = {tag: re.compile(rf"</{tag}", re.I) for tag in ("script", "style", "noscript", "template", "svg")}
_DATA_URI = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,80}(?:;[\w.=-]{1,60}){0,5},[^\"'\s<>)]{64,}", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,10000}>")
_TAGS = tomllib.loads((Path(__file__).parent / "data" / "html_tags.toml").read_text(encoding="utf-8"))
_LINE_TAGS = frozenset(_TAGS["line"])
_HEAD_TAGS = frozenset(_TAGS["head"])
# lxml.html asks a function in Python for the class of every element it meets, a tenth of the time of a page. One class
# for all does: no form is ever filled in here.
_CLASSES = ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)


def bound_text(text: str) -> tuple[str, str]:
    """`text` at a length a parser may have, without its scripts and styles where it is longer, and what was cut off.

    Pictures and fonts that stand in the page itself as data URIs are left out.
    """
    if "data:" in text:
        text = _DATA_URI.sub("data:,", text)
    if len(text) <= MAX_PARSED_CHARACTERS:
        return text, ""
    text = _drop_invisible(text)
    return text[:MAX_PARSED_CHARACTERS], text[MAX_PARSED_CHARACTERS:]


def parse_html(text: str) -> HtmlElement | None:
    """Parse leniently, once. None where there is no element at all or the tree passes the limits.

    `text` is bounded (see bound_text). Comments and processing instructions are left out; the doctype is not invented,
    so that a fragment stays one.
    """
    parser = HTMLParser(
        collect_ids=False,
        default_doctype=False,  # type: ignore[call-arg]  # lxml-stubs do not know it
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    if not _is_bounded(tree):
        return None
    _open_body(tree)
    return tree


def _open_body(tree: HtmlElement) -> None:
    """Move what may not stand in a head into the body, as browsers do.

    The tags around head and body may be left out, and libxml2 does not know that `main`, `article` and their like end
    the head.
    """
    head = tree.find("head")
    if head is None:
        return
    strays = list(dropwhile(lambda child: child.tag in _HEAD_TAGS, head))
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = SubElement(tree, "body")
    before = strays[0].getprevious()
    body.text, following = None, body.text
    for place, stray in enumerate(strays):
        body.insert(place, stray)
    if before is not None and before.tail and before.tail.strip():
        body.text, before.tail = before.tail, None
    if following:
        strays[-1].tail = (strays[-1].tail or "") + following


def _is_bounded(tree: HtmlElement) -> bool:
    total_depth = 0
    for count, element in enumerate(tree.iter(), 1):
        if count > MAX_ELEMENTS:
            return False
        # every 32nd: a tree deeper than the limit has more elements on its way down than that
        if count % SAMPLED == 0:
            depth = sum(1 for _ in element.iterancestors())
            total_depth += depth * SAMPLED
            if depth > MAX_DEPTH or total_depth > MAX_TOTAL_DEPTH:
                return False
    return True


def _drop_invisible(text: str) -> str:
    """`text` without scripts (JSON-LD apart), styles and the like, in one pass; an unclosed one ends the page."""
    kept: list[str] = []
    unclosed: set[str] = set()  # tags that nothing closes from here on: to look again for each would take for ever
    position = 0
    while found := _INVISIBLE.search(text, position):
        tag = found[1].lower()
        closing = None if tag in unclosed else _CLOSINGS[tag].search(text, found.end())
        if closing is None:
            unclosed.add(tag)
        end = closing.start() if closing else -1
        if "ld+json" in found[2]:
            stop = found.end() if end < 0 else end
            kept.append(text[position:stop])
        else:
            kept.append(text[position : found.start()])
            stop = len(text) if end < 0 else text.find(">", end) + 1 or len(text)
        position = stop
    kept.append(text[position:])
    return " ".join(kept)


def find_all(path: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """Compile an XPath whose result is a list of elements, with the type that lxml's own stubs leave open."""
    return cast(Callable[[HtmlElement], list[HtmlElement]], XPath(path))


def plain_lines(text: str) -> list[str]:
    """The visible lines of a page that no tree can be made of, in one pass. `text` is bounded (see bound_text)."""
    text = _drop_invisible(text)
    marked = _TAG.sub(lambda found: "\n" if found[2].lower() in _LINE_TAGS else "", text)
    lines = (" ".join(line.split()) for line in marked.split("\n"))
    return [line for line in lines if line]
