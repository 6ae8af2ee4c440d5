"""Tags that wait for a person: suggested by classifiers, doubted by them, or found by rules that are not sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from articles.curating.items import ACCEPT, EDIT, Done, Problem, QueueKind, Shown, article_text, edit_address
from articles.models import Mention, Person, Tagging
from articles.models.tagging import TAG_FIELDS
from articles.store.acts import ChangedRow
from articles.store.snapshots import Snapshot, decide_thing
from articles.store.taggings import Thing
from articles.store.tags_at_once import TAG


class _TagKind(QueueKind):
    """A tag to accept or reject."""

    reading: ClassVar[str] = ""

    def show(self, subject: int) -> Shown | None:
        """The article, the sentence that earned the tag, and how sure who gave it is."""
        related = ("article__source", *TAG_FIELDS)
        tagging = Tagging.objects.filter(pk=subject).select_related(*related).first()
        if tagging is None:
            return None
        thing = tagging.thing
        name = str(thing._meta.verbose_name)
        return Shown(
            question=f"Is this article about the {name} {thing}?",
            texts=(article_text(tagging.article, _spans(tagging)),),
            accept=f"Yes, keep the {name}",
            reject="No, and never again",
            edit="Edit the article",
            facts=_facts(tagging),
            quotes=(tagging.evidence,) if tagging.evidence else (),
            edit_address=edit_address(tagging.article_id),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """The curator's word on the tag."""
        if choice == EDIT:
            return Problem("Edit the article on its own page.")
        tagging = Tagging.objects.select_related(*TAG_FIELDS).get(pk=subject)
        decision = Tagging.Decision.ACCEPTED if choice == ACCEPT else Tagging.Decision.REJECTED
        changed = decide_thing(article_ids=[tagging.article_id], thing=tagging.thing, decision=decision, by=by)
        return Done(
            what=f"{decision.label} {named(tagging.thing)}",
            rows=tuple(tag_row(tagging.thing, snapshot) for snapshot in changed),
        )


class SuggestedTags(_TagKind):
    """Topics that classifiers propose."""

    name = "suggested"
    label = "Suggested tags"

    def waiting(self) -> QuerySet[Any]:
        """The surest first."""
        rows = Tagging.objects.filter(how=Tagging.How.LEARNED, decision=Tagging.Decision.OPEN)
        return rows.order_by("-confidence", "-pk")

    def value(self, row: Any) -> float:
        """As likely as the classifier says."""
        return float(row.confidence)


class DoubtedTags(_TagKind):
    """Tags by rules that classifiers think are wrong."""

    name = "doubted"
    label = "Doubted tags"

    def waiting(self) -> QuerySet[Any]:
        """The most doubted first."""
        return Tagging.objects.filter(doubt__isnull=False).order_by("-doubt", "-pk")

    def value(self, row: Any) -> float:
        """As likely as the classifier says."""
        return float(row.doubt)


class UncertainTags(_TagKind):
    """Names that rules found without being sure."""

    name = "uncertain"
    label = "Uncertain names"

    def waiting(self) -> QuerySet[Any]:
        """The surest first: those are the likeliest to be right and missing."""
        rows = Tagging.objects.filter(how=Tagging.How.RULE, decision=Tagging.Decision.OPEN)
        return rows.order_by("-confidence", "-pk")

    def value(self, row: Any) -> float:
        """As likely as the rule says."""
        return float(row.confidence)


def named(thing: Thing) -> str:
    """A tag in words that outlive a takedown: a person's name goes with the articles, the rest are vocabularies."""
    return "a person" if isinstance(thing, Person) else f"the {thing._meta.verbose_name} {thing}"


def tag_row(thing: Thing, snapshot: Snapshot) -> ChangedRow:
    """What an act changed of one tag of an article."""
    names = {"thing": [str(thing._meta.model_name), thing.pk]}
    return ChangedRow(
        sort=TAG,
        article_id=snapshot.article_id,
        subject=thing.pk,
        before=names | {"tag": snapshot.before},
        after=names | {"tag": snapshot.after},
    )


def _spans(tagging: Tagging) -> list[tuple[int, int]]:
    start = tagging.evidence_start
    if start is None or tagging.evidence_field != Mention.Field.TEXT:
        return []
    return [(start, start + len(tagging.evidence))]


def _facts(tagging: Tagging) -> tuple[tuple[str, str], ...]:
    maker = "a classifier" if tagging.how == Tagging.How.LEARNED else "a rule"
    facts = [("given by", maker), ("confidence", f"{tagging.confidence:.2f}")]
    if tagging.doubt is not None:
        facts.append(("doubt of a classifier", f"{tagging.doubt:.2f}"))
    if tagging.evidence_field == Mention.Field.TITLE:
        facts.append(("evidence", "the title"))
    return tuple(facts)
