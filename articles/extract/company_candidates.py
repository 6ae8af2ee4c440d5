"""Proposes companies that the list does not have, from the form in which a text names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from articles.documents import PARAGRAPH_BREAK, ArticleDraft, CompanyCandidate, CompanyEntry, MentionField
from articles.extract.company_tickers import SYMBOL_BEHIND
from articles.extract.data_files import read_rules
from articles.extract.gazetteer import normalise
from articles.extract.sentences import sentence_around, starts_sentence
from articles.extract.spans import SpanSet

_RULES = read_rules("company_candidates")
_WORD = r"[A-Z0-9][\w&’'.-]{0,30}"
_NAME = rf"{_WORD}(?: (?:(?:of|and|de|du|&) )?{_WORD}){{0,5}}"
_FORM = rf"(?:{'|'.join(map(re.escape, _RULES['forms']))})\b\.?"
_FORMS_OF_ONE = re.compile(rf"\b{_FORM}(?:,? {_FORM}){{0,3}}")
_AHEAD_OF_FORM = re.compile(rf"({_NAME}),? $")
_BEFORE = re.compile(rf"\b(?:{'|'.join(_RULES['before'])}) (?:the )?({_NAME})")
_BEHIND = re.compile(rf"({_NAME})(?:, (?:an? |the )(?:[\w-]+ ){{0,3}}(?:{'|'.join(_RULES['behind'])})\b)")
_APPOSITIONS = (", a ", ", an ", ", the ")  # one of which stands in whatever the pattern above it finds
_SYMBOL = re.compile(SYMBOL_BEHIND)  # in '<ACM>', or behind the exchange and a colon in '(NYSE: ACM)'
_AHEAD_OF_SYMBOL = re.compile(rf"{_NAME}(?:,? {_FORM})?$")
_HEADLINE = re.compile(rf"<?((?:[A-Z0-9][\w&’'./-]{{0,30}} ){{1,7}}{_FORM})>?(?={SYMBOL_BEHIND})", re.IGNORECASE)
_HEADLINE_WORDS = frozenset(_RULES["headline_words"])
_LEAD_IN = re.compile(rf"(?:{'|'.join(_RULES['lead_in'])}) (?:of|in|at|from) ")
_OPENERS = frozenset(_RULES["openers"])
_NO_COMPANY = frozenset(_RULES["no_company"])
_SENTENCE_LIMIT = 300
_NAME_LIMIT = 120
STATED_CONFIDENCE = 0.9  # of a name with its stock's symbol behind it
TOLD_CONFIDENCE = 0.4  # of a name that only a model takes for an organisation's, which need not be a company
MOST_CANDIDATES = 20  # of one article; a directory of companies names hundreds


class CandidateFinder:
    """Proposes companies that the list does not have. They are for a curator to look at and are never tags."""

    def __init__(self, known: Iterable[CompanyEntry]) -> None:
        names = {normalise(alias.text).strip() for company in known for alias in company.aliases}
        self._known = names | {_bare(name) for name in names}

    def propose(
        self, draft: ArticleDraft, taken: Mapping[MentionField, SpanSet], more: Iterable[tuple[int, int]] = ()
    ) -> tuple[CompanyCandidate, ...]:
        """The unknown companies of the draft, each once at its best-supported place, the surest of many.

        `taken` are the places where known companies, people and places stand in title and text, `more` those of
        names in the text that a model takes for organisations.
        """
        best: dict[str, CompanyCandidate] = {}
        told = (one for start, end in more for one in _candidate(draft.text, start, end, "model", TOLD_CONFIDENCE))
        for candidate in chain(_in_headline(draft.title), _matches(draft.text), told):
            if candidate.key in self._known or taken[candidate.field].covers(candidate.start, candidate.end):
                continue
            earlier = best.get(candidate.key)
            if earlier is None or candidate.confidence > earlier.confidence:
                best[candidate.key] = candidate
        surest = sorted(best.values(), key=lambda candidate: (-candidate.confidence, candidate.start))
        return tuple(sorted(surest[:MOST_CANDIDATES], key=lambda one: (one.field is not MentionField.TITLE, one.start)))


def _in_headline(title: str) -> Iterator[CompanyCandidate]:
    """The company with which a headline begins, where its legal form and its symbol follow ('ACME INC <ACM> NET')."""
    match = _HEADLINE.match(title) if "<" in title or ":" in title else None
    if match is not None and _HEADLINE_WORDS.isdisjoint(match[1].lower().split()):
        for one in _candidate(title, match.start(1), match.end(1), "stated-symbol", STATED_CONFIDENCE):
            yield replace(one, field=MentionField.TITLE, sentence=title)


def _matches(text: str) -> Iterator[CompanyCandidate]:
    has_symbols = "<" in text or ("(" in text and ":" in text)
    for match in _SYMBOL.finditer(text) if has_symbols else ():
        name = _AHEAD_OF_SYMBOL.search(text, max(0, match.start() - _NAME_LIMIT), match.start())
        if name is not None:
            start = _name_start(text, name.start(), name.group())
            yield from _candidate(text, start, name.end(), "stated-symbol", STATED_CONFIDENCE)
    yield from _with_legal_form(text)
    for match in _BEFORE.finditer(text):
        yield from _candidate(text, match.start(1), match.end(1), "words-before", 0.5)
    for match in _BEHIND.finditer(text) if any(map(text.__contains__, _APPOSITIONS)) else ():
        start = _name_start(text, match.start(1), match[1])
        yield from _candidate(text, start, match.end(1), "words-behind", 0.5)


def _with_legal_form(text: str) -> Iterator[CompanyCandidate]:
    """The names that end with a legal form, each from behind the one before it ('Acme Juice Co and Fnord Food Co')."""
    done = 0
    for form in _FORMS_OF_ONE.finditer(text):
        name = _AHEAD_OF_FORM.search(text, max(done, form.start() - _NAME_LIMIT), form.start())
        done = form.end()
        if name is not None:
            start = _name_start(text, name.start(), name[1])
            if start < form.start() - 1:
                yield from _candidate(text, start, form.end(), "legal-form", 0.8)


def _candidate(text: str, start: int, end: int, rule: str, confidence: float) -> Iterator[CompanyCandidate]:
    name = text[start:end].strip(" ,")
    if name.endswith((".", "’s", "'s")):
        name = name.removesuffix(".").removesuffix("’s").removesuffix("'s")
    words = name.split()
    if not words or len(name) < 3 or name.isdigit() or words[-1].lower() in _NO_COMPANY or PARAGRAPH_BREAK in name:
        return
    left, right = sentence_around(text, start, end, limit=_SENTENCE_LIMIT)
    yield CompanyCandidate(
        name=name,
        key=_bare(normalise(name).strip()),
        start=start,
        end=start + len(name),
        rule=rule,
        confidence=confidence,
        sentence=text[left:right],
    )


def _name_start(text: str, start: int, name: str) -> int:
    """Where the name begins, behind a word that only opens the sentence ('But Acme Corp')."""
    lead = _LEAD_IN.match(name)
    if lead:
        return start + lead.end()
    first = name.split()[0]
    if first.lower() in _OPENERS and " " in name and starts_sentence(text, start):
        return start + len(first) + 1
    return start


def _bare(key: str) -> str:
    """A compared name without its legal form."""
    words = key.split()
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


_FORMS = frozenset(form.lower().rstrip(".") for form in _RULES["forms"])
