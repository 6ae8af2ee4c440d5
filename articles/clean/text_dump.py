"""An HTML page -> the text scrape a simple scraper makes of it: every visible line, furniture and all.

Only for training and measuring the line model: what it learns from must look like what it will read.
"""

from __future__ import annotations

import re
from typing import Final

from bs4 import BeautifulSoup

_INVISIBLE: Final = ["script", "style", "noscript", "template", "svg", "head"]
_BLOCKS: Final = [
    *(
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "nav",
    ),
    *("table", "tr", "td", "br", "figure", "figcaption", "blockquote", "aside", "main", "form", "button", "title"),
]
_SPACE: Final = re.compile(r"\s+")


def dump_lines(html: str) -> tuple[str, ...]:
    """The visible text of a page, one block a line, white space folded, empty lines dropped."""
    soup = BeautifulSoup(html, "lxml")
    for tag in soup(_INVISIBLE):
        tag.decompose()
    for tag in soup.find_all(_BLOCKS):
        tag.insert_before("\n")
        tag.insert_after("\n")
    lines = (_SPACE.sub(" ", line).strip() for line in soup.get_text().split("\n"))
    return tuple(line for line in lines if line)


def named_titles(html: str) -> tuple[str, ...]:
    """What a page's head and headings call it: og:title, the first heading, the window's title without the site."""
    soup = BeautifulSoup(html, "lxml")
    names = [str(tag.get("content") or "") for tag in soup.find_all("meta", attrs={"property": "og:title"})]
    names.extend(tag.get_text(" ") for tag in soup.find_all("h1"))
    if soup.title is not None:
        names.append(soup.title.get_text(" "))
    bare = [re.split(r"\s(?:[|–—»]|-)\s", name)[0] for name in names]
    return tuple(
        dict.fromkeys(_SPACE.sub(" ", name).strip() for pair in zip(names, bare, strict=True) for name in pair)
    )
