"""Captured text for reading: escaped, always."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join


def preformatted(text: str, *, limit: int = 200_000) -> str:
    """Captured text for reading: escaped, lines kept, cut after `limit` characters."""
    cut = "" if len(text) <= limit else "\n[cut here; the whole of it can be downloaded]"
    return format_html('<pre class="original">{}{}</pre>', text[:limit], cut)


def pieces(removed: list[dict[str, str]]) -> str:
    """Removed pieces as a table of rule and text, all of it escaped."""
    if not removed:
        return "nothing"
    rows = format_html_join(
        "", "<tr><td>{}</td><td>{}</td></tr>", ((piece["rule"], piece["text"][:2_000]) for piece in removed[:500])
    )
    return format_html(
        '<table class="removed"><thead><tr><th>rule</th><th>text</th></tr></thead><tbody>{}</tbody></table>', rows
    )
