"""Invented captures of a given number: HTML pages with furniture around the story, and plain-text scrapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import count, islice
from typing import Final

from articles.clean.encoding import decode
from articles.documents import RawCapture
from articles.management.corpus.language import Language
from articles.management.corpus.stories import CorpusArticle, block_of_articles

_MENU: Final = ("Home", "Business", "Markets", "Companies", "Economy", "Opinion", "Video", "Newsletters", "Sign in")
_LINE: Final = re.compile(r".+")
_BETWEEN_TAGS: Final = re.compile(r"(?<=>)[^<>\n]+")
_LINKS: Final = 30  # to other stories, as a page has beside its own
_HEAD: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | {paper}</title>
<link rel="canonical" href="https://{host}/story/{number}">
<meta property="og:site_name" content="{paper}">{moment}</head><body>
<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>"""
_FOOT: Final = """</article></main><aside><h2>More stories</h2><ul>{links}</ul></aside>
<footer><p>All rights reserved. {paper}, the paper for business.</p></footer></body></html>"""


def html_pages(captures: int, *, seed: int) -> Iterator[RawCapture]:
    """So many pages of some 10 kB, each with a story of its own or a copy of one before."""
    language = Language(seed)
    for article in islice(_articles(language, seed), captures):
        yield RawCapture(
            content=_html(language, article).encode(), media_type="text/html", name=f"page{article.number}.html"
        )


def text_scrapes(captures: int, *, seed: int) -> Iterator[RawCapture]:
    """So many texts: title, publisher, day and paragraphs."""
    language = Language(seed)
    for article in islice(_articles(language, seed), captures):
        day = f"{article.published_at:%d %B %Y}" if article.published_at else ""
        lines = [article.title, language.sources[article.source], day, *article.paragraphs]
        yield RawCapture(
            content="\n\n".join(filter(None, lines)).encode(),
            media_type="text/plain",
            name=f"text{article.number}.txt",
        )


def reworded(raw: RawCapture) -> RawCapture:
    """The capture with the words inside every line in reverse order: the same words, and no sentence is the same."""

    def turn(found: re.Match[str]) -> str:
        first, *words = found[0].split(" ")
        return " ".join((first, *reversed(words[:-1]), *words[-1:]))

    text, _ = decode(raw.content, raw.media_type)
    turned = (_BETWEEN_TAGS if "html" in raw.media_type else _LINE).sub(turn, text)
    return replace(raw, content=turned.encode("utf-8", "replace"))


def _articles(language: Language, seed: int) -> Iterator[CorpusArticle]:
    for block in count():
        yield from block_of_articles(language, seed=seed, block=block)


def _html(language: Language, article: CorpusArticle) -> str:
    paper = language.sources[article.source]
    host = f"{paper.lower().replace(' ', '-')}.example"
    moment = article.published_at
    tag = f'<meta property="article:published_time" content="{moment.isoformat()}">' if moment else ""
    words = article.text.split()
    links = (" ".join(words[start : start + 7]) for start in range(0, min(len(words), 7 * _LINKS), 7))
    head = _HEAD.format(
        title=escape(article.title),
        paper=escape(paper),
        host=host,
        number=article.number,
        moment=tag,
        menu="".join(f'<li><a href="/{word.lower()}">{word}</a></li>' for word in _MENU),
    )
    items = (f'<li><a href="/story/{number}">{escape(text)}</a></li>' for number, text in enumerate(links))
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    return head + body + _FOOT.format(links="".join(items), paper=escape(paper))
