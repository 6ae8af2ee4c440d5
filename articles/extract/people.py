"""Finds people by rules: a given name, a title or a role makes a run of capitalised words a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from articles.documents import ArticleDraft, EntityFinding, EntityKind, Mention, MentionField, Role
from articles.extract.people_evidence import CandidateName, name_runs

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LEAD = 400
_OFTEN = 3


@dataclass(slots=True, kw_only=True)
class _Person:
    """A person while the article is read: the fullest name and where it or its surname stands."""

    name: str
    surname: str
    spans: list[tuple[MentionField, int, int, str, float]]


class PeopleFinder:
    """Finds the people an article names in full, and their surnames after that."""

    def find(
        self, draft: ArticleDraft, taken: dict[MentionField, list[tuple[int, int]]]
    ) -> tuple[EntityFinding, ...]:
        """The people named outside the spans `taken` by companies. The article's authors are left out."""
        runs = {
            field: name_runs(text, taken.get(field, []), is_title=field is MentionField.TITLE)
            for field, text in ((MentionField.TITLE, draft.title), (MentionField.TEXT, draft.text))
        }
        authors = {_key(author) for author in draft.authors}
        people: dict[str, _Person] = {}
        for field in (MentionField.TEXT, MentionField.TITLE):
            for run in runs[field]:
                if run.is_full and _key(run.name) not in authors:
                    self._add_full(people, field, run)
        for field, found in runs.items():
            for run in found:
                if not run.is_full:
                    self._add_short(people, field, run)
        return tuple(_finding(draft, person) for person in people.values() if person.spans)

    @staticmethod
    def _add_full(people: dict[str, _Person], field: MentionField, run: CandidateName) -> None:
        key = _key(run.name)
        person = people.get(key) or _same_person(people, run)
        if person is None:
            person = people[key] = _Person(name=run.name, surname=run.surname, spans=[])
        person.spans.append((field, run.start, run.end, run.rule, run.confidence))

    @staticmethod
    def _add_short(people: dict[str, _Person], field: MentionField, run: CandidateName) -> None:
        matching = [person for person in people.values() if person.surname == run.surname]
        if len(matching) == 1:
            matching[0].spans.append((field, run.start, run.end, "surname", 0.85))


def _same_person(people: dict[str, _Person], run: CandidateName) -> _Person | None:
    """Someone already met under a form of this name with or without middle names."""
    words = run.name.split()
    for person in people.values():
        others = person.name.split()
        if others[0] == words[0] and others[-1] == words[-1] and min(len(others), len(words)) == 2:
            return person
    return None


def _finding(draft: ArticleDraft, person: _Person) -> EntityFinding:
    spans = sorted(person.spans, key=lambda span: (span[0] is not MentionField.TITLE, span[1]))
    main = len(spans) >= _OFTEN or any(field is MentionField.TITLE or start < _LEAD for field, start, *_ in spans)
    mentions = tuple(
        Mention(
            start=start,
            end=end,
            surface=(draft.title if field is MentionField.TITLE else draft.text)[start:end],
            rule=rule,
            confidence=confidence,
            field=field,
            role=Role.SUBJECT if main else Role.MENTIONED,
        )
        for field, start, end, rule, confidence in spans
    )
    return EntityFinding(kind=EntityKind.PERSON, slug=slug_of(person.name), name=person.name, mentions=mentions)


def slug_of(name: str) -> str:
    """A name in ASCII for an address: 'Bernard Arnault' -> 'bernard-arnault'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-") or "person"


def _key(name: str) -> str:
    return slug_of(name)


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any span shares a character with `start` to `end`."""
    return any(left < end and start < right for left, right in spans)
