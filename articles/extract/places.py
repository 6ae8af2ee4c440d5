"""Finds countries, by name or demonym, and large cities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from articles.documents import ArticleDraft, EntityFinding, EntityKind, Mention, MentionField, PlaceEntry, Role
from articles.extract.data_files import read_names, read_rules
from articles.extract.gazetteer import Hit, Name
from articles.extract.sentences import starts_sentence
from articles.extract.spans import SpanSet

KIND = "place"
DEMONYM = 1_000
TOLD_CONFIDENCE = 0.6  # of a place that a model sees, below the rules'

_RULES = read_rules("place_rules")
_NEEDS_EVIDENCE = frozenset(_RULES["ambiguous"])
_NEVER_ALONE = frozenset(_RULES["part_of_names"])
_BEFORE = re.compile(r"\b(?:" + "|".join(_RULES["before"]) + r") $", re.IGNORECASE)
_AFTER = re.compile("(?:" + "|".join(_RULES["after"]) + ")")
_NAME_AHEAD = re.compile(r"([A-Z][\w'’-]+) $")
_NEW_AHEAD = re.compile(r"\b(?:New|NEW)(?: (?:South|SOUTH))? $")
_NAME_BEHIND = re.compile(r" ([A-Z][\w’'-]+)")
_LEAD = 400
_CONNECTED = frozenset(_RULES["directions"])
_KEPT_BEHIND = frozenset(_RULES["words_behind"])
_GIVEN_NAMES = read_names("given_names")
_IN_A_WORD = re.compile(r"[-–][A-Z]?\d|@|\.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCandidate:
    """A place that one of the hits may name."""

    owner: int
    field: MentionField
    start: int
    end: int
    rule: str
    is_proven: bool
    confidence: float


class PlaceFinder:
    """Knows the places of a vocabulary. Works on the hits of a gazetteer made from `names`."""

    def __init__(self, places: Sequence[PlaceEntry]) -> None:
        self._places = places
        self._owners = {
            name: owner for owner, place in reversed(tuple(enumerate(places))) for name in (*place.aliases, place.name)
        }

    def names(self) -> Iterator[Name]:
        """Every form the gazetteer is to find; demonyms are numbered from DEMONYM on."""
        for owner, place in enumerate(self._places):
            for position, text in enumerate((place.name, *place.aliases)):
                yield Name(text=text, kind=KIND, owner=owner, alias=position)
            for position, text in enumerate(place.demonyms):
                yield Name(text=text, kind=KIND, owner=owner, alias=DEMONYM + position)

    def find(
        self,
        draft: ArticleDraft,
        hits: Mapping[MentionField, Sequence[Hit]],
        taken: Mapping[MentionField, SpanSet],
        persons: frozenset[str] = frozenset(),
    ) -> tuple[EntityFinding, ...]:
        """The places named, outside the spans that companies and people have taken.

        A name that is one of the words `persons` in people's names needs evidence ('Santos said').
        """
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        candidates = [
            candidate
            for field, found in hits.items()
            for hit in found
            if (candidate := self._weigh(texts[field], field, hit, taken[field], persons))
        ]
        proven = {candidate.owner for candidate in candidates if candidate.is_proven}
        grouped: dict[int, list[PlaceCandidate]] = {}
        for candidate in candidates:
            if candidate.owner in proven:
                grouped.setdefault(candidate.owner, []).append(candidate)
        return tuple(self._finding(draft, owner, items) for owner, items in grouped.items())

    def find_more(
        self,
        draft: ArticleDraft,
        told: Mapping[MentionField, Sequence[tuple[int, int]]],
        known: Iterable[EntityFinding],
        taken: Mapping[MentionField, SpanSet],
    ) -> tuple[EntityFinding, ...]:
        """The places at the spans `told` by a model outside those `taken`, where the list has the very name.

        Those `known` by rules are left as they are. The others have ambiguous names for the most part ('Jordan'), for
        which the rules saw too little evidence.
        """
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        found = {finding.slug for finding in known}
        grouped: dict[int, list[PlaceCandidate]] = {}
        spans = [(field, *span) for field in MentionField for span in sorted(told[field])]
        for field, start, end in spans:
            owner = self._owners.get(texts[field][start:end])
            if owner is None or self._places[owner].slug in found or taken[field].overlaps(start, end):
                continue
            candidate = PlaceCandidate(
                owner=owner, field=field, start=start, end=end, rule="model", is_proven=True, confidence=TOLD_CONFIDENCE
            )
            grouped.setdefault(owner, []).append(candidate)
        return tuple(self._finding(draft, owner, items) for owner, items in grouped.items())

    def _weigh(
        self, text: str, field: MentionField, hit: Hit, taken: SpanSet, persons: frozenset[str]
    ) -> PlaceCandidate | None:
        name = next((name for name in hit.names if name.kind == KIND), None)
        if name is None or taken.overlaps(hit.start, hit.end):
            return None
        surface = text[hit.start : hit.end]
        if _IN_A_WORD.match(text, hit.end) or text[hit.start - 1 : hit.start] in ("@", "#", "/", "-"):
            return None
        is_demonym = name.alias >= DEMONYM
        if not is_demonym and self._is_part_of_a_name(text, hit):
            return None
        doubtful = surface.capitalize() in _NEEDS_EVIDENCE or surface in _NEEDS_EVIDENCE or surface in persons
        proven = not doubtful or self._has_evidence(text, hit)
        rule = "demonym" if is_demonym else self._places[name.owner].kind
        return PlaceCandidate(
            owner=name.owner,
            field=field,
            start=hit.start,
            end=hit.end,
            rule=rule,
            is_proven=proven,
            confidence=0.9 if proven else 0.7,
        )

    @staticmethod
    def _is_part_of_a_name(text: str, hit: Hit) -> bool:
        """Whether the words beside it make a longer name of it: 'New England', 'Jordan Peterson', 'London Breed'."""
        if _NEW_AHEAD.search(text, max(0, hit.start - 12), hit.start):
            return True
        ahead = _NAME_AHEAD.search(text, max(0, hit.start - 30), hit.start)
        if ahead and ahead[1].lower() in _GIVEN_NAMES and ahead[1] not in _CONNECTED:
            return not starts_sentence(text, ahead.start(1)) or len(ahead[1]) > 3
        behind = _NAME_BEHIND.match(text, hit.end)
        return behind is not None and behind[1] in _NEVER_ALONE

    @staticmethod
    def _has_evidence(text: str, hit: Hit) -> bool:
        if _BEFORE.search(text, max(0, hit.start - 30), hit.start) or _AFTER.match(text, hit.end):
            behind = _NAME_BEHIND.match(text, hit.end)
            return behind is None or behind[1] in _KEPT_BEHIND
        return False

    def _finding(self, draft: ArticleDraft, owner: int, items: Sequence[PlaceCandidate]) -> EntityFinding:
        place = self._places[owner]
        is_main = len(items) > 2 or any(item.field is MentionField.TITLE or item.start < _LEAD for item in items)
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        mentions = tuple(
            Mention(
                start=item.start,
                end=item.end,
                surface=texts[item.field][item.start : item.end],
                rule=item.rule,
                confidence=item.confidence,
                field=item.field,
                role=Role.SUBJECT if is_main else Role.MENTIONED,
            )
            for item in items
        )
        return EntityFinding(kind=EntityKind.PLACE, slug=place.slug, name=place.name, mentions=mentions)
