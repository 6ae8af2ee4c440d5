"""The admin: one module for each module of models."""

from django.contrib import admin

from articles.admin import (
    archive_state,
    article,
    candidate,
    capture,
    capture_token,
    copies,
    curation,
    entity,
    feed,
    fetching,
    furniture,
    intake,
    job,
    regrouping,
    saved_search,
    search_entry,
    source,
    story,
    synonym,
    tagging,
    topic,
)

__all__ = [
    "archive_state",
    "article",
    "candidate",
    "capture",
    "capture_token",
    "copies",
    "curation",
    "entity",
    "feed",
    "fetching",
    "furniture",
    "intake",
    "job",
    "regrouping",
    "saved_search",
    "search_entry",
    "source",
    "story",
    "synonym",
    "tagging",
    "topic",
]

admin.site.site_header = "newsarchive"
admin.site.site_title = "newsarchive"
admin.site.index_title = "The archive's desk"
