"""The rows of a page of results: two queries for any number of them, and a third where copies are folded under any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When

from articles.models import Article, ArticleVersion, CopyGroup, Mention, Tagging
from articles.query.highlight import Hit
from articles.query.tree import Everything, Node
from articles.search.copies import Copy, copies_of
from articles.search.dates import KnownDate, known_date
from articles.search.matching import text_query
from articles.search.reasons import Reason, reasons
from articles.search.snippets import best_passages, find_hits, marked_title

COMPANIES_SHOWN = 6
PASSAGE_LENGTH = 120  # characters; a row shows two
LEAD_LENGTH = 170
_IS_SAMPLE = Exists(
    ArticleVersion.objects.filter(article=OuterRef("pk"), is_current=True, capture__is_sample=True).order_by()
)
_HAS_COPIES = Exists(CopyGroup.objects.filter(canonical=OuterRef("pk")).order_by())
_ROLE_ORDER = Case(
    When(role=Mention.Role.SUBJECT, then=Value(0)),
    When(role=Mention.Role.MENTIONED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


Pieces = list[tuple[str, bool]]  # text in pieces, each with whether the query matched it


@dataclass(frozen=True, slots=True)
class TagLink:
    """A company or topic of an article."""

    name: str
    slug: str


@dataclass(slots=True)
class _Tags:
    companies: list[TagLink] = field(default_factory=list)
    topics: list[TagLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article among results."""

    article: Article
    title: Pieces
    date: KnownDate
    snippet: Pieces
    reasons: tuple[Reason, ...]
    companies: tuple[TagLink, ...]
    more_companies: int
    topics: tuple[TagLink, ...]
    is_sample: bool
    copies: tuple[Copy, ...] = ()

    @property
    def date_id(self) -> str:
        """The id, within a page, of the note on how the date is known."""
        return f"date-{self.article.pk}"


def rows(ids: Sequence[int], tree: Node | None = None) -> tuple[Row, ...]:
    """The public articles of `ids` in that order, what `tree` matched marked."""
    tree = Everything() if tree is None else tree
    found = (
        Article.objects.public()
        .filter(pk__in=ids)
        .select_related("source")
        .annotate(has_sample_capture=_IS_SAMPLE, has_copies=_HAS_COPIES)
        .only(
            "title", "title_is_derived", "slug", "authors", "kind", "state", "text", "word_count", "language",
            "updated_at", "published_at", "published_precision", "published_basis",
            "published_is_inferred", "published_evidence",
            "source__name", "source__slug", "source__is_sample",
        )
    )  # fmt: skip
    articles = {article.pk: article for article in found}
    tags = _tags(articles)
    samples = {pk for pk, article in articles.items() if getattr(article, "has_sample_capture", False)}
    folding = [pk for pk, article in articles.items() if getattr(article, "has_copies", False)]
    copies = copies_of(folding) if folding else {}
    return tuple(
        replace(_row(articles[pk], tags.get(pk) or _Tags(), tree, pk in samples), copies=tuple(copies.get(pk, ())))
        for pk in ids
        if pk in articles
    )


def _tags(ids: Iterable[int]) -> dict[int, _Tags]:
    """The accepted companies and topics of articles, those the story is about first."""
    taggings = (
        Tagging.objects.filter(article_id__in=list(ids), decision=Tagging.Decision.ACCEPTED)
        .order_by(_ROLE_ORDER, "-confidence", "pk")
        .values_list("article_id", "company__name", "company__slug", "topic__name", "topic__slug")
    )
    found: dict[int, _Tags] = {}
    for article_id, company, company_slug, topic, topic_slug in taggings:
        tags = found.setdefault(article_id, _Tags())
        if company_slug:
            tags.companies.append(TagLink(company, company_slug))
        if topic_slug:
            tags.topics.append(TagLink(topic, topic_slug))
    return found


def _row(article: Article, tags: _Tags, tree: Node, is_from_samples: bool) -> Row:
    hits = find_hits(tree, article.text)
    return Row(
        article=article,
        title=marked_title(tree, article.title),
        date=known_date(article),
        snippet=_snippet(article.text, hits, has_words=text_query(tree) is not None),
        reasons=reasons(tree, title=article.title, text=article.text, hits=hits),
        companies=tuple(tags.companies[:COMPANIES_SHOWN]),
        more_companies=max(len(tags.companies) - COMPANIES_SHOWN, 0),
        topics=tuple(tags.topics),
        is_sample=is_from_samples or bool(article.source and article.source.is_sample),
    )


def _snippet(text: str, hits: list[Hit], *, has_words: bool) -> Pieces:
    """The two passages that match best, or the beginning of the text where no words were asked for."""
    pieces: Pieces = []
    is_cut = False
    count = 2 if has_words else 1
    for passage in best_passages(hits, text, count=count, length=PASSAGE_LENGTH if count > 1 else LEAD_LENGTH):
        if pieces or passage.is_cut_before:
            pieces.append((" … " if pieces else "… ", False))
        pieces.extend(passage.pieces())
        is_cut = passage.is_cut_after
    return [*pieces, ("\u00a0…", False)] if is_cut else pieces
