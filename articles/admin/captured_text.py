"""Captured text for reading: escaped, always."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join

from articles.prose.diff import Change, diff_texts


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


def differences(before: str, after: str, *, limit: int = 100_000) -> str:
    """What becomes of a text word by word, all of it escaped; nothing where the two are the same."""
    marks = {Change.SAME: "span", Change.ADDED: "ins", Change.REMOVED: "del"}
    spans = diff_texts(before[:limit], after[:limit])
    if all(span.change == Change.SAME for span in spans):
        return ""
    told = format_html_join("", "<{0}>{1}</{0}>", ((marks[span.change], span.text) for span in spans))
    return format_html('<div class="original">{}</div>', told)


def beside(lines: Sequence[str], text: str, *, limit: int = 100_000) -> str:
    """The lines of a page for reading beside an article: those that stand in its text are marked, all are escaped."""
    words = " ".join(text.split())
    shown: list[tuple[str, str]] = []
    for line in lines:
        clean = " ".join(line.split())
        if clean and limit > 0:
            shown.append(("kept" if clean in words else "dropped", clean[:limit]))
            limit -= len(clean)
    told = format_html_join("", '<p class="{}">{}</p>', shown)
    return format_html('<div class="beside" tabindex="0" role="region" aria-label="Captured page">{}</div>', told)
