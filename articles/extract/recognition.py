"""What a trained model of named entities adds to the rules. The model is handed in; nothing here knows which it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from articles.documents import ArticleDraft, MentionField
from articles.extract.people import is_headline_case
from articles.extract.people_evidence import CandidateName, name_in
from articles.extract.spans import SpanSet

RULE = "model"
PERSON_CONFIDENCE = 0.6  # below every rule's
MOST_CHARACTERS = 100_000  # of one text; longer ones are lists, and models take a gigabyte for a million characters
_THE = "the "


class Label(StrEnum):
    """What is asked of a model, under the name that OntoNotes gives it."""

    PERSON = "PERSON"
    ORGANISATION = "ORG"
    PLACE = "GPE"


_LABELS: Mapping[str, Label] = {
    "PERSON": Label.PERSON,
    "PER": Label.PERSON,  # models trained on WikiNER
    "ORG": Label.ORGANISATION,
    "GPE": Label.PLACE,
    "LOC": Label.PLACE,
}


class Entity(Protocol):
    """A named entity as spaCy's `Span` gives it. The characters count in the text that was read, the end exclusive."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def label_(self) -> str:
        """The kind, such as 'PERSON'."""

    @property
    def start_char(self) -> int:
        """Where it begins."""

    @property
    def end_char(self) -> int:
        """Where it ends."""


class Recognised(Protocol):
    """A text that was read, as spaCy's `Doc`."""

    @property
    def ents(self) -> Iterable[Entity]:
        """The entities named in it."""


class Recogniser(Protocol):
    """A pipeline that reads a text, as spaCy's `Language`."""

    def __call__(self, text: str, /) -> Recognised:
        """The text with its entities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEntity:
    """A place where the model sees a name."""

    label: Label
    field: MentionField
    start: int
    end: int


def recognise(model: Recogniser, draft: ArticleDraft, taken: Mapping[MentionField, SpanSet]) -> tuple[NamedEntity, ...]:
    """What the model sees in title and text outside the spans `taken` by the rules.

    A title that begins every word with a capital is not read, since models take such words for names.
    """
    texts = {MentionField.TEXT: draft.text}
    if not is_headline_case(draft.title):
        texts[MentionField.TITLE] = draft.title
    return tuple(found for field, text in texts.items() for found in _read(model, field, text, taken[field]))


def _read(model: Recogniser, field: MentionField, text: str, taken: SpanSet) -> Iterator[NamedEntity]:
    if not text.strip():
        return
    for entity in model(text[:MOST_CHARACTERS]).ents:
        label = _LABELS.get(entity.label_)
        start, end = entity.start_char, entity.end_char
        if entity.text.lower().startswith(_THE):
            start += len(_THE)
        if label is not None and start < end and "\n" not in text[start:end] and not taken.overlaps(start, end):
            yield NamedEntity(label=label, field=field, start=start, end=end)


def full_names(entities: Iterable[NamedEntity], draft: ArticleDraft) -> dict[MentionField, list[CandidateName]]:
    """The people among the entities who are named in full, by the text that names them."""
    texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
    names: dict[MentionField, list[CandidateName]] = {field: [] for field in texts}
    for entity in entities:
        if entity.label is Label.PERSON:
            text = texts[entity.field]
            name = name_in(text, entity.start, entity.end, rule=RULE, confidence=PERSON_CONFIDENCE)
            if name is not None:
                names[entity.field].append(name)
    return names


def spans_by_field(entities: Iterable[NamedEntity], label: Label) -> dict[MentionField, list[tuple[int, int]]]:
    """Where the entities of one label stand in each text."""
    chosen = [entity for entity in entities if entity.label is label]
    return {field: [(one.start, one.end) for one in chosen if one.field is field] for field in MentionField}
