"""Everything that extraction finds in one article."""

from __future__ import annotations

from articles.documents import ArticleDraft, EntityFinding, ExtractedArticle, MentionField, Vocabulary
from articles.extract.companies import Candidate, CompanyFinder
from articles.extract.company_candidates import CandidateFinder
from articles.extract.gazetteer import Gazetteer, Hit
from articles.extract.people import PeopleFinder
from articles.extract.places import KIND as PLACE
from articles.extract.places import PlaceFinder
from articles.extract.recognition import Label, Recogniser, full_names, recognise, spans_by_field
from articles.extract.spans import SpanSet
from articles.extract.topic_facts import NameBook
from articles.extract.topic_model import TopicModel
from articles.extract.topics import TopicFinder

SURE = 3
Findings = tuple[EntityFinding, ...]


class Extractor:
    """Finds companies, people, places and topics. Building one takes a moment; each article after that is quick."""

    def __init__(
        self, vocabulary: Vocabulary, model: TopicModel | None = None, recogniser: Recogniser | None = None
    ) -> None:
        """Make the vocabulary ready.

        `model` adds what classifiers say of topics, `recogniser` the people, places and candidates that rules miss.
        """
        self._model = model
        self._recogniser = recogniser
        self._topics = TopicFinder(vocabulary.topics)
        self._names = NameBook(vocabulary.companies, vocabulary.places)
        self._companies = CompanyFinder(vocabulary.companies)
        self._places = PlaceFinder(vocabulary.places)
        self._people = PeopleFinder()
        self._candidates = CandidateFinder(vocabulary.companies)
        self._gazetteer = Gazetteer([*self._companies.names(), *self._places.names()])

    def extract(self, draft: ArticleDraft) -> ExtractedArticle:
        """`draft` with the findings of each kind, in the order of their first mentions."""
        companies, people, places = self._named_by_rules(draft)
        organisations: list[tuple[int, int]] = []
        if self._recogniser is not None:
            known = _spans_of((*people, *companies, *places))
            seen = recognise(self._recogniser, draft, known)
            organisations = spans_by_field(seen, Label.ORGANISATION)[MentionField.TEXT]
            people += self._people.find_more(draft, full_names(seen, draft), people, known)
            known = _spans_of((*people, *companies, *places))
            places += self._places.find_more(draft, spans_by_field(seen, Label.PLACE), places, known)
        named = _spans_of((*people, *companies, *places))
        asked = (*companies, *people, *places) if self._topics.asks_for_names else ()
        topics = self._topics.find(draft, self._names.named(asked))
        return ExtractedArticle(
            draft=draft,
            companies=_in_order(companies),
            people=_in_order(people),
            places=_in_order(places),
            candidates=self._candidates.propose(draft, named, organisations),
            topics=topics,
            learned=self._model.judge(draft, about={topic.slug for topic in topics}) if self._model else (),
        )

    def _named_by_rules(self, draft: ArticleDraft) -> tuple[Findings, Findings, Findings]:
        """Companies, people and places."""
        texts = {MentionField.TITLE: draft.title, MentionField.TEXT: draft.text}
        hits = {field: self._gazetteer.find(text) for field, text in texts.items()}
        candidates = [
            candidate
            for field, text in texts.items()
            for candidate in self._companies.propose(draft, field, text, hits[field])
        ]
        people = self._people.find(draft, _spans(texts, [item for item in candidates if item.score >= SURE], hits))
        persons = _spans_of(people)
        blocked = frozenset(
            (item.field, item.start) for item in candidates if persons[item.field].covers(item.start, item.end)
        )
        words = frozenset(word for person in people for word in person.name.split() if len(word) > 1)
        companies = self._companies.decide(draft, candidates, blocked, words)
        return companies, people, self._places.find(draft, hits, _spans_of((*people, *companies)), words)


def _spans(
    texts: dict[MentionField, str], items: list[Candidate], hits: dict[MentionField, list[Hit]]
) -> dict[MentionField, SpanSet]:
    """What no person's name may use: the sure companies, and places of several words ('Hong Kong')."""
    spans = {field: [(item.start, item.end) for item in items if item.field is field] for field in texts}
    for field, found in hits.items():
        spans[field].extend(
            (hit.start, hit.end)
            for hit in found
            if hit.names[0].kind == PLACE and " " in texts[field][hit.start : hit.end]
        )
    return {field: SpanSet(found) for field, found in spans.items()}


def _spans_of(findings: tuple[EntityFinding, ...]) -> dict[MentionField, SpanSet]:
    mentions = [mention for finding in findings for mention in finding.mentions]
    return {
        field: SpanSet((item.start, item.end) for item in mentions if item.field is field) for field in MentionField
    }


def _in_order(findings: tuple[EntityFinding, ...]) -> tuple[EntityFinding, ...]:
    def place(finding: EntityFinding) -> tuple[bool, int, str]:
        first = finding.mentions[0]
        return first.field is not MentionField.TITLE, first.start, finding.slug

    return tuple(sorted(findings, key=place))
