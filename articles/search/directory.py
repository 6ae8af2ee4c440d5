"""The lists of everything the archive has articles about: by count or by name, a page at a time."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import urlencode

from articles.models import Source
from articles.query.words import fold
from articles.search import names
from articles.search.facets import facet_counts
from articles.search.live.selection import whole
from articles.search.live.snapshot import one_snapshot
from articles.search.numbered import NumberedPages, numbered_pages
from articles.search.parameters import NONE

PER_PAGE = 120
BY_COUNT, BY_NAME = "count", "name"


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing in a list: its name, its slug and the number of public articles about it."""

    label: str
    slug: str
    count: int
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One page of a list. `letters` are the initials there are; `letter` the one asked for, or empty."""

    items: tuple[Listed, ...]
    total: int
    order: str
    letters: tuple[str, ...]
    letter: str
    pages: NumberedPages

    @property
    def query(self) -> str:
        """The list as it is ordered and narrowed, as the query part of its address, without the page."""
        return "?" + urlencode({"letter": self.letter} if self.letter else {"order": self.order})


def directory(facet: str, *, order: str, letter: str, page: str) -> Directory:
    """The values of `facet` that have public articles."""
    with one_snapshot() as view:
        counts = dict(facet_counts(facet, whole(view.entries, is_canonical=facet != "source")))
        return _directory(facet, counts, order=order, letter=letter, page=page)


def _directory(facet: str, counts: dict[str, int], *, order: str, letter: str, page: str) -> Directory:
    counts.pop(NONE, None)
    listed = [
        Listed(named.label, named.slug, counts[named.key], _initial(named.label))
        for named in names.by_keys(facet, counts).values()
    ]
    letters = tuple(sorted({item.letter for item in listed}))
    order = BY_NAME if letter or order == BY_NAME else BY_COUNT
    chosen = [item for item in listed if not letter or item.letter == letter]
    if order == BY_NAME:
        chosen.sort(key=lambda item: (fold(item.label), item.slug))
    else:
        chosen.sort(key=lambda item: (-item.count, item.label.casefold(), item.slug))
    pages = numbered_pages(total=len(chosen), per_page=PER_PAGE, asked=page)
    return Directory(
        items=tuple(chosen[pages.start : pages.stop]),
        total=len(listed),
        order=order,
        letters=letters,
        letter=letter,
        pages=pages,
    )


def holds_samples() -> bool:
    """Whether any of what lists count are bundled samples: their outlets go when they do."""
    return Source.objects.filter(is_sample=True).exists()


def _initial(name: str) -> str:
    """The letter a name is listed under: 'É' under E, digits and signs under '0–9'."""
    first = unicodedata.normalize("NFKD", name)[:1].upper()
    return first if first.isalpha() else "0–9"
