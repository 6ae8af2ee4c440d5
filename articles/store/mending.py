"""What derives again that which verification found to be wrong, where no other writer does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import pgtrigger
from django.db import connection, transaction
from django.db.models import Q
from psycopg.sql import SQL, Identifier

from articles.documents import PARAGRAPH_BREAK
from articles.models import Article, Capture, CopyGroup, CopyPair, Fingerprint, SketchHash, Tagging
from articles.store.copies import fold_copies, forget_copies, regroup, take_turns
from articles.store.history import machine_write
from articles.store.search_entries import index_articles
from articles.store.stories import join_stories

_ALL_CHANGED: Final = "INSERT INTO articles_searchchange (txid, article_ids) VALUES (pg_current_xact_id(), NULL)"
_ALL_MARKED: Final = "INSERT INTO articles_positionmark (article_ids) VALUES (NULL)"


def resize_captures(*, sizes: Mapping[int, int]) -> None:
    """Write down how many bytes captures have, `{capture id: bytes}`."""
    for pk, size in sizes.items():
        Capture.objects.filter(pk=pk).update(size=size)


def recount_words(*, article_ids: Collection[int]) -> None:
    """Count the words of articles, and call paragraphs by one kind where there are not as many kinds."""
    with machine_write():
        for article in Article.objects.filter(pk__in=article_ids).select_for_update(no_key=True).order_by("pk"):
            paragraphs = article.text.split(PARAGRAPH_BREAK)
            if article.paragraph_kinds and len(article.paragraph_kinds) != len(paragraphs):
                article.paragraph_kinds = ["paragraph"] * len(paragraphs)
            article.word_count = len(article.text.split())
            article.save(update_fields=["word_count", "paragraph_kinds"])
        index_articles(article_ids=article_ids)


def place_evidence(*, article_ids: Collection[int]) -> None:
    """Look in the texts for evidence that does not stand where its tag says; without a place it stays a quote."""
    with machine_write():
        taggings = Tagging.objects.filter(article__in=article_ids).select_related("article")
        for tagging in taggings.filter(Q(evidence_start__isnull=False) | ~Q(sentences=[])).order_by("pk"):
            texts = {"title": tagging.article.title, "text": tagging.article.text}
            text, start = texts[tagging.evidence_field], tagging.evidence_start
            if start is not None and text[start : start + len(tagging.evidence)] != tagging.evidence:
                place = text.find(tagging.evidence)
                tagging.evidence_start = place if place >= 0 else None
            tagging.sentences = [one for one in tagging.sentences if 0 <= one[1] < one[2] <= len(texts.get(one[0], ""))]
            tagging.save(update_fields=["evidence_start", "sentences"])


def find_copies_again(*, article_ids: Collection[int]) -> None:
    """Take articles' fingerprints anew and find their copies by them."""
    with machine_write():
        take_turns()
        concerned = forget_copies(article_ids=article_ids)
        # What forgetting leaves where the fingerprint itself was missing.
        SketchHash.objects.filter(article__in=list(article_ids)).delete()
        concerned |= fold_copies(article_ids=article_ids)
        index_articles(article_ids=article_ids)
        join_stories(article_ids=article_ids, regrouped=concerned)


def regroup_copies(*, article_ids: Collection[int]) -> None:
    """Make anew the groups that these articles stand for."""
    with machine_write():
        take_turns()
        groups = CopyGroup.objects.filter(canonical__in=article_ids)
        members = set(Fingerprint.objects.filter(group__in=groups).values_list("pk", flat=True))
        groups.delete()
        concerned = regroup(article_ids=members | set(article_ids))
        join_stories(article_ids=(), regrouped=concerned)


def drop_pairs(*, pair_ids: Collection[int]) -> None:
    """Forget pairs of copies of which one is none any more, and group the others without them."""
    with machine_write():
        take_turns()
        pairs = CopyPair.objects.filter(pk__in=pair_ids)
        articles = {pk for pair in pairs.values_list("shorter", "longer") for pk in pair}
        pairs.delete()
        join_stories(article_ids=(), regrouped=regroup(article_ids=articles))


def delete_rows(*, table: str, key: str, ids: Collection[int]) -> None:
    """Delete rows whose owner is gone; `table` and `key` are names of the models' own."""
    statement = SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(Identifier(table), Identifier(key))
    with machine_write(), connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])


def forget_references(*, table: str, key: str, column: str, ids: Collection[int]) -> None:
    """Empty a column that names what is gone."""
    statement = SQL("UPDATE {} SET {} = NULL WHERE {} = ANY(%s)")
    with machine_write(), connection.cursor() as cursor:
        cursor.execute(statement.format(Identifier(table), Identifier(column), Identifier(key)), [list(ids)])


def install_triggers(*, uris: Collection[str]) -> None:
    """Put triggers of django-pgtrigger in place and switch them on."""
    with transaction.atomic():
        pgtrigger.install(*uris)
        pgtrigger.enable(*uris)


def log_changes(*, triggers: Collection[str]) -> None:
    """Switch on triggers that write down what changes in the search entries, for every kind of session."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in triggers:
            cursor.execute(SQL("ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER {}").format(Identifier(name)))


def announce_changes() -> None:
    """Have every process read all search entries again, and where common words stand be gathered anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ALL_CHANGED)
        cursor.execute(_ALL_MARKED)
