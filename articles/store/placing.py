"""Drafts beside the articles that they carry on, with what curators decided laid over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from articles.documents import ArticleDraft, PublishedDate
from articles.models import Article, ArticleVersion
from articles.store.drafts import draft_of_version, with_curated_fields
from articles.store.matching_texts import KnownText, NewText, match_texts
from articles.store.recaptures import Taken, first_published, match_recaptures, shown_of
from articles.store.restored_text import with_restored

MOST_AT_ONE_ADDRESS: Final = 30  # articles, the latest first, among which a draft looks for its own
# Of each address the versions of its latest articles, of each article the latest. Each address has room of its own,
# since a page that is captured every hour has thousands of versions.
#
# Here and below, "OFFSET 0" keeps each subquery by itself, so that the tables are gone through from left to right, each
# by the index on what the one before gave. Left to its statistics, PostgreSQL reads whole tables of sightings, captures
# and versions where it has none yet: in the first hours of a large archive, and in a transaction that made them.
_LATEST_AT: Final = """
    SELECT latest.id, asked.address_key, latest.moment
    FROM unnest(%s::text[]) AS asked (address_key) CROSS JOIN LATERAL (
        SELECT DISTINCT ON (version.article_id) version.id, seen.moment
        FROM (
            SELECT id, created_at FROM articles_capture
            WHERE address_key = asked.address_key AND address_key > '' AND id <> ALL(%s) OFFSET 0
        ) AS capture CROSS JOIN LATERAL (
            SELECT id, article_id FROM articles_articleversion WHERE capture_id = capture.id AND is_latest OFFSET 0
        ) AS version CROSS JOIN LATERAL (
            SELECT coalesce(min(captured_at), capture.created_at) AS moment
            FROM articles_sighting WHERE capture_id = capture.id
        ) AS seen
        ORDER BY version.article_id DESC, seen.moment DESC, version.id DESC LIMIT %s
    ) AS latest
"""
_LATEST_OF: Final = """
    SELECT version.id, asked.article_id, seen.moment
    FROM unnest(%s::int[]) AS asked (article_id) CROSS JOIN LATERAL (
        SELECT id, capture_id FROM articles_articleversion WHERE article_id = asked.article_id AND is_latest OFFSET 0
    ) AS version CROSS JOIN LATERAL (
        SELECT coalesce(min(captured_at), (SELECT created_at FROM articles_capture WHERE id = version.capture_id))
            AS moment
        FROM articles_sighting WHERE capture_id = version.capture_id
    ) AS seen
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the rules made of one capture. `key` tells its address (see `articles.prose.addresses`), empty if unknown.

    `moment` is when it was captured or, where unknown, came in; `is_first` where it was never processed before.
    """

    capture_id: int
    moment: datetime
    drafts: Sequence[ArticleDraft] = ()
    key: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One draft as the rules made it, the article that it carries on, and the draft as it will stand in the archive.

    `version` is what the capture made of the article before. `heir` is the version of another capture that the article
    shows, None where it shows this one; `is_repeat` where another capture says the same; `published` is when the
    article came out first by all of them.
    """

    draft: ArticleDraft
    effective: ArticleDraft
    article: Article | None = None
    version: ArticleVersion | None = None
    heir: ArticleVersion | None = None
    is_repeat: bool = False
    published: PublishedDate | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the article shows this draft."""
        return self.heir is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """An article that no draft of its capture carries on, and the version of another capture that it can show."""

    version: ArticleVersion
    heir: ArticleVersion | None = None
    published: PublishedDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """All drafts of a capture, and those of its articles that none of them carries on."""

    placements: tuple[Placement, ...]
    leftover: tuple[Leftover, ...] = ()


def place_drafts(*, pages: Sequence[Page]) -> list[Placed]:
    """Match the drafts of each page with articles: its capture's own, then those of the same address.

    No two pages may share an address: what becomes of the first must be stored before the second is placed.
    """
    own = own_versions([page.capture_id for page in pages if not page.is_first])
    met = _versions_at({page.key: page.capture_id for page in pages if page.key})
    matches: list[dict[int, int]] = []
    for page in pages:
        mine = own.get(page.capture_id, {})
        matched = _match_own(page.drafts, list(mine.values()))
        rest = [draft for draft in page.drafts if draft.position not in matched]
        others = [one for pk, one in met.get(page.key, {}).items() if pk not in mine]
        matches.append(matched | (match_recaptures(rest, others) if rest and others else {}))
    wanted = {pk for versions in own.values() for pk in versions}.union(*(matched.values() for matched in matches))
    articles = _locked(wanted)
    takes = _takes(wanted)
    return [
        _placed(page, own.get(page.capture_id, {}), matched, articles, takes)
        for page, matched in zip(pages, matches, strict=True)
    ]


def own_versions(capture_ids: Collection[int]) -> dict[int, dict[int, ArticleVersion]]:
    """`{capture id: {article id: its newest version from this capture}}`.

    Articles that the capture no longer yielded and that show another by now are left out.
    """
    if not capture_ids:
        return {}
    shown = ArticleVersion.objects.filter(article=OuterRef("article"), is_current=True)
    versions = (
        ArticleVersion.objects.filter(capture__in=capture_ids)
        .filter(Q(is_latest=True) | ~Exists(shown.exclude(capture=OuterRef("capture"))))
        .prefetch_related("article")  # no join, for the reason told above
        .order_by("capture_id", "article_id", "-pk")
        .distinct("capture_id", "article_id")
    )
    found: dict[int, dict[int, ArticleVersion]] = defaultdict(dict)
    for version in versions:
        found[version.capture_id][version.article_id] = version
    return found


def _placed(
    page: Page,
    own: Mapping[int, ArticleVersion],
    matched: Mapping[int, int],
    articles: Mapping[int, Article],
    takes: Mapping[int, Sequence[Taken]],
) -> Placed:
    placements: list[Placement] = []
    for draft in page.drafts:
        article = articles.get(matched[draft.position]) if draft.position in matched else None
        if article is None:
            placements.append(Placement(draft=draft, effective=draft, published=draft.published))
            continue
        others = [one for one in takes.get(article.pk, ()) if one.capture_id != page.capture_id]
        now = _take(page, draft)
        published = first_published([draft.published, *(one.published for one in others)])
        whole = replace(with_restored(draft, article.restored), published=published)
        placements.append(
            Placement(
                draft=draft,
                effective=with_curated_fields(whole, article),
                article=article,
                version=own.get(article.pk),
                heir=shown_of([*others, now]).version,
                is_repeat=any(now.says(one) for one in others),
                published=published,
            )
        )
    carried = set(matched.values())
    leftover = [
        _leftover(page, version, articles, takes.get(pk, ())) for pk, version in own.items() if pk not in carried
    ]
    return Placed(placements=tuple(placements), leftover=tuple(leftover))


def _leftover(page: Page, version: ArticleVersion, articles: Mapping[int, Article], takes: Sequence[Taken]) -> Leftover:
    version.article = articles[version.article_id]
    others = [one for one in takes if one.capture_id != page.capture_id]
    return Leftover(
        version=version,
        heir=shown_of(others).version if others else None,
        published=first_published(one.published for one in others),
    )


def _take(page: Page, draft: ArticleDraft) -> Taken:
    return Taken(
        capture_id=page.capture_id, moment=page.moment, title=draft.title, text=draft.text, published=draft.published
    )


def _match_own(drafts: Sequence[ArticleDraft], versions: Sequence[ArticleVersion]) -> dict[int, int]:
    """`{position of a draft: article id}` for the articles that the capture had before."""
    known = [
        KnownText(
            article_id=version.article_id,
            position=version.position,
            title=version.title,
            text=version.text,
            is_hidden=version.article.state == Article.State.HIDDEN,
        )
        for version in versions
    ]
    new = [NewText(position=draft.position, title=draft.title, text=draft.text) for draft in drafts]
    return match_texts(new=new, known=known)


def _versions_at(addresses: Mapping[str, int]) -> dict[str, dict[int, Taken]]:
    """`{address: {article id: what other captures of the address last made of it}}`, the latest articles first."""
    found: dict[str, dict[int, Taken]] = defaultdict(dict)
    told = [list(addresses), list(addresses.values()), MOST_AT_ONE_ADDRESS]
    for address, version, taken in _read_taken(_LATEST_AT, told) if addresses else ():
        found[address][version.article_id] = taken
    return found


def _takes(article_ids: Collection[int]) -> dict[int, list[Taken]]:
    """`{article id: what each of its captures makes of it}`."""
    found: dict[int, list[Taken]] = defaultdict(list)
    for article_id, _, taken in _read_taken(_LATEST_OF, [list(article_ids)]) if article_ids else ():
        found[article_id].append(taken)
    return found


def _read_taken(query: str, parameters: Sequence[Any]) -> Iterator[tuple[Any, ArticleVersion, Taken]]:
    """The versions that a query names by (id, what they were asked by, moment), the latest articles first."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        told = {pk: (asked, moment) for pk, asked, moment in cursor.fetchall()}
    if not told:
        return
    for version in ArticleVersion.objects.filter(pk__in=told).defer("removed").order_by("-article_id", "-pk"):
        asked, moment = told[version.pk]
        yield asked, version, _as_taken(version, moment)


def _as_taken(version: ArticleVersion, moment: datetime) -> Taken:
    return Taken(
        capture_id=version.capture_id,
        moment=moment,
        title=version.title,
        text=version.text,
        published=draft_of_version(version).published,
        version=version,
    )


def _locked(article_ids: Iterable[int]) -> dict[int, Article]:
    rows = Article.objects.filter(pk__in=set(article_ids)).select_related("source").order_by("pk")
    return {article.pk: article for article in rows.select_for_update(of=("self",), no_key=True)}
