"""Mentions and tags: what the rules found, beside what curators decided and no rule undoes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from articles.documents import ExtractedArticle, MentionField
from articles.models import Article, Company, Mention, Person, Place, Tagging, Topic
from articles.store.candidates import sync_candidates
from articles.store.earned_tags import (
    EARNED_FIELDS,
    TagKey,
    acceptance_limits,
    doubts_of,
    new_tagging,
    rule_tags,
    strongest,
    suggested_tags,
)
from articles.store.entities import Ids, entity_ids
from articles.store.history import personal_write
from articles.store.rows import insert_rows
from articles.store.search_entries import index_articles
from articles.store.storable import storable

MOST_MENTIONS: Final = 5_000  # of one article: as many as its page links; only directories and lists have more
Thing = Topic | Company | Person | Place


def sync_taggings(*, found: Mapping[int, ExtractedArticle], new_ids: Collection[int] = ()) -> None:
    """Make mentions and rule-made tags of articles what `{article id: what was found}` says.

    A tag that a curator decided stays as decided. An entity that is only quoted as a source gets mentions and no tag.
    `new_ids` are articles made a moment ago, which have none yet.
    """
    ids = entity_ids(found=found.values())
    old_ids = [article_id for article_id in found if article_id not in new_ids]
    _sync_mentions(found, ids, old_ids)
    sync_candidates(found=found, old_ids=old_ids)
    _sync_tags(found, ids, Tagging.objects.filter(article_id__in=old_ids) if old_ids else ())


def sync_topic(*, topic_id: int, found: Mapping[int, ExtractedArticle]) -> None:
    """`sync_taggings` for one topic, where nothing else was looked for: all other tags and mentions are left alone."""
    ids = {key: pk for key, pk in entity_ids(found=found.values()).items() if key[0] == "topic" and pk == topic_id}
    _sync_tags(found, ids, Tagging.objects.filter(article_id__in=list(found), topic=topic_id))


def articles_tagged(*, thing: Thing, article_ids: Collection[int]) -> set[int]:
    """Those of the articles that carry the accepted tag."""
    rows = Tagging.objects.filter(article_id__in=article_ids, decision=Tagging.Decision.ACCEPTED)
    name = f"{thing._meta.model_name}_id"
    return set(rows.filter(**{name: thing.pk}).values_list("article_id", flat=True))


def _sync_tags(found: Mapping[int, ExtractedArticle], ids: Ids, present_rows: Iterable[Tagging]) -> None:
    """Make the rule-made tags among `present_rows` what was found, of the things that have an id.

    What classifiers suggest is added where the rules say nothing; a suggestion that a rule earns too is the rule's.
    """
    existing: dict[int, dict[TagKey, Tagging]] = defaultdict(dict)
    for tagging in present_rows:
        existing[tagging.article_id][_key_of(tagging)] = tagging
    limits = acceptance_limits(found.values(), ids)
    new: list[Tagging] = []
    changed: list[Tagging] = []
    gone: list[int] = []
    for article_id, article in found.items():
        by_rule = strongest(rule_tags(article, ids))
        suggested = dict(suggested_tags(article, ids, limits))
        present = existing[article_id]
        doubts = doubts_of(article, ids)
        new.extend(
            new_tagging(article_id, key, tag, doubt=doubts.get(key) if key in by_rule else None)
            for key, tag in (suggested | by_rule).items()
            if key not in present
        )
        for key, tagging in present.items():
            if tagging.how == Tagging.How.CURATOR:
                continue
            if key not in by_rule and tagging.how == Tagging.How.LEARNED:
                continue  # a suggestion stays until the next training
            tag = by_rule.get(key) or suggested.get(key)
            if tag is None:
                gone.append(tagging.pk)
            elif tag.differs_from(tagging):
                tag.write_to(tagging)
                changed.append(tagging)
    if gone:
        Tagging.objects.filter(pk__in=gone).delete()
    Tagging.objects.bulk_update(changed, EARNED_FIELDS, batch_size=500)
    insert_rows(new)


def decide_taggings(*, tagging_ids: Iterable[int], decision: str, by: AbstractBaseUser | None) -> int:
    """A curator's word on tags: accepted, rejected or open. Returns how many there were.

    'open' gives the tag back to the rules, or to the classifiers that suggested it.
    """
    if decision not in Tagging.Decision.values:
        raise ValueError(f"no such decision: {decision!r}")
    with personal_write(by):
        chosen = Tagging.objects.filter(pk__in=list(tagging_ids))
        # Articles before their tags, the order in which the pipeline locks them too.
        articles = Article.objects.filter(pk__in=chosen.values("article")).order_by("pk").only("pk")
        list(articles.select_for_update(no_key=True))
        taggings = list(chosen.select_for_update(no_key=True).order_by("pk"))
        for tagging in taggings:
            tagging.decision = decision
            tagging.how = _maker(tagging) if decision == Tagging.Decision.OPEN else Tagging.How.CURATOR
            tagging.doubt = None
            tagging.decided_by_id = by.pk if by else None
            tagging.decided_at = timezone.now()
        Tagging.objects.bulk_update(
            taggings, ["decision", "how", "doubt", "decided_by_id", "decided_at"], batch_size=500
        )
        index_articles(article_ids={tagging.article_id for tagging in taggings})
    return len(taggings)


def add_tag(*, article_id: int, thing: Thing, by: AbstractBaseUser | None) -> Tagging:
    """Tag an article by hand; a tag that the rules made, or that was rejected, becomes the curator's."""
    return _say(article_id, thing, Tagging.Decision.ACCEPTED, by)


def reject_tag(*, article_id: int, thing: Thing, by: AbstractBaseUser | None) -> Tagging:
    """Take a tag off an article for good. The row stays as the memory of it, so that no rule brings the tag back."""
    return _say(article_id, thing, Tagging.Decision.REJECTED, by)


def _say(article_id: int, thing: Thing, decision: str, by: AbstractBaseUser | None) -> Tagging:
    name = thing._meta.model_name
    with personal_write(by):
        tagging, is_new = Tagging.objects.get_or_create(
            article_id=article_id,
            **{f"{name}_id": thing.pk},
            defaults={
                "how": Tagging.How.CURATOR,
                "decision": decision,
                "decided_by_id": by.pk if by else None,
                "decided_at": timezone.now(),
            },
        )
        if is_new:
            index_articles(article_ids=[article_id])
        else:
            decide_taggings(tagging_ids=[tagging.pk], decision=decision, by=by)
            tagging.refresh_from_db()
    return tagging


def _maker(tagging: Tagging) -> str:
    """Who made a tag, whoever decided on it since."""
    return Tagging.How.RULE if tagging.model_version is None else Tagging.How.LEARNED


def _key_of(tagging: Tagging) -> TagKey:
    for name in ("topic", "company", "person", "place"):
        value: int | None = getattr(tagging, f"{name}_id")
        if value is not None:
            return name, value
    raise ValueError("a tagging without a topic or entity")  # the constraint tagging_of_one_thing forbids it


def _sync_mentions(found: Mapping[int, ExtractedArticle], ids: Ids, old_ids: Sequence[int]) -> None:
    """Make the mentions of articles those found; rows of articles whose mentions stayed the same are left alone."""
    present: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for mention in Mention.objects.filter(article_id__in=old_ids) if old_ids else ():
        present[mention.article_id].append(_facts(mention))
    new: list[Mention] = []
    changed: list[int] = []
    for article_id, article in found.items():
        wanted = list(_mentions(article_id, article, ids))
        if article_id not in present:
            new.extend(wanted)
        elif sorted(map(_facts, wanted), key=repr) != sorted(present[article_id], key=repr):
            changed.append(article_id)
            new.extend(wanted)
    if changed:
        Mention.objects.filter(article_id__in=changed).delete()
    insert_rows(new)


def _facts(mention: Mention) -> tuple[object, ...]:
    return (
        mention.company_id,
        mention.person_id,
        mention.place_id,
        mention.field,
        mention.start,
        mention.end,
        mention.surface,
        mention.rule,
        round(mention.confidence, 6),
        mention.role,
    )


def _mentions(article_id: int, article: ExtractedArticle, ids: Ids) -> Iterator[Mention]:
    """The rows for what was found in one article, the first MOST_MENTIONS; spans outside their text are left out."""
    lengths = {MentionField.TITLE: len(article.draft.title), MentionField.TEXT: len(article.draft.text)}
    entities = (("company", article.companies), ("person", article.people), ("place", article.places))
    found = [
        (kind, finding.slug, one)
        for kind, findings in entities
        for finding in findings
        for one in finding.mentions
        if (kind, finding.slug) in ids and 0 <= one.start < one.end <= lengths[one.field]
    ]
    if len(found) > MOST_MENTIONS:
        found = sorted(found, key=lambda row: (row[2].field is not MentionField.TITLE, row[2].start))[:MOST_MENTIONS]
    for kind, slug, one in found:
        yield Mention(
            article_id=article_id,
            field=one.field.value,
            start=one.start,
            end=one.end,
            surface=storable(one.surface),
            rule=storable(one.rule, limit=60),
            confidence=min(max(one.confidence, 0.0), 1.0),
            role=one.role.value,
            **{f"{kind}_id": ids[kind, slug]},
        )
