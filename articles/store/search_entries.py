"""The rows that search reads, kept in step with the articles in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import F

from articles.index.vector import Facets, build_vector, render_facets
from articles.models import Article, Fingerprint, SearchEntry, Tagging, Topic
from articles.store.rows import insert_rows
from articles.store.waiting_words import words_gathered

TAGS = ("company", "person", "place", "topic")
WRITTEN_FIELDS = (
    "published_at",
    "year",
    "month",
    "day",
    "source_id",
    "kind",
    "language",
    "word_count",
    "company_ids",
    "person_ids",
    "place_ids",
    "topic_ids",
    "vector",
    "is_canonical",
)

_WRITE_TAGS = """
    UPDATE articles_searchentry entry
    SET company_ids = new.companies::int[], person_ids = new.people::int[], place_ids = new.places::int[],
        topic_ids = new.topics::int[]
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[])
      AS new (article_id, companies, people, places, topics)
    WHERE entry.article_id = new.article_id
"""  # by the primary key; ids as PostgreSQL writes arrays, since arrays of unequal length cannot be unnested

_WRITTEN_AT_ONCE = 500


@transaction.atomic
def index_articles(*, article_ids: Iterable[int]) -> None:
    """Write the search entries of these articles; a hidden article loses its own.

    The articles stay locked until the transaction ends, so that of two writers the later one sees the other's tags.
    """
    articles = list(
        Article.objects.filter(pk__in=set(article_ids))
        .select_for_update(no_key=True)
        .order_by("pk")
        .only(
            "title", "text", "authors", "state", "source_id", "kind", "language", "word_count",
            "published_at", "published_precision",
        )
    )  # fmt: skip
    public = [article for article in articles if article.state != Article.State.HIDDEN]
    hidden_ids = [article.pk for article in articles if article.state == Article.State.HIDDEN]
    if hidden_ids:
        SearchEntry.objects.filter(pk__in=hidden_ids).delete()
    if not public:
        return
    for start in range(0, len(public), _WRITTEN_AT_ONCE):
        insert_rows(made_entries(public[start : start + _WRITTEN_AT_ONCE]), replaced=WRITTEN_FIELDS)


def made_entries(articles: Sequence[Article]) -> list[SearchEntry]:
    """The search entries of public articles as they should be, not yet written."""
    tags = _accepted_tags([article.pk for article in articles])
    folded = _folded([article.pk for article in articles])
    return [_entry(article, tags[article.pk], is_canonical=article.pk not in folded) for article in articles]


@transaction.atomic
def index_tags(*, article_ids: Iterable[int]) -> None:
    """Write only the tags of the search entries of these articles, whose words stayed as they were.

    As with `index_articles`, the articles stay locked until the transaction ends.
    """
    ids = sorted(set(article_ids))
    list(Article.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").only("pk"))
    columns = [f"{name}_ids" for name in TAGS]
    tags = _accepted_tags(ids)
    changed: dict[int, list[str]] = {}
    for entry in SearchEntry.objects.filter(pk__in=ids).only("article_id", *columns):
        wanted = [sorted(tags[entry.article_id][name]) for name in TAGS]
        if wanted != [getattr(entry, column) for column in columns]:
            changed[entry.article_id] = [f"{{{','.join(map(str, found))}}}" for found in wanted]
    if changed:
        with words_gathered(len(changed)), connection.cursor() as cursor:
            cursor.execute(_WRITE_TAGS, [list(changed), *map(list, zip(*changed.values(), strict=True))])


def _entry(article: Article, tags: Mapping[str, set[int]], *, is_canonical: bool) -> SearchEntry:
    """The search entry of a public article with these accepted tags, `{'company': {id, ...}, ...}`."""
    moment = article.published_at
    words = build_vector(title=article.title, text=article.text, authors=article.authors)
    others: Facets = {"source": [article.source_id or ""], "kind": [article.kind], "language": [article.language]}
    knows_month = article.published_precision != Article.Precision.YEAR
    knows_day = article.published_precision not in (Article.Precision.YEAR, Article.Precision.MONTH)
    return SearchEntry(
        article_id=article.pk,
        published_at=moment,
        year=moment.year if moment else None,
        month=moment.month if moment and knows_month else None,
        day=moment.day if moment and knows_day else None,
        source_id=article.source_id,
        kind=article.kind,
        language=article.language,
        word_count=article.word_count,
        company_ids=sorted(tags["company"]),
        person_ids=sorted(tags["person"]),
        place_ids=sorted(tags["place"]),
        topic_ids=sorted(tags["topic"]),
        vector=f"{words} {render_facets({**tags, **others})}",
        is_canonical=is_canonical,
    )


def _folded(article_ids: list[int]) -> set[int]:
    """Those of the articles that are copies folded under another."""
    rows = Fingerprint.objects.filter(pk__in=article_ids, group__isnull=False)
    return set(rows.exclude(group__canonical=F("pk")).values_list("pk", flat=True))


def _accepted_tags(article_ids: list[int]) -> dict[int, dict[str, set[int]]]:
    """`{article id: {'company' | 'person' | 'place' | 'topic': {id, ...}}}`, topics with their ancestors."""
    parents = dict(Topic.objects.values_list("pk", "parent_id"))
    tags: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = Tagging.objects.filter(article_id__in=article_ids, decision=Tagging.Decision.ACCEPTED)
    for article_id, company, person, place, topic in rows.values_list(
        "article_id", "company_id", "person_id", "place_id", "topic_id"
    ):
        of_article = tags[article_id]
        for name, thing in (("company", company), ("person", person), ("place", place)):
            if thing is not None:
                of_article[name].add(thing)
        if topic is not None:
            of_article["topic"].update(with_ancestors(topic, parents))
    return tags


def with_ancestors(topic_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """`topic_id` and every topic above it; a circle in the tree, which only a hand can make, ends the walk."""
    found: set[int] = set()
    current: int | None = topic_id
    while current is not None and current not in found:
        found.add(current)
        current = parents.get(current)
    return found
