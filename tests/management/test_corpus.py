"""`manage.py generate_corpus`."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from articles.index.vector import build_vector
from articles.management.corpus import load
from articles.management.corpus.language import Language
from articles.management.corpus.stories import BLOCK, block_of_articles
from articles.models import Article, ArticleVersion, Capture, Company, Lexeme, Mention, SearchEntry, Source, Topic
from articles.search.results import search
from articles.store import positions
from articles.store.lexemes import STATE_KEY, refresh_lexemes
from articles.store.positions import refresh_positions
from articles.store.state import recall
from tests.factories import ArticleFactory, CaptureFactory


@pytest.fixture(scope="module")
def language():
    return Language(7)


def _generate(*arguments):
    call_command("generate_corpus", "--articles", "120", "--seed", "7", "--processes", "1", *arguments)


def test_the_same_seed_tells_the_same_stories(language):
    assert list(block_of_articles(language, seed=7, block=3)) == list(block_of_articles(Language(7), seed=7, block=3))
    assert list(block_of_articles(language, seed=7, block=3)) != list(block_of_articles(language, seed=7, block=4))


def test_a_block_is_full_and_numbered(language):
    numbers = [article.number for article in block_of_articles(language, seed=7, block=2)]
    assert numbers == list(range(2 * BLOCK, 3 * BLOCK))


def test_copies_repeat_an_article_of_their_block(language):
    articles = [article for block in range(6) for article in block_of_articles(language, seed=7, block=block)]
    by_number = {article.number: article for article in articles}
    copies = [article for article in articles if article.copy_of is not None]
    assert len(articles) * 0.1 < len(copies) < len(articles) * 0.5
    for copy in copies:
        first = by_number[copy.copy_of]
        assert first.copy_of is None
        assert (first.companies, first.topics) == (copy.companies, copy.topics)


@pytest.mark.django_db
def test_fills_an_empty_archive(capsys):
    _generate()
    assert "120 invented articles" in capsys.readouterr().out
    assert [model.objects.count() for model in (Article, Capture, ArticleVersion, SearchEntry)] == [120] * 4
    assert (Company.objects.count(), Topic.objects.count(), Source.objects.count()) == (2_000, 60, 50)
    article = Article.objects.earliest("pk")
    with connection.cursor() as cursor:
        words = build_vector(title=article.title, text=article.text)
        cursor.execute(
            "SELECT ts_filter(vector, '{a,b,c,d}')::text, %s::tsvector::text FROM articles_searchentry "
            "WHERE article_id = %s",
            [words, article.pk],
        )
        stored, wanted = cursor.fetchone()
        assert stored == wanted
    for mention in Mention.objects.select_related("article")[:50]:
        assert mention.article.text[mention.start : mention.end] == mention.surface


@pytest.mark.django_db
def test_its_facet_values_are_those_that_the_trigger_would_write():
    _generate()
    vectors = dict(SearchEntry.objects.values_list("pk", "vector"))
    assert all("'kind:" in vector and "'topic:" in vector for vector in vectors.values())
    SearchEntry.objects.update(vector=F("vector"))
    assert dict(SearchEntry.objects.values_list("pk", "vector")) == vectors


@pytest.mark.django_db
def test_what_it_made_is_found_and_can_be_added_to(rf):
    _generate()
    word = Article.objects.earliest("pk").title.split()[-1]
    assert search(rf.get("/", {"q": word}).GET).count
    ArticleFactory()


@pytest.mark.django_db
def test_a_process_that_counted_before_counts_again(client):
    ArticleFactory(text="A quokka came.")
    assert client.get("/").context["results"].count == 1
    _generate("--beside")
    results = client.get("/?copies=all").context["results"]
    assert results.count == 121
    assert (
        sum(bar.count for bar in results.histogram.bars) == Article.objects.filter(published_at__isnull=False).count()
    )


@pytest.mark.django_db
def test_the_indexes_are_there_again():
    with connection.cursor() as cursor:
        listed = "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'articles\\_%' ORDER BY 1"
        cursor.execute(listed)
        before = cursor.fetchall()
        _generate()
        cursor.execute(listed)
        assert cursor.fetchall() == before


@pytest.mark.django_db
def test_refuses_an_archive_in_use_unless_told():
    ArticleFactory()
    with pytest.raises(CommandError, match="--beside"):
        _generate()
    _generate("--beside")
    assert Article.objects.count() == 121


@pytest.mark.django_db
def test_keeps_what_was_captured_before_it_and_rejected():
    rejected = CaptureFactory(status=Capture.Status.REJECTED)
    _generate()
    assert Capture.objects.filter(pk=rejected.pk).exists()
    assert Capture.objects.count() == 121


@pytest.mark.django_db
def test_the_places_of_common_words_are_those_of_the_vectors(monkeypatch):
    monkeypatch.setattr(load, "FEWEST_HOLDERS", 40)
    _generate()
    held = _places()
    assert {"=as", "=be"} <= {lexeme for lexeme, *_ in held}

    monkeypatch.setattr(positions, "_common_words", lambda: sorted({lexeme for lexeme, *_ in held}))
    assert refresh_positions() == 0
    assert refresh_positions(rebuild=True) == 120

    assert _places() == held


@pytest.mark.django_db
@pytest.mark.parametrize("processes", ["1", pytest.param("2", marks=pytest.mark.long)])
def test_the_lexemes_are_counted_as_they_would_be_from_the_vectors(processes):
    _generate("--processes", processes)
    counted = _lexemes()
    refresh_lexemes()
    assert _lexemes() == counted

    refresh_lexemes(rebuild=True)

    assert _lexemes() == counted


@pytest.mark.django_db
def test_what_is_added_is_marked(monkeypatch):
    monkeypatch.setattr(load, "FEWEST_HOLDERS", 40)
    monkeypatch.setattr(positions, "FEWEST_HOLDERS", 40)
    _generate()
    _generate("--beside")
    assert refresh_positions() == 240


def _places():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lexeme, part, held FROM articles_wordpositions ORDER BY 1, 2")
        return [(lexeme, part, bytes(held)) for lexeme, part, held in cursor.fetchall()]


def _lexemes():
    return dict(Lexeme.objects.values_list("lexeme", "articles")), recall(STATE_KEY)
