"""Compares what extraction finds with gold written by people reading the same texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from articles.documents import EntityFinding, ExtractedArticle, Role, Vocabulary
from articles.extract.build.companies import common_name, form_key
from articles.extract.company_spellings import spellings
from articles.extract.gazetteer import normalise
from articles.extract.people import slug_of

_UNLISTED = " (not on the list)"
KINDS = ("companies", "people", "places")


@dataclass(slots=True, kw_only=True)
class Score:
    """Counts over articles, each entity once an article.

    `missed_listed` counts the missed gold that the vocabulary has, `proposed` that which is no tag but a candidate.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    missed_listed: int = 0
    proposed: int = 0
    wrong_names: Counter[str] = field(default_factory=Counter)
    missed_names: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Of what was found, the part that is in the gold."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of the gold, the part that was found."""
        gold = self.right + self.missed
        return self.right / gold if gold else 1.0

    @property
    def recall_listed(self) -> float:
        """The same of that gold which the closed vocabulary can name at all."""
        gold = self.right + self.missed_listed
        return self.right / gold if gold else 1.0

    @property
    def recall_proposed(self) -> float:
        """Of the gold, the part that was found or laid before a curator as a candidate."""
        gold = self.right + self.missed
        return (self.right + self.proposed) / gold if gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: Score) -> None:
        """Takes the counts of another score in."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        self.missed_listed += other.missed_listed
        self.proposed += other.proposed
        self.wrong_names.update(other.wrong_names)
        self.missed_names.update(other.missed_names)


class Judge:
    """Knows by which names the vocabulary's entities go, so that gold may write any of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._companies = {
            normalise(text): company.slug
            for kinds in (("former",), ("name", "short", "brand"))
            for company in reversed(vocabulary.companies)
            for alias in company.aliases
            if alias.kind in kinds
            for text in (*spellings(alias.text), alias.text)
        }
        for company in vocabulary.companies:  # gold may leave the legal form out ('Coleman' for 'Coleman Corp')
            self._companies.setdefault(normalise(common_name(company.name)), company.slug)
        self._places = {
            normalise(name): place.slug
            for place in reversed(vocabulary.places)
            for name in (*place.aliases, place.name)
        }

    def judge(self, article: ExtractedArticle, gold: Mapping[str, Sequence[str]]) -> dict[str, Score]:
        """A score for each kind. A company that is only the source quoted is not counted as found.

        `gold` has the lists 'companies', 'people' and 'places', and for each kind may have one with '_optional'
        behind it, of entities whose finding is neither right nor wrong. A kind without a list is not judged.
        """
        found: dict[str, Sequence[EntityFinding]] = {
            "companies": [item for item in article.companies if item.role is not Role.SOURCE],
            "people": article.people,
            "places": article.places,
        }
        scores = {kind: self._compare(kind, found[kind], gold) if kind in gold else Score() for kind in KINDS}
        keys = [form_key(candidate.name) for candidate in article.candidates]
        missed = [name.removesuffix(_UNLISTED) for name in scores["companies"].missed_names]
        scores["companies"].proposed = sum(form_key(name) in keys for name in missed)
        return scores

    def _compare(self, kind: str, found: Sequence[EntityFinding], gold: Mapping[str, Sequence[str]]) -> Score:
        wanted = {self._slug(kind, name): name for name in gold.get(kind, ())}
        optional = {self._slug(kind, name) for name in gold.get(f"{kind}_optional", ())}
        score = Score()
        for item in found:
            slug = _matching(kind, item.slug, [*wanted, *optional])
            if slug in wanted:
                score.right += 1
                del wanted[slug]
            elif slug not in optional:
                score.wrong += 1
                score.wrong_names[item.name] += 1
        score.missed = len(wanted)
        for slug, name in wanted.items():
            score.missed_listed += self._is_listed(kind, slug)
            score.missed_names[name if self._is_listed(kind, slug) else name + _UNLISTED] += 1
        return score

    def _slug(self, kind: str, name: str) -> str:
        names = {"companies": self._companies, "places": self._places}.get(kind, {})
        return names.get(normalise(name)) or slug_of(name)

    def _is_listed(self, kind: str, slug: str) -> bool:
        names = {"companies": self._companies, "places": self._places}.get(kind)
        return names is None or slug in names.values()


def _matching(kind: str, slug: str, candidates: Iterable[str]) -> str:
    """The candidate that is the same entity; a person may be written with or without middle names."""
    options = list(candidates)
    if slug in options or kind != "people":
        return slug
    parts = slug.split("-")
    for option in options:
        others = option.split("-")
        if parts[0] == others[0] and parts[-1] == others[-1]:
            return option
    return slug
