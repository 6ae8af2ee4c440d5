"""Finds people by rules: a given name, a title or a role makes a run of capitalised words a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from articles.documents import ArticleDraft, EntityFinding, EntityKind, Mention, MentionField, Role
from articles.extract.people_evidence import CandidateName, find_names, is_common_surname
from articles.extract.spans import SpanSet

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAD = 400
_OFTEN = 3
_SHORTEST_SURNAME = 2
MOST_PEOPLE = 500  # of one article, the first named: real ones name a tenth of that, directories any number


@dataclass(slots=True, kw_only=True)
class _Person:
    """A person while the article is read: the name as first given in full, and where it or the surname stands."""

    name: str
    surname: str
    spans: list[tuple[MentionField, int, int, str, float]] = field(default_factory=list)


class PeopleFinder:
    """Finds the people an article names in full, and their surnames elsewhere in it."""

    def find(self, draft: ArticleDraft, taken: Mapping[MentionField, SpanSet]) -> tuple[EntityFinding, ...]:
        """The people named outside the spans `taken` by companies and places. The article's authors are left out."""
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        people: dict[str, _Person] = {}
        by_ends: dict[tuple[str, str], list[_Person]] = {}
        for where in (MentionField.TEXT, MentionField.TITLE):
            if where is MentionField.TITLE and is_headline_case(draft.title):
                continue  # capitals tell nothing there
            for name in find_names(texts[where], taken[where]):
                _add(people, by_ends, where, name)
        for author in draft.authors:
            people.pop(slug_of(author), None)
        for where, text in texts.items():
            _add_surnames(people.values(), where, text, taken[where])
        return tuple(_finding(draft, person) for person in people.values() if person.spans)

    def find_more(
        self,
        draft: ArticleDraft,
        names: Mapping[MentionField, Sequence[CandidateName]],
        known: Sequence[EntityFinding],
        taken: Mapping[MentionField, SpanSet],
    ) -> tuple[EntityFinding, ...]:
        """The people of `names`, found by other means than these rules, who are not among the `known`.

        `taken` are the spans of everything the rules have found. A surname that a known person bears too is given to
        nobody more.
        """
        people: dict[str, _Person] = {}
        by_ends: dict[tuple[str, str], list[_Person]] = {}
        for where in (MentionField.TEXT, MentionField.TITLE):
            for name in names[where]:
                if not taken[where].overlaps(name.start, name.end):
                    _add(people, by_ends, where, name)
        old_names = [finding.name.split() for finding in known]
        old_ends = {(words[0], words[-1]) for words in old_names}
        old_words = {word for words in old_names for word in words}
        authors = {slug_of(author) for author in draft.authors}
        new = [
            person
            for slug, person in people.items()
            if slug not in authors and (person.name.split()[0], person.name.split()[-1]) not in old_ends
        ]
        for where, text in (MentionField.TITLE, draft.title), (MentionField.TEXT, draft.text):
            _add_surnames([person for person in new if person.surname not in old_words], where, text, taken[where])
        return tuple(_finding(draft, person) for person in new[: max(0, MOST_PEOPLE - len(known))])


def _add(
    people: dict[str, _Person], by_ends: dict[tuple[str, str], list[_Person]], where: MentionField, name: CandidateName
) -> None:
    """Note one name; `by_ends` holds the people met by their first and last words."""
    words = name.name.split()
    ends = by_ends.setdefault((words[0], words[-1]), [])
    key = slug_of(name.name)
    person = people.get(key) or _same_person(ends, words)
    if person is None:
        if len(people) >= MOST_PEOPLE:
            return
        person = people[key] = _Person(name=name.name, surname=name.surname)
        ends.append(person)
    person.spans.append((where, name.start, name.end, name.rule, name.confidence))


def _same_person(others: list[_Person], words: list[str]) -> _Person | None:
    """Someone already met under a form of this name with or without middle names."""
    return next((one for one in others if min(len(one.name.split()), len(words)) == 2), None)


def _add_surnames(people: Iterable[_Person], where: MentionField, text: str, taken: SpanSet) -> None:
    """Gives each person the places where the surname stands alone; a surname that two people share goes to neither."""
    by_surname: dict[str, list[_Person]] = {}
    for person in people:
        by_surname.setdefault(person.surname, []).append(person)
    named = (person for bearers in by_surname.values() for person in bearers)
    used = SpanSet((start, end) for person in named for place, start, end, *_ in person.spans if place is where)
    for surname, bearers in by_surname.items():
        if len(bearers) > 1 or len(surname) < _SHORTEST_SURNAME:
            continue
        forms = (surname, surname.upper()) if where is MentionField.TITLE and text.isupper() else (surname,)
        for form in forms:
            for start in _standing_alone(text, form):
                end = start + len(form)
                if not used.overlaps(start, end) and not taken.overlaps(start, end):
                    bearers[0].spans.append((where, start, end, "surname", 0.85))


def _standing_alone(text: str, surname: str) -> Iterator[int]:
    """Where the surname stands as a word of its own, and is no part of another name as far as can be seen."""
    start = text.find(surname)
    while start >= 0:
        end = start + len(surname)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or before in ("-", "@", "#", "/") or after.isalnum() or after in ("-", "@")):
            is_longer_name = after == " " and text[end + 1 : end + 2].isupper() and is_common_surname(surname)
            if not is_longer_name:
                yield start
        start = text.find(surname, end)


def _finding(draft: ArticleDraft, person: _Person) -> EntityFinding:
    spans = sorted(person.spans, key=lambda span: (span[0] is not MentionField.TITLE, span[1]))
    main = len(spans) >= _OFTEN or any(where is MentionField.TITLE or start < _LEAD for where, start, *_ in spans)
    texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
    mentions = tuple(
        Mention(
            start=start,
            end=end,
            surface=texts[where][start:end],
            rule=rule,
            confidence=confidence,
            field=where,
            role=Role.SUBJECT if main else Role.MENTIONED,
        )
        for where, start, end, rule, confidence in spans
    )
    return EntityFinding(kind=EntityKind.PERSON, slug=slug_of(person.name), name=person.name, mentions=mentions)


def slug_of(name: str) -> str:
    """A name in ASCII for an address: 'Bernard Arnault' -> 'bernard-arnault'."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-") or "person"


def is_headline_case(text: str) -> bool:
    """Whether nearly every longer word begins with a capital."""
    words = _LONG_WORD.findall(text)
    return bool(words) and sum(word[0].islower() for word in words) * 3 < len(words)
