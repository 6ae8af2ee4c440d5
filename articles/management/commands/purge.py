"""Take an article or a capture down for good."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management import targets
from articles.models import Capture
from articles.store.purge import Purged, Siblings, purge_article, purge_capture


class Command(BaseCommand):
    """The takedown."""

    help = (
        "Take down an article or a capture: its bytes, texts, tags, history and index entries are deleted for good. A "
        "tombstone with the hash of the bytes stays, so that they are not taken in again. `purge ARTICLE` takes the "
        "captures that it came from too; where those hold other articles, say what becomes of these. `purge CAPTURE` "
        "takes all its articles."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and why."""
        parser.add_argument("target", metavar="ARTICLE|CAPTURE", help=targets.HELP)
        parser.add_argument(
            "--reason", required=True, help="why; kept on the tombstone, and shown to whoever tries again"
        )
        parser.add_argument("--by", metavar="USERNAME", help="the account on whose word it is done")
        siblings = parser.add_mutually_exclusive_group()
        siblings.add_argument(
            "--with-siblings", action="store_true", help="take down the other articles of its captures too"
        )
        siblings.add_argument(
            "--keep-siblings",
            action="store_true",
            help="the other articles of its captures keep their present text; the bytes, and what else could hold the "
            "text, go all the same, so they cannot be reprocessed any more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it down."""
        reason = options["reason"].strip()
        if not reason:
            raise CommandError("A takedown needs a --reason.")
        by = None
        if options["by"]:
            by = get_user_model().objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"There is no account {options['by']!r}.")
        target = targets.find_target(options["target"])
        if isinstance(target, Capture):
            purged = purge_capture(capture_id=target.pk, reason=reason, by=by)
        else:
            purged = purge_article(article_id=target.pk, reason=reason, by=by, siblings=_siblings(options))
        if purged.problem:
            raise CommandError(f"{purged.problem} (--with-siblings or --keep-siblings)")
        self.stdout.write(_summary(purged))


def _siblings(options: dict[str, Any]) -> Siblings:
    if options["with_siblings"]:
        return Siblings.PURGE
    return Siblings.KEEP if options["keep_siblings"] else Siblings.REFUSE


def _summary(purged: Purged) -> str:
    articles = ", ".join(map(str, purged.article_ids)) or "none"
    captures = ", ".join(map(str, purged.capture_ids)) or "none"
    lines = [f"Taken down for good. Articles: {articles}. Captures: {captures}."]
    if purged.kept_ids:
        kept = ", ".join(map(str, purged.kept_ids))
        lines.append(f"Kept without their bytes: {kept}.")
    return "\n".join(lines)
