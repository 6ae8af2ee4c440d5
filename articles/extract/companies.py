"""Finds the companies of the vocabulary in an article, each mention with its evidence and its role."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from articles.documents import ArticleDraft, CompanyEntry, EntityFinding, EntityKind, Mention, MentionField
from articles.extract.company_context import has_symbol_behind, is_behind_given_name, stands_for_another
from articles.extract.company_evidence import (
    ENOUGH,
    REGIONS,
    Setting,
    begins_longer_name,
    begins_name_of_offshoot,
    describe,
    end_with_suffix,
    ends_a_longer_name,
    is_behind_a_capital,
    is_other_name,
    is_spelt_out,
    weigh,
)
from articles.extract.company_roles import about_spans, is_source, is_subject, role_of
from articles.extract.company_spellings import spellings
from articles.extract.company_tickers import TickerBook
from articles.extract.data_files import read_names
from articles.extract.gazetteer import ACRONYM, Hit, Name
from articles.extract.spans import SpanSet

KIND = "company"
SURE = 3
NEAR_CHARACTERS = 120
REPEATED = 2  # times in the text, for a name in the headline
_LISTED = re.compile(r"[’']s\b|, | and [A-Z]| or [A-Z]")
_RULES = {"name": ("name", 0.95), "short": ("name", 0.95), "brand": ("brand", 0.85), "former": ("former-name", 0.9)}
_SURNAME_BEHIND = re.compile(r" [A-Z][a-z]+[,.]? (?:said|says|told|\d+|who|and|is|was|has)\b")
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
        others = read_names("given_names") | read_names("surnames") | REGIONS
        self._name_like = frozenset(
            alias.text
            for company in companies
            for alias in company.aliases
            if alias.needs_evidence and alias.text.lower() in others
        )
        given = read_names("given_names")
        self._given_names = frozenset(
            alias.text for company in companies for alias in company.aliases if alias.text.lower() in given
        )

    def names(self) -> Iterator[Name]:
        """Every form the gazetteer is to find, in each spelling that no alias of the company has already."""
        for owner, company in enumerate(self._companies):
            own = {alias.text for alias in company.aliases}
            for position, alias in enumerate(company.aliases):
                if alias.kind != "ticker":
                    for text in (alias.text, *(form for form in spellings(alias.text) if form not in own)):
                        yield Name(text=text, kind=KIND, owner=owner, alias=position, is_doubtful=alias.needs_evidence)

    def propose(self, draft: ArticleDraft, field: MentionField, text: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The places in one text that may name a company, each weighed by what stands around it."""
        setting = describe(text, is_title=field is MentionField.TITLE)
        year = draft.published.moment.year if draft.published else None
        behind_place = {hit.end + 1 for hit in hits if all(name.kind != KIND for name in hit.names)}
        found = [
            candidate
            for hit in hits
            if (name := self._choose(hit, year))
            and (candidate := self._weigh(name, setting, field, hit, hit.start in behind_place)) is not None
        ]
        found.extend(
            Candidate(owner=owner, field=field, start=start, end=end, rule="ticker", confidence=0.97, score=SURE)
            for start, end, owner in self._tickers.find(text)
            if self._tickers.is_behind_its_name(text, start, owner)
        )
        found.sort(key=lambda candidate: candidate.start)
        sure = [(item.start, item.owner) for item in found if item.score >= SURE]
        return [_beside_others(text, candidate, sure) for candidate in found]

    def decide(
        self,
        draft: ArticleDraft,
        candidates: Iterable[Candidate],
        blocked: frozenset[tuple[MentionField, int]],
        persons: frozenset[str] = frozenset(),
    ) -> tuple[EntityFinding, ...]:
        """The companies that the article names.

        A company that one candidate proves has all its other candidates accepted, but for those at `blocked` (field,
        start) places, which belong to a person. A doubtful name that is one of the words `persons` in people's names
        proves nothing, nor do initials that the text gives to something else.
        """
        open_ones = [item for item in candidates if (item.field, item.start) not in blocked and item.score >= -ENOUGH]
        open_ones = self._without_namesakes(draft, open_ones, persons)
        open_ones = self._without_short_forms_of_others(draft, open_ones)
        proven: dict[int, int] = {}
        for item in open_ones:
            proven[item.owner] = max(item.score, proven.get(item.owner, item.score))
        for owner in self._repeated(draft, open_ones, proven):
            proven[owner] = ENOUGH
        accepted: dict[int, list[Candidate]] = {}
        for item in open_ones:
            if proven[item.owner] >= ENOUGH:
                kept = item if item.score >= ENOUGH else replace(item, rule="named-elsewhere", confidence=0.75)
                accepted.setdefault(item.owner, []).append(kept)
        return tuple(self._finding(draft, owner, items) for owner, items in accepted.items())

    def _without_namesakes(
        self, draft: ArticleDraft, items: Sequence[Candidate], persons: frozenset[str]
    ) -> list[Candidate]:
        """The candidates but for words of people's names and for initials that stand for something else here."""
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        written = {item: texts[item.field][item.start : item.end] for item in items}
        others = {
            (owner, initials)
            for owner, initials in {(item.owner, text) for item, text in written.items()}  # each once in a long text
            if f"({initials})" in draft.text
            and stands_for_another(
                draft.text,
                initials,
                (alias.text for alias in self._companies[owner].aliases if alias.text != initials),
            )
        }
        return [
            item
            for item, text in written.items()
            if not (item.is_ambiguous and item.score < SURE and text in persons) and (item.owner, text) not in others
        ]

    def _without_short_forms_of_others(self, draft: ArticleDraft, items: Sequence[Candidate]) -> list[Candidate]:
        """The candidates but for doubtful words that stand for another company, which the text names in full.

        Where the text has 'Continental Health Affiliates Inc', its 'Continental' is no airline, unless the airline is
        named by more than that word as well.
        """
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        words: dict[int, set[str]] = {}
        for item in items:
            written = texts[item.field][item.start : item.end]
            words.setdefault(item.owner, set()).add(written.capitalize() if written.isupper() else written)
        others = {
            owner
            for owner, forms in words.items()
            if len(forms) == 1
            and (word := next(iter(forms))).isalpha()
            and any(alias.text == word and alias.needs_evidence for alias in self._companies[owner].aliases)
            and is_spelt_out(draft.text, word)
        }
        return [item for item in items if item.owner not in others]

    def _repeated(
        self, draft: ArticleDraft, open_ones: Sequence[Candidate], proven: Mapping[int, int]
    ) -> Iterator[int]:
        """The companies in the headline whose name stands again in the text, and nowhere as an ordinary word.

        'Apple gives up' proves nothing by its capital; again and again, and never an apple, it is the company.
        """
        text = draft.text
        titled = {item.owner for item in open_ones if item.field is MentionField.TITLE and item.rule != "capitals"}
        for owner in sorted(titled):
            again = [item for item in open_ones if item.owner == owner and item.field is MentionField.TEXT]
            forms = {text[item.start : item.end] for item in again}
            if (
                0 <= proven[owner] < ENOUGH
                and len(again) >= REPEATED
                and min(item.score for item in again) >= 0
                and not forms & self._name_like
                and not any(re.search(rf"\b{re.escape(form.lower())}\b", text) for form in forms)
            ):
                yield owner

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

    def _weigh(
        self, name: Name, setting: Setting, field: MentionField, hit: Hit, behind_place: bool
    ) -> Candidate | None:
        text = setting.text
        alias = self._companies[name.owner].aliases[name.alias]
        if _is_within_a_word(text, hit, alias.text) or (alias.text[-1] == "+" and text[hit.end : hit.end + 1] != "+"):
            return None
        rule, confidence = _RULES.get(alias.kind, ("name", 0.9))
        if has_symbol_behind(text, hit.start, hit.end):
            end = end_with_suffix(text, hit.end)
            return Candidate(
                owner=name.owner,
                field=field,
                start=hit.start,
                end=end,
                rule="symbol-behind",
                confidence=0.95,
                score=SURE,
            )
        if len(alias.text) == 1 or (setting.is_capitals and len(alias.text) <= ACRONYM):
            return self._doubtful(name, field, hit)
        if not alias.needs_evidence:
            if is_other_name(text, hit.end) or (
                alias.text in self._given_names and _SURNAME_BEHIND.match(text, hit.end)
            ):
                return None
            doubt = _part_of_other_name(setting, hit, behind_place)
            if doubt:
                return self._doubtful(name, field, hit, rule=doubt)
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
    def _doubtful(name: Name, field: MentionField, hit: Hit, *, rule: str = "capitals") -> Candidate:
        """A name that another place must prove: one too short among capitals ('UPS'), or the end of a longer one."""
        return Candidate(
            owner=name.owner, field=field, start=hit.start, end=hit.end, rule=rule, confidence=0.7, score=0
        )

    def _finding(self, draft: ArticleDraft, owner: int, items: Sequence[Candidate]) -> EntityFinding:
        company = self._companies[owner]
        abouts = about_spans(draft)
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        sources = [_is_source(texts, company, item, abouts) for item in items]
        main = is_subject([(item.field, item.start) for item, quoted in zip(items, sources, strict=True) if not quoted])
        mentions = tuple(
            Mention(
                start=item.start,
                end=item.end,
                surface=texts[item.field][item.start : item.end],
                rule=item.rule,
                confidence=item.confidence,
                field=item.field,
                role=role_of(is_source_mention=quoted, is_main=main),
            )
            for item, quoted in zip(items, sources, strict=True)
        )
        return EntityFinding(kind=EntityKind.COMPANY, slug=company.slug, name=company.name, mentions=mentions)


def _is_source(texts: Mapping[MentionField, str], company: CompanyEntry, item: Candidate, abouts: SpanSet) -> bool:
    if item.field is MentionField.TEXT and abouts.covers(item.start, item.start):
        return True
    return is_source(texts[item.field], item.start, item.end, is_news_source=company.is_news_source)


def _part_of_other_name(setting: Setting, hit: Hit, behind_place: bool) -> str:
    """The rule by which a name seems to be a part of another's; empty where none does."""
    place = (setting, hit.start, hit.end)
    if ends_a_longer_name(*place) or (not behind_place and is_behind_a_capital(*place)):
        return "end-of-a-name"
    if begins_name_of_offshoot(*place):
        return "offshoot"
    if begins_longer_name(*place):
        return "begins-a-name"
    if is_behind_given_name(setting.text, hit.start, hit.end):
        return "behind-a-given-name"
    return ""


def _is_within_a_word(text: str, hit: Hit, name: str) -> bool:
    """Whether the hit is a part of an address, a handle, a model number or a compound ('Delhi-NCR', 'BT-7274')."""
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 2]
    if (before and before in _ADDRESS) or after[:1] == "@":
        return True
    if len(name) > ACRONYM:
        return False
    return before in ("-", "–") or (after[:1] in ("-", "–") and after[1:].isdigit())


def _beside_others(text: str, item: Candidate, sure: Sequence[tuple[int, int]]) -> Candidate:
    """A doubtful name in a list gains a point where a sure company stands close by ('Apple's, Google's and …').

    `sure` has (start, owner) of the companies that need no evidence, in reading order.
    """
    if not 0 < item.score < ENOUGH or not _LISTED.match(text, item.end):
        return item
    low = bisect_left(sure, (item.start - NEAR_CHARACTERS, 0))
    high = bisect_left(sure, (item.start + NEAR_CHARACTERS, 0))
    if all(owner == item.owner for _, owner in sure[low:high]):
        return item
    return replace(item, score=item.score + 1, rule="beside-companies")
