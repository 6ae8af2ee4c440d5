"""What the page of an article says of itself for machines: schema.org in JSON-LD, and its references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from articles.citations import styles
from articles.citations.reference import Reference, split_name
from articles.models import Article
from articles.search.references import reference_of
from articles.views.article_page import ArticlePage

_TYPES = {
    Article.Kind.NEWS.value: "NewsArticle",
    Article.Kind.OPINION.value: "OpinionNewsArticle",
    Article.Kind.LIVE_BLOG.value: "LiveBlogPosting",
    Article.Kind.PRESS_RELEASE.value: "AdvertiserContentArticle",
}
_MOST_NAMED = 12  # things of a kind that the article is said to be about
STYLES = (("APA", styles.apa), ("MLA", styles.mla), ("Chicago", styles.chicago))


def reference_of_page(page: ArticlePage, address: Callable[[str], str]) -> Reference:
    """The reference of the article a page shows; `address` makes a whole web address of a path."""
    provenance = page.provenance
    times = [sighting.captured_at for sighting in provenance.sightings if sighting.captured_at] if provenance else []
    return reference_of(
        page.article,
        archive_url=address(page.article.get_absolute_url()),
        sha256=provenance.capture.sha256 if provenance else "",
        captured_at=min(times, default=None),
    )


def linked_data(page: ArticlePage, reference: Reference) -> dict[str, Any]:
    """The article in the terms of schema.org; what is not known is left out."""
    article = page.article
    data = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(article.kind, "Article"),
        "headline": article.title,
        "author": [_author(author) for author in article.authors],
        "publisher": {"@type": "Organization", "name": reference.publisher} if reference.publisher else None,
        "datePublished": page.date.machine,
        "inLanguage": article.language,
        "wordCount": article.word_count,
        "url": reference.archive_url,
        "isBasedOn": reference.url,
        "about": [{"@type": "Thing", "name": tag.name} for group in page.groups for tag in group.tags[:_MOST_NAMED]],
    }
    return {name: value for name, value in data.items() if value}


def _author(author: str) -> dict[str, str]:
    return {"@type": "Organization" if split_name(author).literal else "Person", "name": author}
