"""One chip for each filter that is on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.search.dates import day_words
from articles.search.filters import EntryFilterSet
from articles.search.parameters import FACETS, STORY, excluding


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the address of the search without it."""

    label: str
    query: str


def chips(filterset: EntryFilterSet) -> tuple[Chip, ...]:
    """The filters that are on, the words of the search apart."""
    return tuple(_chips(filterset))


def _chips(filterset: EntryFilterSet) -> Iterator[Chip]:
    state = filterset.state
    for facet in FACETS:
        named = filterset.named(facet.name)
        for slug in filterset.chosen[facet.name]:
            yield Chip(f"{facet.legend}: {named[slug].label}", state.dropping(facet.name, slug).query)
        name = excluding(facet.name)
        for slug in filterset.chosen[name]:
            yield Chip(f"{facet.legend}: not {named[slug].label}", state.dropping(name, slug).query)
    if filterset.chosen[STORY]:
        yield Chip(f"Story: {filterset.asked_story.label}", state.dropping_all(STORY).query)
    for name, word in (("since", "From"), ("until", "To")):
        day = filterset.chosen[name]
        if day:
            yield Chip(f"{word}: {day_words(day)}", state.dropping_all(name).query)
