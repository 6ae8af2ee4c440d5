"""What a topic's rule can ask of an article beside its words: its date, source and length, and who is named in it.

Topics themselves are not known before the rules were tried, so `topic:` is true of nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from articles.documents import (
    ArticleDraft,
    CompanyEntry,
    EntityFinding,
    EntityKind,
    PlaceEntry,
    Precision,
    PublishedDate,
)
from articles.query.match import QueryDocument, Tag, slugs_of

Named = Mapping[EntityKind, tuple[Tag, ...]]
"""The companies, people and places found in an article, each with all names it goes by."""


class NameBook:
    """All names of the companies and places of a vocabulary."""

    def __init__(self, companies: Sequence[CompanyEntry], places: Sequence[PlaceEntry]) -> None:
        self._companies = {company.slug: company for company in companies}
        self._places = {place.slug: place for place in places}

    def named(self, findings: Iterable[EntityFinding]) -> Named:
        """What was found, by kind, as a query asks for it."""
        found: dict[EntityKind, tuple[Tag, ...]] = {}
        for finding in findings:
            tag = Tag(slug=finding.slug, names=(finding.name, *self._further_names(finding)))
            found[finding.kind] = (*found.get(finding.kind, ()), tag)
        return found

    def _further_names(self, finding: EntityFinding) -> tuple[str, ...]:
        if finding.kind is EntityKind.PLACE and (place := self._places.get(finding.slug)):
            return place.aliases
        company = self._companies.get(finding.slug) if finding.kind is EntityKind.COMPANY else None
        if company is None:
            return ()
        ticker = () if company.ticker.casefold() in self._taken else (company.ticker,)
        return (*(alias.text for alias in company.aliases), *ticker)

    @cached_property
    def _taken(self) -> frozenset[str]:
        """What companies are called, which is no other's ticker, and the empty ticker."""
        known = {company.slug for company in self._companies.values()} | {""}
        known |= {company.name.casefold() for company in self._companies.values()}
        return frozenset(
            known | {alias.text.casefold() for company in self._companies.values() for alias in company.aliases}
        )


def document_of(draft: ArticleDraft, named: Named) -> QueryDocument:
    """What is known of an article beside its title and text."""
    slug = (slugs_of(draft.source_name) or ("",))[0]
    since, until = _span_of(draft.published) if draft.published else (None, None)
    return QueryDocument(
        authors=draft.authors,
        companies=named.get(EntityKind.COMPANY, ()),
        people=named.get(EntityKind.PERSON, ()),
        places=named.get(EntityKind.PLACE, ()),
        source=Tag(slug=slug, names=(draft.source_name,)) if slug else None,
        language=draft.language,
        kind=draft.kind.value,
        published_from=since,
        published_until=until,
        word_count=draft.word_count,
    )


def _span_of(date: PublishedDate) -> tuple[datetime, datetime]:
    """The time within which it was published, as finely as that is known."""
    start = date.moment
    if date.precision is Precision.YEAR:
        return start, start.replace(year=start.year + 1)
    if date.precision is Precision.MONTH:
        return start, (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start, start + timedelta(days=1)
