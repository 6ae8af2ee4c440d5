"""What templates need to show captured text safely."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
_LONGEST_LINK = 2_000  # characters


@register.filter
def with_marks(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Pieces of text one after another, each escaped, those that matched within `<mark>`."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if is_marked else text,) for text, is_marked in pieces)
    )


@register.filter
def with_links(pieces: Iterable[Any]) -> SafeString:
    """Pieces of an article's text (`views.linking.Piece`), each escaped, those that name something as links."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    '<a class="entity entity--{}" href="{}">{}</a>', piece.span.kind, piece.span.url, piece.text
                )
                if piece.span
                else piece.text,
            )
            for piece in pieces
        ),
    )


@register.filter
def web_address(url: str) -> str:
    """`url` where a link may lead there: http or https, a host, no white space or control characters; else empty."""
    if len(url) > _LONGEST_LINK or any(character.isspace() or not character.isprintable() for character in url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else ""


@register.filter
def host_of(url: str) -> str:
    """The host a web address leads to, without 'www.'; empty where it is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if web_address(url) else ""
