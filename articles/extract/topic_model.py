"""Linear classifiers of topics at work: plain numbers, a weight for each term and topic, without the trainer's library.

A text is a vector of TF-IDF weights (sublinear term frequency, unit length) of the stems of its title and text; those
of the title count once more as terms of their own. A classifier adds up the weights of its topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from articles.documents import ArticleDraft, LearnedTopic, Mention, MentionField
from articles.extract.sentences import split_sentences
from articles.query.words import EXACT, LONGEST_WORD, slots_of, surfaces

IN_TITLE = "title:"
MOST_SENTENCES = 3
RULE = "topic-classifier"
LARGEST_MEMO = 100_000  # surfaces
_FORMAT = 1

Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedText:
    """What the classifiers read of an article."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicClassifier:
    """What was learned of one topic: a weight for each term, and how to read the margins they add up to.

    The topic is given where the margin is above `threshold`; its confidence is the sigmoid of `slope` * margin +
    `offset`.
    """

    weights: Numbers
    intercept: float
    threshold: float
    slope: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A topic that the classifier gives a text, and how sure it is, from 0 to 1."""

    slug: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Vector:
    """The terms of a text that the model knows: their numbers and their weights in it, of unit length together."""

    terms: npt.NDArray[np.intp]
    values: Numbers


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure a classifier is of a topic, from 0 to 1, and whether that is enough to give it."""

    confidence: float
    is_given: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the text, or the title, and the numbers of its terms."""

    field: MentionField
    start: int
    text: str
    terms: frozenset[int]


class _Numbers(dict[str, tuple[int, ...]]):
    """The numbers of the terms in each surface met before, which running text repeats."""

    def __init__(self, numbers: Mapping[str, int], prefix: str) -> None:
        super().__init__()
        self._numbers = numbers
        self._prefix = prefix

    def __missing__(self, surface: str) -> tuple[int, ...]:
        stems = (self._prefix + stem for stem in _stems(surface))
        found = tuple(self._numbers[stem] for stem in stems if stem in self._numbers)
        if len(surface) <= LONGEST_WORD:
            if len(self) >= LARGEST_MEMO:
                self.clear()
            self[surface] = found
        return found


class TopicModel:
    """The classifiers of all topics and the terms they share. `version` is that of the training, 0 where not stored."""

    def __init__(
        self, *, terms: Iterable[str], idf: Numbers, classifiers: dict[str, TopicClassifier], version: int = 0
    ) -> None:
        """Join the terms, their inverse document frequencies in the same order, and `{slug: classifier}`."""
        self.classifiers = classifiers
        self.version = version
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._in_text = _Numbers(self._numbers, "")
        self._in_title = _Numbers(self._numbers, IN_TITLE)
        self._idf = np.asarray(idf, dtype=np.float64)
        self._slugs = tuple(classifiers)
        rows = list(classifiers.values())
        shape = (len(rows), len(self._numbers))
        # By term, so that the few terms of a text lie together in memory.
        self._weights = np.array([row.weights for row in rows], dtype=np.float32).reshape(shape).T.copy()
        self._intercepts = np.array([row.intercept for row in rows])
        self._thresholds = np.array([row.threshold for row in rows])
        self._slopes = np.array([row.slope for row in rows])
        self._offsets = np.array([row.offset for row in rows])

    @property
    def term_count(self) -> int:
        """How many terms it weighs."""
        return len(self._numbers)

    def suggest(self, texts: Sequence[LearnedText]) -> list[tuple[Suggestion, ...]]:
        """For each text the topics it should carry, surest first; none where it has no term that was learned."""
        return [self._suggest(text) for text in texts]

    def judge(
        self, draft: ArticleDraft, *, about: Collection[str] = (), trials: Mapping[str, Verdict] | None = None
    ) -> tuple[LearnedTopic, ...]:
        """The topics that a draft should carry, each with the sentences that speak for it, and those of `about` anyway.

        Topics of `about` have their evidence already and get none here.
        `trials` are verdicts by classifiers that had not seen the draft, which go before the model's own.
        """
        title = "" if draft.title_is_derived else draft.title
        vector = self._vector(title, draft.text)
        margins, confidences = self._read(vector)
        verdicts = {
            slug: Verdict(float(confidence), bool(is_given))
            for slug, confidence, is_given in zip(
                self._slugs, confidences, (margins > self._thresholds) & (len(vector.terms) > 0), strict=True
            )
        } | dict(trials or {})
        new = {slug for slug, verdict in verdicts.items() if verdict.is_given and slug not in about}
        sentences = self._sentences(title, draft.text) if new else []
        return tuple(
            LearnedTopic(
                slug=slug,
                confidence=round(verdicts[slug].confidence, 4),
                is_given=verdicts[slug].is_given,
                mentions=self._mentions(row, verdicts[slug].confidence, vector, sentences) if slug in new else (),
                version=self.version,
            )
            for row, slug in enumerate(self._slugs)
            if verdicts[slug].is_given or slug in about
        )

    def to_bytes(self) -> bytes:
        """The model in NumPy's compressed format, without pickles."""
        file = BytesIO()
        rows = list(self.classifiers.values())
        figures = [[row.intercept, row.threshold, row.slope, row.offset] for row in rows]
        np.savez_compressed(
            file,
            format=np.array(_FORMAT),
            terms=_packed(self._numbers),
            slugs=_packed(self._slugs),
            idf=self._idf.astype(np.float32),
            weights=self._weights.T,
            figures=np.array(figures, dtype=np.float64).reshape(len(rows), 4),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, *, version: int = 0) -> TopicModel:
        """The model that `to_bytes` wrote. Raises ValueError for what it did not write."""
        with np.load(BytesIO(content), allow_pickle=False) as parts:
            if "format" not in parts or int(parts["format"]) != _FORMAT:
                raise ValueError("not a topic model of this format")
            weights, figures = parts["weights"], parts["figures"]
            classifiers = {
                slug: TopicClassifier(
                    weights=weights[row].astype(np.float64),
                    intercept=float(figures[row, 0]),
                    threshold=float(figures[row, 1]),
                    slope=float(figures[row, 2]),
                    offset=float(figures[row, 3]),
                )
                for row, slug in enumerate(_unpacked(parts["slugs"]))
            }
            return cls(terms=_unpacked(parts["terms"]), idf=parts["idf"], classifiers=classifiers, version=version)

    def _suggest(self, text: LearnedText) -> tuple[Suggestion, ...]:
        vector = self._vector(text.title, text.text)
        if not len(vector.terms):
            return ()
        margins, confidences = self._read(vector)
        found = [
            Suggestion(slug=self._slugs[row], confidence=float(confidences[row]))
            for row in np.flatnonzero(margins > self._thresholds)
        ]
        return tuple(sorted(found, key=lambda one: (-one.confidence, one.slug)))

    def _vector(self, title: str, text: str) -> _Vector:
        counts: dict[int, int] = {}
        for words, known in (
            (surfaces(title), self._in_text),
            (surfaces(title), self._in_title),
            (surfaces(text), self._in_text),
        ):
            for surface, count in Counter(words).items():
                for number in known[surface]:
                    counts[number] = counts.get(number, 0) + count
        terms = np.fromiter(counts, dtype=np.intp, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self._idf[terms]
        length = float(np.sqrt(values @ values))
        return _Vector(terms, values / length if length else values)

    def _read(self, vector: _Vector) -> tuple[Numbers, Numbers]:
        """Margin and confidence for each topic."""
        margins = vector.values @ self._weights[vector.terms] + self._intercepts
        return margins, sigmoid(self._slopes * margins + self._offsets)

    def _sentences(self, title: str, text: str) -> list[_Sentence]:
        """The title, where there is one, and the sentences of the text."""
        said = [_Sentence(MentionField.TITLE, 0, title, self._terms_in(title, is_title=True))] if title else []
        for start, end in split_sentences(text):
            words = text[start:end]
            said.append(_Sentence(MentionField.TEXT, start, words, self._terms_in(words, is_title=False)))
        return said

    def _terms_in(self, sentence: str, *, is_title: bool) -> frozenset[int]:
        """The numbers of the terms that stand in a sentence."""
        words = surfaces(sentence)
        tables = (self._in_text, self._in_title) if is_title else (self._in_text,)
        return frozenset(number for known in tables for surface in words for number in known[surface])

    def _mentions(
        self, row: int, confidence: float, vector: _Vector, sentences: Sequence[_Sentence]
    ) -> tuple[Mention, ...]:
        """The title and sentences whose terms add most to the margin, in reading order; the best is as sure as all."""
        added = vector.values * self._weights[vector.terms, row]
        shares = dict(zip(vector.terms.tolist(), added.tolist(), strict=True))
        strengths = [
            (sum(max(shares.get(term, 0.0), 0.0) for term in sentence.terms), number)
            for number, sentence in enumerate(sentences)
        ]
        best = sorted(strengths, key=lambda one: (-one[0], one[1]))[:MOST_SENTENCES]
        return tuple(
            Mention(
                start=sentences[number].start,
                end=sentences[number].start + len(sentences[number].text),
                surface=sentences[number].text,
                rule=RULE,
                confidence=round(confidence * strength / best[0][0], 3),
                field=sentences[number].field,
            )
            for strength, number in sorted(best, key=lambda one: one[1])
            if strength > 0
        )


def terms_of(text: LearnedText) -> list[str]:
    """The stems of title and text in their order, then those of the title marked as such."""
    title = _stems(text.title)
    return [*title, *_stems(text.text), *(IN_TITLE + stem for stem in title)]


def sigmoid(values: Numbers) -> Numbers:
    """The logistic function of each value."""
    found: Numbers = 1 / (1 + np.exp(-np.clip(values, -500, 500)))
    return found


def _stems(text: str) -> list[str]:
    return [
        next(lexeme for lexeme in slot if not lexeme.startswith(EXACT)) for slots in slots_of(text) for slot in slots
    ]


def _packed(words: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Words as bytes; no word holds a line break."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _unpacked(packed: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    text = packed.tobytes().decode()
    return tuple(text.split("\n")) if text else ()
