"""Links from a thing to the articles about it, in the admin and outside."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html


def articles_link(thing: Any) -> str:
    """A link to the admin's list of the articles that carry `thing` as source or accepted tag."""
    name = thing._meta.model_name
    return format_html('<a href="{}?{}={}">articles</a>', reverse("admin:articles_article_changelist"), name, thing.pk)


def row_link(model_name: str, pk: int) -> str:
    """A link to the admin's page of one row, by its number."""
    return format_html('<a href="{}">{}</a>', reverse(f"admin:articles_{model_name}_change", args=[pk]), pk)
