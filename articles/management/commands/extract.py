"""Clean saved pages, find what they are about, and print it; needs no database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.documents import RawCapture, Rejection
from articles.management.article_json import article_as_json, findings_as_json
from articles.management.commands.clean import Command as CleanCommand
from articles.pipeline import Rules, file_rules, try_to_extract


class Command(CleanCommand):
    """Prints what extraction finds in captures."""

    help = (
        "Clean saved pages and print the articles in them with the companies, people, places and topics found, without "
        "any database. With --jsonl one JSON object an article. What was rejected or skipped is said on standard error."
    )

    def articles(self, raw: RawCapture) -> Iterator[dict[str, Any]] | Rejection:
        """The articles of one capture as JSON objects."""
        result = try_to_extract(raw, self.rules())
        if isinstance(result, Rejection):
            return result
        page, extracted = result
        return (
            {
                **article_as_json(raw.name, found.draft, page.removed if found.draft is page.drafts[0] else ()),
                **findings_as_json(found),
            }
            for found in extracted
        )

    def rules(self) -> Rules:
        """The rules of the data files, built once."""
        if not hasattr(self, "_rules"):
            self._rules = file_rules()
        return self._rules
