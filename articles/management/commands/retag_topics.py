"""`manage.py retag_topics [SLUG...]`: bring rule-made tags in line with the topics' rules as they stand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import Topic
from articles.retagging import retag_topic


class Command(BaseCommand):
    """Tags again topic by topic, each in a transaction of its own, and says how many articles changed."""

    help = (
        "Tag articles again by the rules of these topics, or of all, as they stand now: for rules that touch more "
        "articles than a page of the admin may wait for. Curators' decisions stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The topics."""
        parser.add_argument("slugs", metavar="SLUG", nargs="*", help="a topic's slug; all topics where none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tag and print a line for each topic."""
        slugs: list[str] = options["slugs"]
        topics = Topic.objects.filter(slug__in=slugs) if slugs else Topic.objects.all()
        found = dict(topics.order_by("slug").values_list("slug", "pk"))
        if missing := sorted(set(slugs) - found.keys()):
            raise CommandError(f"no topic: {', '.join(missing)}")
        for slug, pk in found.items():
            self.stdout.write(f"{slug}: {retag_topic(topic_id=pk)}")
