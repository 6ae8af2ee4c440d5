"""The rows of a page of results: two queries for any number of them, and a third where copies are folded under any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from articles.documents import MentionField
from articles.models import Article, Mention, Tagging
from articles.query.highlight import Hit, joined, marker
from articles.query.tree import Everything, Node
from articles.search.copies import Copy, copies_of
from articles.search.dates import KnownDate, known_date
from articles.search.listed import Listed
from articles.search.matching import text_query
from articles.search.prepared import array_literal, prepared_cursor
from articles.search.reasons import Reason, ReasonFinder
from articles.search.snippets import best_passages, find_hits, mark

COMPANIES_SHOWN = 6
PASSAGE_LENGTH = 120  # characters; a row shows two
LEAD_LENGTH = 170
BEGINNING = 2_000  # characters, read where nothing is marked: many times what a row shows, whatever stands before it
_LISTED = Listed(
    "title", "title_is_derived", "slug", "authors", "kind", "state", "word_count", "language", "updated_at",
    "published_at", "published_precision", "published_basis", "published_is_inferred", "published_evidence",
)  # fmt: skip
# An index scan of the primary key.
_ARTICLES = f"""
    SELECT {_LISTED.columns}, %s FROM articles_article a LEFT JOIN articles_source s ON s.id = a.source_id
    WHERE a.id = ANY(%%(ids)s::integer[]) AND a.state <> %%(hidden)s
"""  # noqa: S608  # columns of our own
# Each part is an index scan by some twenty ids: of taggings, current versions and members of stories by article, of
# groups by canonical article. One query because each more costs a trip; `tag` is empty in the rows that only say that
# it is so.
_ABOUT = """
    SELECT t.article_id, CASE WHEN t.company_id IS NULL THEN 'topic' ELSE 'company' END AS kind,
           coalesce(c.name, o.name) AS tag, coalesce(c.slug, o.slug) AS slug,
           CASE t.role WHEN %(subject)s THEN 0 WHEN %(mentioned)s THEN 1 ELSE 2 END AS rank,
           t.confidence AS confidence, t.id AS id
    FROM articles_tagging t
    LEFT JOIN articles_company c ON c.id = t.company_id
    LEFT JOIN articles_topic o ON o.id = t.topic_id
    WHERE t.article_id = ANY(%(ids)s::integer[]) AND t.decision = %(accepted)s
      AND (t.company_id IS NOT NULL OR t.topic_id IS NOT NULL)
    UNION ALL
    SELECT v.article_id, 'sample', '', '', 0, 0, v.id
    FROM articles_articleversion v JOIN articles_capture p ON p.id = v.capture_id
    WHERE v.article_id = ANY(%(ids)s::integer[]) AND v.is_current AND p.is_sample
    UNION ALL
    SELECT g.canonical_id, 'copies', '', '', 0, 0, g.id
    FROM articles_copygroup g
    WHERE g.canonical_id = ANY(%(ids)s::integer[])
    UNION ALL
    SELECT m.article_id, 'story', s.article_count::text, s.slug, 0, 0, s.id
    FROM articles_storymember m JOIN articles_story s ON s.id = m.story_id
    WHERE m.article_id = ANY(%(ids)s::integer[]) AND s.article_count > 1
    ORDER BY rank, confidence DESC, id
"""

_UNFOLDING, _ROW_UNFOLDING = 12, 6  # copies that unfold on a page of results, and under one of its rows
Pieces = list[tuple[str, bool]]  # text in pieces, each with whether the query matched it


@dataclass(frozen=True, slots=True)
class TagLink:
    """A company or topic of an article."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """The story that an article is part of: its page, and how many articles tell it."""

    address: str
    article_count: int


@dataclass(slots=True)
class _About:
    """What other tables say of an article; its tags with those the story is about first."""

    companies: list[TagLink] = field(default_factory=list)
    topics: list[TagLink] = field(default_factory=list)
    is_sample: bool = False
    has_copies: bool = False
    story: StoryLine | None = None


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
    story: StoryLine | None = None
    copies: tuple[Copy, ...] = ()
    unfolded: tuple[Copy, ...] = ()  # those of the copies that unfold under the row

    @property
    def more_copies(self) -> int:
        """How many copies do not unfold; the page of the article lists them all."""
        return len(self.copies) - len(self.unfolded)

    @property
    def date_id(self) -> str:
        """The id, within a page, of the note on how the date is known."""
        return f"date-{self.article.pk}"


def rows(ids: Sequence[int], tree: Node | None = None) -> tuple[Row, ...]:
    """The public articles of `ids` in that order, what `tree` matched marked."""
    marking = _Marking(Everything() if tree is None else tree)
    with prepared_cursor() as cursor:
        cursor.execute(_ARTICLES % marking.column, {"ids": array_literal(ids), "hidden": Article.State.HIDDEN})
        found = cursor.fetchall()
    articles = {
        article.pk: (article, row[_LISTED.width]) for article, row in zip(_LISTED.articles(found), found, strict=True)
    }
    about = _about(articles)
    folding = [pk for pk, told in about.items() if told.has_copies]
    copies = copies_of(folding) if folding else {}
    unfolding = min(_UNFOLDING // max(len(folding), 1), _ROW_UNFOLDING)
    nothing = _About()
    return tuple(
        _row(*articles[pk], about.get(pk, nothing), marking, copies=tuple(copies.get(pk, ())), unfolding=unfolding)
        for pk in ids
        if pk in articles
    )


def _about(ids: Collection[int]) -> dict[int, _About]:
    """The accepted companies and topics of articles, and which are samples or have copies."""
    found: dict[int, _About] = {}
    if not ids:
        return found
    with prepared_cursor() as cursor:
        cursor.execute(
            _ABOUT,
            {
                "ids": array_literal(ids),
                "accepted": Tagging.Decision.ACCEPTED,
                "subject": Mention.Role.SUBJECT,
                "mentioned": Mention.Role.MENTIONED,
            },
        )
        for article_id, kind, name, slug, *_, number in cursor.fetchall():
            about = found.setdefault(article_id, _About())
            if kind == "company":
                about.companies.append(TagLink(name, slug))
            elif kind == "topic":
                about.topics.append(TagLink(name, slug))
            elif kind == "sample":
                about.is_sample = True
            elif kind == "story":
                about.story = StoryLine(reverse("articles:story", args=[number, slug]), int(name))
            else:
                about.has_copies = True
    return found


class _Marking:
    """What marks the words of a query, made once for all rows."""

    def __init__(self, tree: Node) -> None:
        self.in_titles, self.in_texts = marker(tree, MentionField.TITLE), marker(tree, MentionField.TEXT)
        self.reasons = ReasonFinder(tree, self.in_titles, self.in_texts)
        self.has_words = text_query(tree) is not None

    @property
    def column(self) -> str:
        """What is read of a text: its beginning where nothing is marked in texts."""
        return "a.text" if self.in_texts.leaves else f"left(a.text, {BEGINNING})"


def _row(
    article: Article, text: str, about: _About, marking: _Marking, *, copies: tuple[Copy, ...], unfolding: int
) -> Row:
    """A row; `text` is the article's, or its beginning where the query marks nothing in texts."""
    title_hits, hits = marking.in_titles.hits(article.title), find_hits(marking.in_texts, text)
    return Row(
        article=article,
        title=mark(article.title, joined(title_hits)),
        date=known_date(article),
        snippet=_snippet(text, hits, has_words=marking.has_words),
        reasons=marking.reasons.reasons(text=text, title_hits=title_hits, hits=hits),
        companies=tuple(about.companies[:COMPANIES_SHOWN]),
        more_companies=max(len(about.companies) - COMPANIES_SHOWN, 0),
        topics=tuple(about.topics),
        story=about.story,
        is_sample=about.is_sample or bool(article.source and article.source.is_sample),
        copies=copies,
        unfolded=copies[:unfolding],
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
