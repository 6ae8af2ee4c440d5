"""The words of a title as they stand in an address."""

from __future__ import annotations

from django.utils.text import slugify


def article_slug(title: str) -> str:
    """The words of a title for its address, at most 100 characters and cut between words."""
    slug = slugify(title)
    if len(slug) > 100:
        slug = slug[:101].rpartition("-")[0] or slug[:100]
    return slug or "article"
