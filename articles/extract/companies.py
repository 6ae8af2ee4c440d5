"""Finds the companies of the vocabulary in an article, each mention with its evidence and its role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from articles.documents import ArticleDraft, CompanyEntry, EntityFinding, EntityKind, Mention, MentionField
from articles.extract.company_evidence import ENOUGH, Setting, describe, end_with_suffix, is_other_name, weigh
from articles.extract.company_roles import about_spans, is_source, is_subject, role_of
from articles.extract.company_tickers import TickerBook
from articles.extract.data_files import read_names
from articles.extract.gazetteer import ACRONYM, Hit, Name

KIND = "company"
SURE = 3
_RULES = {"name": ("name", 0.95), "short": ("name", 0.95), "brand": ("brand", 0.85), "former": ("former-name", 0.9)}
_ADDRESS = frozenset("@#/_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that may name a company. `score` counts points: SURE or more prove the company for the article."""

    owner: int
    field: MentionField
    start: int
    end: int
    rule: str
    confidence: float
    score: int
    is_ambiguous: bool = False


class CompanyFinder:
    """Knows the companies of a vocabulary. `extract` works on the hits of a gazetteer made from `names`."""

    def __init__(self, companies: Sequence[CompanyEntry]) -> None:
        self._companies = companies
        self._tickers = TickerBook(companies)
        people = read_names("given_names") | read_names("surnames")
        self._name_like = frozenset(
            alias.text
            for company in companies
            for alias in company.aliases
            if alias.needs_evidence and alias.text.lower() in people
        )

    def names(self) -> Iterator[Name]:
        """Every form the gazetteer is to find."""
        for owner, company in enumerate(self._companies):
            for position, alias in enumerate(company.aliases):
                if alias.kind != "ticker":
                    yield Name(text=alias.text, kind=KIND, owner=owner, alias=position)

    def propose(self, draft: ArticleDraft, field: MentionField, text: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The places in one text that may name a company, each weighed by what stands around it."""
        setting = describe(text, is_title=field is MentionField.TITLE)
        year = draft.published.moment.year if draft.published else None
        found = [
            candidate
            for hit in hits
            if (name := self._choose(hit, year)) and (candidate := self._weigh(name, setting, field, hit)) is not None
        ]
        found.extend(
            Candidate(owner=owner, field=field, start=start, end=end, rule="ticker", confidence=0.97, score=SURE)
            for start, end, owner in self._tickers.find(text)
        )
        return sorted(found, key=lambda candidate: candidate.start)

    def decide(
        self, draft: ArticleDraft, candidates: Iterable[Candidate], blocked: frozenset[tuple[MentionField, int]]
    ) -> tuple[EntityFinding, ...]:
        """The companies that the article names.

        A company that one candidate proves has all its other candidates accepted, but for those at `blocked` (field,
        start) places, which belong to a person.
        """
        open_ones = [item for item in candidates if (item.field, item.start) not in blocked and item.score >= -ENOUGH]
        proven: dict[int, int] = {}
        for item in open_ones:
            proven[item.owner] = max(item.score, proven.get(item.owner, item.score))
        accepted: dict[int, list[Candidate]] = {}
        for item in open_ones:
            if proven[item.owner] >= ENOUGH:
                kept = item if item.score >= ENOUGH else replace(item, rule="named-elsewhere", confidence=0.75)
                accepted.setdefault(item.owner, []).append(kept)
        return tuple(self._finding(draft, owner, items) for owner, items in accepted.items())

    def _choose(self, hit: Hit, year: int | None) -> Name | None:
        """Of several companies with this name, the one that bore it at the time."""
        names = [name for name in hit.names if name.kind == KIND]
        if len(names) < 2:
            return names[0] if names else None
        for name in names:
            until = self._companies[name.owner].aliases[name.alias].until
            if until is not None and year is not None and year <= until:
                return name
        current = [name for name in names if self._companies[name.owner].aliases[name.alias].kind != "former"]
        return (current or names)[0]

    def _weigh(self, name: Name, setting: Setting, field: MentionField, hit: Hit) -> Candidate | None:
        text = setting.text
        if (hit.start and text[hit.start - 1] in _ADDRESS) or text[hit.end : hit.end + 1] == "@":
            return None
        alias = self._companies[name.owner].aliases[name.alias]
        rule, confidence = _RULES.get(alias.kind, ("name", 0.9))
        if setting.is_capitals and len(alias.text) <= ACRONYM:
            return self._doubtful(name, field, hit)
        if not alias.needs_evidence:
            if is_other_name(text, hit.end):
                return None
            end = end_with_suffix(text, hit.end)
            return Candidate(
                owner=name.owner, field=field, start=hit.start, end=end, rule=rule, confidence=confidence, score=SURE
            )
        weight = weigh(setting, hit.start, hit.end, is_name_like=alias.text in self._name_like)
        return Candidate(
            owner=name.owner,
            field=field,
            start=hit.start,
            end=weight.end,
            rule=weight.rule,
            confidence=0.9 if weight.score > ENOUGH else 0.8,
            score=weight.score,
            is_ambiguous=True,
        )

    @staticmethod
    def _doubtful(name: Name, field: MentionField, hit: Hit) -> Candidate:
        """A short name where all letters are capitals ('ALCAN UPS PRICES'): only the text can prove it."""
        return Candidate(
            owner=name.owner, field=field, start=hit.start, end=hit.end, rule="capitals", confidence=0.7, score=0
        )

    def _finding(self, draft: ArticleDraft, owner: int, items: Sequence[Candidate]) -> EntityFinding:
        company = self._companies[owner]
        abouts = about_spans(draft)
        sources = [self._is_source(draft, company, item, abouts) for item in items]
        main = is_subject([(item.field, item.start) for item, quoted in zip(items, sources, strict=True) if not quoted])
        mentions = tuple(
            Mention(
                start=item.start,
                end=item.end,
                surface=_text_of(draft, item.field)[item.start : item.end],
                rule=item.rule,
                confidence=item.confidence,
                field=item.field,
                role=role_of(is_source_mention=quoted, is_main=main),
            )
            for item, quoted in zip(items, sources, strict=True)
        )
        return EntityFinding(kind=EntityKind.COMPANY, slug=company.slug, name=company.name, mentions=mentions)

    @staticmethod
    def _is_source(
        draft: ArticleDraft, company: CompanyEntry, item: Candidate, abouts: Sequence[tuple[int, int]]
    ) -> bool:
        if item.field is MentionField.TEXT and any(start <= item.start < end for start, end in abouts):
            return True
        text = _text_of(draft, item.field)
        return is_source(text, item.start, item.end, is_news_source=company.is_news_source)


def _text_of(draft: ArticleDraft, field: MentionField) -> str:
    return draft.title if field is MentionField.TITLE else draft.text
