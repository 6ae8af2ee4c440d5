"""The narrow table that search reads: one row for each public article."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from articles.models.article import Article


class TitleVector(models.Func):
    """The part of a search vector that the title made, to look words up in titles by an index of their own.

    Asked of the whole vector, `word:A` has the vector of every article that holds the word read, title or not.
    """

    template = "ts_filter(%(expressions)s, '{a}')"
    output_field = SearchVectorField()


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Reads of search entries."""

    def canonical(self) -> SearchEntryQuerySet:
        """Those that are counted: of the copies of one text a single one."""
        return self.filter(is_canonical=True)


class SearchEntry(models.Model):
    """What search matches, counts and sorts by, written in the same transaction as the article.

    A hidden article has no row here, so that nothing built on this table can show or count it.
    `topic_ids` holds the ancestors of the article's topics too. `vector` has the words with their positions and, as a
    trigger writes them, the facet values without (`company:12`, `kind:news`; see `articles.index.vector`).
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    published_at = models.DateTimeField(null=True)
    year = models.SmallIntegerField(null=True)
    month = models.SmallIntegerField(null=True, help_text="Null where only the year is known.")
    day = models.SmallIntegerField(null=True, help_text="Null where only the year or month is known.")
    source_id = models.IntegerField(null=True)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8, blank=True)
    word_count = models.PositiveIntegerField(default=0)
    company_ids: ArrayField[list[int], list[int]] = ArrayField(models.IntegerField(), default=list)
    person_ids: ArrayField[list[int], list[int]] = ArrayField(models.IntegerField(), default=list)
    place_ids: ArrayField[list[int], list[int]] = ArrayField(models.IntegerField(), default=list)
    topic_ids: ArrayField[list[int], list[int]] = ArrayField(models.IntegerField(), default=list)
    vector = SearchVectorField()
    is_canonical = models.BooleanField(default=True, help_text="Whether it is no copy folded under another article.")

    LONG = 30_000  # words, from which a vector may have been cut

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex(fields=["vector"], fastupdate=False, name="search_entry_vector"),
            GinIndex(TitleVector("vector"), fastupdate=False, name="search_entry_title"),
            models.Index(fields=["source_id"], name="search_entry_source"),
            models.Index(
                models.F("published_at").desc(nulls_last=True),
                models.F("article_id").desc(),
                name="search_entry_newest",
            ),
            models.Index(
                models.F("published_at").desc(nulls_last=True),
                models.F("article_id").desc(),
                condition=models.Q(is_canonical=True),
                name="search_entry_canonical",
            ),
            models.Index(
                fields=["article"], condition=models.Q(word_count__gte=30_000), name="search_entry_long"
            ),  # LONG; a class body cannot be named inside another
        ]

    def __str__(self) -> str:
        return f"search entry of article {self.article_id}"
