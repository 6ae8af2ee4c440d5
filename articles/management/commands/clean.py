"""Clean saved pages and print their articles; needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from articles.capture.found import Checkpoint, Found, Link, Revisit, Skipped
from articles.clean.sources import SourceBook, load_sources
from articles.documents import RawCapture, Rejection
from articles.management.article_json import article_as_json
from articles.management.capture_command import CaptureCommand, as_json, shown
from articles.management.progress import Progress
from articles.pipeline import try_to_draft


class Command(CaptureCommand):
    """Prints what cleaning and splitting make of captures."""

    help = (
        "Clean saved pages and print the articles in them, without any database. With --jsonl one JSON object an "
        "article; otherwise their text to read. What was rejected or skipped is said on standard error."
    )

    def take(self, found: Iterable[Found], progress: Progress, options: Mapping[str, Any]) -> bool:
        """Clean, print, and say what was rejected."""
        is_all_well = True
        for one in found:
            if isinstance(one, Checkpoint | Revisit):
                continue
            if isinstance(one, Link):
                one = Skipped(name=one.name, reason=f"no text, only an address: {one.url}")  # noqa: PLW2901  (shown so)
            results = self.articles(one) if isinstance(one, RawCapture) else one
            progress.advance()
            if isinstance(results, Rejection | Skipped):
                is_all_well &= isinstance(results, Skipped)
                self.complain(one.name, results, progress, is_json=options["jsonl"])
                continue
            for article in results:
                progress.print(as_json(article) if options["jsonl"] else _as_text(article), self.stdout)
        return is_all_well

    def articles(self, raw: RawCapture) -> Iterator[dict[str, Any]] | Rejection:
        """The articles of one capture as JSON objects."""
        page = try_to_draft(raw, self.sources())
        if isinstance(page, Rejection):
            return page
        return (
            article_as_json(raw.name, draft, page.removed if draft is page.drafts[0] else ()) for draft in page.drafts
        )

    def sources(self) -> SourceBook:
        """The publishers of the data file, indexed once."""
        if not hasattr(self, "_sources"):
            self._sources = SourceBook(load_sources())
        return self._sources

    def complain(self, name: str, result: Rejection | Skipped, progress: Progress, *, is_json: bool) -> None:
        """Say why a file came to nothing."""
        word = "skipped" if isinstance(result, Skipped) else "rejected"
        line = as_json({"capture": name, word: result.reason}) if is_json else f"{word}  {shown(name)}: {result.reason}"
        progress.print(line, self.stderr)


def _as_text(article: Mapping[str, Any]) -> str:
    """An article to read on a terminal."""
    date = article["published"] or "undated"
    tags = [
        f"{kind}: {', '.join(one['name'] for one in article[kind])}"
        for kind in ("companies", "people", "places", "topics")
        if article.get(kind)
    ]
    head = " · ".join(part for part in (article["source"], date, article["kind"], *article["authors"]) if part)
    return "\n".join([shown(article["title"]), head, *tags, "", article["text"], ""])
