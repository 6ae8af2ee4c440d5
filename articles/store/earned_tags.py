"""The tags that findings earn: by a rule, or as a classifier's suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from articles import documents
from articles.documents import EntityFinding, ExtractedArticle, LearnedTopic, MentionField, Role, TopicFinding
from articles.extract.sentences import sentence_around
from articles.models import Tagging, Topic
from articles.store.entities import Ids
from articles.store.storable import storable

ACCEPTED_FROM: Final = 0.5  # of entities; what rules are less sure of stays open for a curator
DOUBTED_BELOW: Final = 0.1  # a classifier's confidence in what a rule says
_ROLES: Final = [role.value for role in Role]  # from the weightiest on
TagKey = tuple[str, int]  # ('company', 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedTag:
    """A tag as rules or classifiers would give it; the names are those of Tagging's columns."""

    decision: str
    confidence: float
    evidence: str
    evidence_field: str
    evidence_start: int | None
    role: str = Role.MENTIONED.value
    how: str = Tagging.How.RULE.value
    sentences: list[list[Any]] = field(default_factory=list)
    rule_version: int | None = None
    model_version: int | None = None

    def differs_from(self, tagging: Tagging) -> bool:
        """Whether the stored tag says anything else."""
        return any(getattr(tagging, name) != getattr(self, name) for name in EARNED_FIELDS)

    def write_to(self, tagging: Tagging) -> None:
        """Let the tag say this."""
        for name in EARNED_FIELDS:
            setattr(tagging, name, getattr(self, name))


EARNED_FIELDS: Final = tuple(one.name for one in fields(EarnedTag))


def rule_tags(article: ExtractedArticle, ids: Ids) -> Iterator[tuple[TagKey, EarnedTag]]:
    """The tags that the rules' findings earn. An entity that is only quoted as a source earns none."""
    entities = (("company", article.companies), ("person", article.people), ("place", article.places))
    for kind, findings in entities:
        for finding in findings:
            if (kind, finding.slug) in ids and finding.role != Role.SOURCE:
                yield (kind, ids[kind, finding.slug]), _entity_tag(article, finding)
    for topic in article.topics:
        if ("topic", topic.slug) in ids:
            yield ("topic", ids["topic", topic.slug]), _topic_tag(article, topic)


def strongest(tags: Iterable[tuple[TagKey, EarnedTag]]) -> dict[TagKey, EarnedTag]:
    """One tag a thing: of several that things since merged earn, the accepted one, then the weightiest and surest."""
    best: dict[TagKey, EarnedTag] = {}
    for key, tag in tags:
        if key not in best or _weight(tag) > _weight(best[key]):
            best[key] = tag
    return best


def suggested_tags(
    article: ExtractedArticle, ids: Ids, limits: Mapping[int, float]
) -> Iterator[tuple[TagKey, EarnedTag]]:
    """The tags that classifiers propose: open, or accepted above the topic's limit in `{topic id: confidence}`."""
    for learned in article.learned:
        if learned.is_given and ("topic", learned.slug) in ids:
            topic_id = ids["topic", learned.slug]
            yield ("topic", topic_id), suggested_tag(article.draft, learned, limits.get(topic_id))


def suggested_tag(draft: documents.ArticleDraft, learned: LearnedTopic, limit: float | None) -> EarnedTag:
    """The tag of one suggestion; `limit` is the confidence above which it is accepted, None for never."""
    is_accepted = limit is not None and learned.confidence > limit
    evidence, evidence_field, start = _evidence(draft, learned.mentions)
    return EarnedTag(
        decision=(Tagging.Decision.ACCEPTED if is_accepted else Tagging.Decision.OPEN).value,
        confidence=learned.confidence,
        evidence=evidence,
        evidence_field=evidence_field,
        evidence_start=start,
        how=Tagging.How.LEARNED.value,
        sentences=_sentences(learned.mentions),
        model_version=learned.version,
    )


def doubts_of(article: ExtractedArticle, ids: Ids) -> dict[TagKey, float]:
    """How sure classifiers are that an article does not have a topic, where they are very sure."""
    return {
        ("topic", ids["topic", learned.slug]): doubt
        for learned in article.learned
        if ("topic", learned.slug) in ids and (doubt := doubt_of(learned)) is not None
    }


def doubt_of(learned: LearnedTopic) -> float | None:
    """How sure a classifier is that an article does not have a topic, None where it may have it."""
    return round(1 - learned.confidence, 4) if learned.confidence < DOUBTED_BELOW else None


def acceptance_limits(found: Iterable[ExtractedArticle], ids: Ids) -> dict[int, float]:
    """`{topic id: the confidence above which its suggestions are accepted}`, asked only where there are suggestions."""
    suggested = {one.slug for article in found for one in article.learned if one.is_given}
    topic_ids = [pk for (kind, slug), pk in ids.items() if kind == "topic" and slug in suggested]
    rows = Topic.objects.filter(pk__in=topic_ids, accept_above__isnull=False) if topic_ids else Topic.objects.none()
    return {pk: limit for pk, limit in rows.values_list("pk", "accept_above") if limit is not None}


def new_tagging(article_id: int, key: TagKey, tag: EarnedTag, *, doubt: float | None) -> Tagging:
    """A row, not yet written, for a tag that an article does not have yet."""
    tagging = Tagging(article_id=article_id, doubt=doubt, **{f"{key[0]}_id": key[1]})
    tag.write_to(tagging)
    return tagging


def _entity_tag(article: ExtractedArticle, finding: EntityFinding) -> EarnedTag:
    is_sure = finding.confidence >= ACCEPTED_FROM
    evidence, evidence_field, start = _evidence(article.draft, finding.mentions)
    return EarnedTag(
        decision=(Tagging.Decision.ACCEPTED if is_sure else Tagging.Decision.OPEN).value,
        confidence=_bounded(finding.confidence),
        evidence=evidence,
        evidence_field=evidence_field,
        evidence_start=start,
        role=finding.role.value,
    )


def _topic_tag(article: ExtractedArticle, finding: TopicFinding) -> EarnedTag:
    """A topic was found where its own threshold is reached, so that there is nothing left to decide."""
    evidence, evidence_field, start = _evidence(article.draft, finding.mentions)
    return EarnedTag(
        decision=Tagging.Decision.ACCEPTED.value,
        confidence=_bounded(finding.score),
        evidence=evidence,
        evidence_field=evidence_field,
        evidence_start=start,
        sentences=_sentences(finding.mentions),
        rule_version=finding.version,
    )


def _weight(tag: EarnedTag) -> tuple[bool, int, float]:
    return tag.decision == Tagging.Decision.ACCEPTED, -_ROLES.index(tag.role), tag.confidence


def _bounded(confidence: float) -> float:
    return min(max(confidence, 0.0), 1.0)


def _evidence(draft: documents.ArticleDraft, mentions: Sequence[documents.Mention]) -> tuple[str, str, int | None]:
    """The sentence of the best mention, the text it stands in and where it starts; a title is its own sentence."""
    order = list(Role)
    best = min(mentions, key=lambda one: (order.index(one.role), -one.confidence, one.start), default=None)
    if best is None:
        return "", MentionField.TEXT.value, None
    if best.field == MentionField.TITLE:
        return storable(draft.title), MentionField.TITLE.value, 0
    text = draft.text
    start, end = sentence_around(text, best.start, best.end)
    return storable(text[start:end]), MentionField.TEXT.value, start


def _sentences(mentions: Sequence[documents.Mention]) -> list[list[Any]]:
    return [[one.field.value, one.start, one.end, one.confidence] for one in mentions]
