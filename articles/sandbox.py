"""A rule or a name tried before it is saved: which articles would gain and lose the tag, and how right it was so far.

Nothing is written. Where the archive has more articles that a rule can touch than are looked at, a sample of them is,
the same for the same rule, and the numbers say so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from django.db.models import QuerySet

from articles.documents import Alias, ArticleDraft, CompanyEntry, ExtractedArticle, Vocabulary
from articles.extract.article import Extractor
from articles.extract.topic_rules import parse_rule
from articles.extract.topics import asks_for_names, find_topics
from articles.models import Article, Company, CompanyAlias, Tagging, Topic
from articles.retagging import articles_affected, articles_naming, takes_long_to_look
from articles.store.drafts import draft_of
from articles.store.earned_tags import rule_tags
from articles.store.vocabulary import archive_vocabulary, topic_entry

TOPICS_AT_MOST: Final = 3_000  # articles looked at: a second or two
NAMES_AT_MOST: Final = 500
DECIDED_AT_MOST: Final = 1_000  # past decisions looked at, the newest
SHOWN_AT_MOST: Final = 25
_BATCH: Final = 250
Finder = Callable[[ArticleDraft], str | None]  # the sentence that earns the tag, None where nothing does


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An article that would gain or lose the tag, and the sentence for it."""

    article_id: int
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a rule stands to what curators decided: the tags it gives of those they accepted and rejected, and misses."""

    accepted: int = 0
    rejected: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of accepted ones among the decided tags that the rule gives; None where none was decided."""
        given = self.accepted + self.rejected
        return self.accepted / given if given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What saving would change. `touched` articles can be touched by the rule, `looked_at` of them were tried."""

    touched: int
    looked_at: int
    gained: int
    lost: int
    kept: int
    gains: tuple[Change, ...]
    losses: tuple[Change, ...]
    record: Record
    record_now: Record | None
    hints: tuple[str, ...] = ()

    @property
    def is_sample(self) -> bool:
        """Whether more articles can be touched than were tried."""
        return self.looked_at < self.touched

    @property
    def gained_in_all(self) -> int:
        """About how many would gain the tag."""
        return round(self.gained * self.touched / max(self.looked_at, 1))

    @property
    def lost_in_all(self) -> int:
        """About how many would lose the tag."""
        return round(self.lost * self.touched / max(self.looked_at, 1))


def try_topic(topic: Topic) -> Trial:
    """Try a topic's rule and threshold as they stand in `topic`, saved or not."""
    saved = Topic.objects.filter(pk=topic.pk).select_related("parent").first() if topic.pk else None
    parsed = parse_rule(topic.rule)
    touched = articles_affected([parsed.tree], with_hidden=not takes_long_to_look())
    tags: QuerySet[Tagging] = Tagging.objects.none()
    if saved is not None:
        tags = Tagging.objects.filter(topic=saved)
        rules_own = tags.filter(how=Tagging.How.RULE).order_by().values_list("article_id", flat=True)
        touched |= set(rules_own)
    trial = _tried(
        touched, TOPICS_AT_MOST, _topic_finder(topic), _topic_finder(saved) if saved else None, tags, seed=topic.rule
    )
    return replace(trial, hints=tuple(str(hint) for hint in parsed.hints))


def try_alias(alias: CompanyAlias) -> Trial:
    """Try a company's name as it stands in `alias`, saved or not."""
    saved = CompanyAlias.objects.filter(pk=alias.pk).first() if alias.pk else None
    names = {alias.text, saved.text if saved else alias.text}
    touched = articles_naming(names, with_hidden=not takes_long_to_look())
    vocabulary = archive_vocabulary()
    tags = Tagging.objects.filter(company=alias.company_id)
    find = _company_finder(with_alias(vocabulary, alias, saved), alias.company)
    find_now = _company_finder(vocabulary, alias.company)
    return _tried(touched, NAMES_AT_MOST, find, find_now, tags, seed=alias.text)


def with_alias(vocabulary: Vocabulary, alias: CompanyAlias, saved: CompanyAlias | None) -> Vocabulary:
    """The vocabulary as it would be with `alias`, in the place of `saved` where it was another before."""
    new = Alias(text=alias.text, kind=alias.kind, needs_evidence=alias.needs_evidence, until=alias.until)
    former = (saved.company.slug, saved.text) if saved else None

    def changed(company: CompanyEntry) -> CompanyEntry:
        aliases = tuple(one for one in company.aliases if (company.slug, one.text) != former)
        if company.slug == alias.company.slug:
            aliases = (*(one for one in aliases if one.text != new.text), new)
        return company if aliases == company.aliases else replace(company, aliases=aliases)

    return replace(vocabulary, companies=tuple(map(changed, vocabulary.companies)))


def _topic_finder(topic: Topic) -> Finder:
    entry = topic_entry(topic)

    extract = Extractor(replace(archive_vocabulary(), topics=(entry,))).extract if asks_for_names(entry) else None

    def find(draft: ArticleDraft) -> str | None:
        found = extract(draft).topics if extract else find_topics(draft, (entry,)) if entry.rule.strip() else ()
        return " … ".join(mention.surface for mention in found[0].mentions[:2]) if found else None

    return find


def _company_finder(vocabulary: Vocabulary, company: Company) -> Finder:
    extractor = Extractor(vocabulary)
    key = ("company", company.slug)

    def find(draft: ArticleDraft) -> str | None:
        found: ExtractedArticle = extractor.extract(draft)
        for _, tag in rule_tags(found, {key: company.pk}):
            if tag.decision == Tagging.Decision.ACCEPTED:
                return tag.evidence
        return None

    return find


def _tried(
    touched: Collection[int], most: int, find: Finder, find_now: Finder | None, tags: QuerySet[Tagging], *, seed: str
) -> Trial:
    ordered = sorted(touched)
    chosen = ordered if len(ordered) <= most else sorted(Random(seed).sample(ordered, most))  # noqa: S311  # no secret
    present: dict[int, Tagging] = {
        tag.article_id: tag for start in range(0, len(chosen), _BATCH)
        for tag in tags.filter(article__in=chosen[start : start + _BATCH])
    }  # fmt: skip
    gains: list[Change] = []
    losses: list[Change] = []
    kept = 0
    for article, draft in _drafts(chosen):
        tag = present.get(article.pk)
        if tag is not None and tag.how == Tagging.How.CURATOR:
            continue  # decided, whatever rules say
        sentence = find(draft)
        has_tag = tag is not None and tag.decision == Tagging.Decision.ACCEPTED
        if sentence is not None and has_tag:
            kept += 1
        elif sentence is not None:
            gains.append(Change(article_id=article.pk, title=article.title, sentence=sentence))
        elif has_tag and tag is not None and tag.how == Tagging.How.RULE:
            losses.append(Change(article_id=article.pk, title=article.title, sentence=tag.evidence))
    decided = list(tags.filter(how=Tagging.How.CURATOR).order_by("-decided_at", "-pk")[:DECIDED_AT_MOST])
    record, record_now = _records(decided, find, find_now)
    return Trial(
        touched=len(ordered),
        looked_at=len(chosen),
        gained=len(gains),
        lost=len(losses),
        kept=kept,
        gains=tuple(gains[::-1][:SHOWN_AT_MOST]),
        losses=tuple(losses[::-1][:SHOWN_AT_MOST]),
        record=record,
        record_now=record_now,
    )


def _records(decided: Sequence[Tagging], find: Finder, find_now: Finder | None) -> tuple[Record, Record | None]:
    """What the rule as tried, and as it is now, makes of the articles that curators decided on."""
    words: Mapping[int, str] = {tag.article_id: tag.decision for tag in decided}
    tried: list[tuple[str, bool]] = []
    now: list[tuple[str, bool]] = []
    for article, draft in _drafts(sorted(words)):
        tried.append((words[article.pk], find(draft) is not None))
        if find_now is not None:
            now.append((words[article.pk], find_now(draft) is not None))
    return _record(tried), _record(now) if find_now is not None else None


def _record(words: Iterable[tuple[str, bool]]) -> Record:
    counted = list(words)
    return Record(
        accepted=counted.count((Tagging.Decision.ACCEPTED, True)),
        rejected=counted.count((Tagging.Decision.REJECTED, True)),
        missed=counted.count((Tagging.Decision.ACCEPTED, False)),
    )


def _drafts(article_ids: Sequence[int]) -> Iterable[tuple[Article, ArticleDraft]]:
    for start in range(0, len(article_ids), _BATCH):
        rows = Article.objects.filter(pk__in=article_ids[start : start + _BATCH]).select_related("source")
        for article in rows.order_by("pk"):
            yield article, draft_of(article)
