"""What a trained model of named entities adds, with models made here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from articles.documents import ArticleDraft, ExtractedArticle, Role, Vocabulary
from articles.extract.article import Extractor
from articles.extract.recognition import MOST_CHARACTERS, Recogniser
from articles.extract.vocabulary import load_companies, load_places
from tests.extract.test_companies import draft, extractor


@dataclass(frozen=True)
class Seen:
    text: str
    label_: str
    start_char: int

    @property
    def end_char(self) -> int:
        return self.start_char + len(self.text)


@dataclass(frozen=True)
class Read:
    ents: tuple[Seen, ...]


class Model:
    """Sees each of its words wherever they stand in a text."""

    def __init__(self, **words: str | tuple[str, ...]) -> None:
        self.words = [
            (word, label) for label, told in words.items() for word in ([told] if type(told) is str else told)
        ]
        self.lengths: list[int] = []

    def __call__(self, text: str) -> Read:
        self.lengths.append(len(text))
        return Read(
            tuple(
                Seen(word, label, start)
                for word, label in self.words
                for start in range(len(text))
                if text.startswith(word, start)
            )
        )


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(companies=load_companies(), places=load_places())


def read(model: Recogniser, article: ArticleDraft) -> ExtractedArticle:
    return Extractor(vocabulary(), recogniser=model).extract(article)


def test_adds_a_person_whom_the_rules_miss_and_the_surname_behind():
    article = draft("It rained. Then Zaxby Quorndle left. Nobody followed Quorndle’s car.")
    assert extractor().extract(article).people == ()
    (person,) = read(Model(PERSON="Zaxby Quorndle"), article).people
    assert (person.name, person.slug) == ("Zaxby Quorndle", "zaxby-quorndle")
    assert [(one.surface, one.rule) for one in person.mentions] == [
        ("Zaxby Quorndle", "model"),
        ("Quorndle", "surname"),
    ]
    assert person.mentions[0].confidence < 0.7  # the least sure rule's


@pytest.mark.parametrize(
    ("label", "told", "name"),
    [
        ("PER", "Zaxby Quorndle", "Zaxby Quorndle"),
        ("PERSON", "Chairman Zaxby Quorndle", "Zaxby Quorndle"),
        ("PERSON", "Zaxby Quorndle’s", "Zaxby Quorndle"),
    ],
)
def test_takes_the_name_alone(label, told, name):
    article = draft(f"It rained. All saw {told} car.")
    assert name in [person.name for person in read(Model(**{label: told}), article).people]


@pytest.mark.parametrize(
    "told", ["Quorndle", "zaxby quorndle", "Quorndle Holdings", "Toyota Quorndle", "Nagoya Quorndle"]
)
def test_refuses_a_person_who_is_not_named_in_full_or_holds_another_name(told):
    article = draft(f"It rained where {told} went. Toyota shares rose in Nagoya.")
    assert read(Model(PERSON=told), article).people == ()


def test_leaves_what_the_rules_found_as_it_is():
    article = draft("Chief executive Jane Roberts of Toyota spoke in Paris. Roberts smiled.", title="Toyota smiles")
    rules = extractor().extract(article)
    model = Model(PERSON=("Jane Roberts", "Toyota", "Paris"), ORG=("Toyota", "Paris"), GPE=("Jane Roberts", "Toyota"))
    assert read(model, article) == rules
    assert rules.people
    assert rules.companies
    assert rules.places


def test_gives_a_surname_shared_with_known_people_to_nobody_more():
    article = draft("Then Jane Roberts met John Roberts. There Zaxbur Roberts left. Roberts wept.")
    *known, added = read(Model(PERSON="Zaxbur Roberts"), article).people
    assert [person.name for person in known] == ["Jane Roberts", "John Roberts"]
    assert [one.surface for one in added.mentions] == ["Zaxbur Roberts"]


def test_leaves_the_author_out():
    article = ArticleDraft(
        position=0,
        title="It rained",
        authors=("Zaxby Quorndle",),
        paragraphs=draft("Rain fell where Zaxby Quorndle sat.").paragraphs,
    )
    assert read(Model(PERSON="Zaxby Quorndle"), article).people == ()


def test_proposes_an_organisation_as_a_candidate_and_never_as_a_tag():
    article = draft("It rained. They sold it to the Vexley Quorndle of Leeds.")
    found = read(Model(ORG="the Vexley Quorndle"), article)
    assert found.companies == ()
    (candidate,) = found.candidates
    assert (candidate.name, candidate.rule) == ("Vexley Quorndle", "model")
    assert candidate.confidence < 0.5  # the least sure form's
    assert candidate.sentence == "They sold it to the Vexley Quorndle of Leeds."


def test_proposes_no_company_of_the_list():
    assert read(Model(ORG="Toyota Motor"), draft("A car that toyota made: Toyota Motor.")).candidates == ()


def test_adds_a_place_only_where_the_list_has_the_very_name():
    article = draft("It rained. Some liked Jordan best, others Quorndleville.")
    assert extractor().extract(article).places == ()
    (place,) = read(Model(GPE=("Jordan", "Quorndleville"), LOC="best"), article).places
    assert place.slug == "jordan"
    assert [(one.surface, one.rule) for one in place.mentions] == [("Jordan", "model")]
    assert place.confidence < 0.7  # the least sure rule's


def test_a_person_the_model_sees_keeps_the_surname_from_being_a_place():
    article = draft("It rained. Then Zaxby Jordan left. All liked Jordan.")
    found = read(Model(PERSON="Zaxby Jordan", GPE="Jordan"), article)
    assert [person.name for person in found.people] == ["Zaxby Jordan"]
    assert found.places == ()


def test_reads_a_title_unless_every_word_begins_with_a_capital():
    model = Model(PERSON="Zaxby Quorndle")
    (person,) = read(model, draft("It rained.", title="When the rain met Zaxby Quorndle again")).people
    assert person.role is Role.SUBJECT
    assert read(model, draft("It rained.", title="When Rain Met Zaxby Quorndle Again")).people == ()


def test_hands_no_more_of_a_text_to_the_model_than_it_can_take():
    model = Model()
    read(model, draft("rain " * MOST_CHARACTERS, title="Rain"))
    assert max(model.lengths) == MOST_CHARACTERS


def test_labels_of_other_kinds_count_for_nothing():
    article = draft("It rained on Zaxby Quorndle.")
    assert read(Model(WORK_OF_ART="Zaxby Quorndle"), article) == extractor().extract(article)


def test_works_with_a_pipeline_of_spacy():
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PERSON", "pattern": "Zaxby Quorndle"},
            {"label": "ORG", "pattern": "Vexley Quorndle"},
            {"label": "GPE", "pattern": "Jordan"},
        ]
    )
    found = read(pipeline, draft("It rained. Then Zaxby Quorndle’s aunt left Vexley Quorndle. Some liked Jordan best."))
    assert [person.name for person in found.people] == ["Zaxby Quorndle"]
    assert [candidate.name for candidate in found.candidates] == ["Vexley Quorndle"]
    assert [place.name for place in found.places] == ["Jordan"]
