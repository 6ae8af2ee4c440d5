"""Words that wait beside the indexes of search while a job writes many entries, and no longer."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import SearchEntry, Tagging
from articles.store import waiting_words
from articles.store.search_entries import index_articles, index_tags
from articles.store.waiting_words import FEWEST_OF_A_JOB, let_no_words_wait, words_gathered, words_may_wait
from tests.factories import ArticleFactory, TopicFactory

MANY = FEWEST_OF_A_JOB


def switches() -> set[str]:
    """How the indexes of words take new ones in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_to_string(reloptions, ' ') FROM pg_class "
            "WHERE relname IN ('search_entry_vector', 'search_entry_title')"
        )
        return {options for (options,) in cursor.fetchall()}


def waiting() -> int:
    """How many pages of words wait; they do no longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_entry_vector')")
        return cursor.fetchone()[0]


def tag_all(articles, topic) -> None:
    Tagging.objects.bulk_create([Tagging(article=article, topic=topic) for article in articles])
    index_tags(article_ids=[article.pk for article in articles])


@pytest.fixture
def articles(transactional_db):
    made = ArticleFactory.create_batch(3, text="The harbour opens.")
    index_articles(article_ids=[article.pk for article in made])
    yield made
    let_no_words_wait()


def test_no_words_wait_beside_an_index_as_a_rule(articles):
    assert switches() == {"fastupdate=off"}
    tag_all(articles, TopicFactory())
    assert waiting() == 0


def test_a_job_that_writes_many_gathers_their_words_and_they_are_found_at_once(articles, monkeypatch):
    monkeypatch.setattr(waiting_words, "FEWEST_GATHERED", 2)
    topic = TopicFactory()
    with words_may_wait(MANY):
        assert switches() == {"fastupdate=on"}
        with CaptureQueriesContext(connection) as queries:
            tag_all(articles, topic)
        assert SearchEntry.objects.filter(vector="harbour", topic_ids__contains=[topic.pk]).count() == 3
    assert any("256MB" in query["sql"] for query in queries)
    assert switches() == {"fastupdate=off"}
    assert waiting() == 0


def test_nobody_who_searches_is_locked_out_while_words_are_gathered(articles, monkeypatch):
    monkeypatch.setattr(waiting_words, "FEWEST_GATHERED", 2)
    with words_may_wait(MANY), transaction.atomic(), connection.cursor() as cursor:
        tag_all(articles, TopicFactory())
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks "
            "WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' AND relation::regclass::text LIKE 'search%%'"
        )
        assert cursor.fetchall() == []


def test_what_others_write_meanwhile_is_found_and_sorted_in_at_the_end(articles):
    with words_may_wait(MANY):
        new = ArticleFactory(text="The lighthouse closes.")
        index_articles(article_ids=[new.pk])
        assert SearchEntry.objects.filter(vector="lighthouse").count() == 1
    assert waiting() == 0


@pytest.mark.parametrize("count", [0, MANY - 1])
def test_for_a_few_no_index_is_switched(articles, count):
    with words_may_wait(count):
        assert switches() == {"fastupdate=off"}


def test_within_a_transaction_no_index_is_switched(articles):
    with transaction.atomic(), words_may_wait(MANY):
        assert switches() == {"fastupdate=off"}


def test_a_job_that_fails_switches_back(articles):
    with pytest.raises(ZeroDivisionError), words_may_wait(MANY):
        raise ZeroDivisionError
    assert switches() == {"fastupdate=off"}


def test_the_last_of_two_jobs_switches_back(articles):
    with words_may_wait(MANY):
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [waiting_words._LOCK])
    assert switches() == {"fastupdate=on"}
    with other.cursor() as cursor:  # let go by itself: the server notices a closed connection only after a while
        cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [waiting_words._LOCK])
    other.close()
    with words_may_wait(MANY):
        pass
    assert switches() == {"fastupdate=off"}


def test_what_a_killed_job_left_switched_is_switched_back(articles):
    with connection.cursor() as cursor:
        cursor.execute("ALTER INDEX search_entry_vector SET (fastupdate = on)")
        cursor.execute("ALTER INDEX search_entry_title SET (fastupdate = on)")
    tag_all(articles, TopicFactory())
    assert let_no_words_wait()
    assert switches() == {"fastupdate=off"}
    assert waiting() == 0


def test_without_the_switch_words_of_many_go_in_one_by_one(articles, monkeypatch):
    monkeypatch.setattr(waiting_words, "FEWEST_GATHERED", 2)
    with CaptureQueriesContext(connection) as queries, words_gathered(2):
        pass
    assert not any("256MB" in query["sql"] for query in queries)
