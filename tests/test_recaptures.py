"""The same page captured again: a new version of the same article, never a second one."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from itertools import permutations
from threading import Barrier, Thread

import pytest
from django.db import connection

from articles.correcting import correct_article
from articles.documents import RawCapture
from articles.models import Article, ArticleVersion, Capture, Fingerprint, SearchEntry, Sighting
from articles.pipeline import ingest, ingest_capture, process, process_many
from articles.store.captures import Outcome
from articles.store.edits import update_article
from articles.store.purge import purge_capture
from tests.stages import stages  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

URL = "https://ledger.example/2025/07/harbour"
LEAD = "The harbour master counted every ship that came and went through the long week of storms.\n"
MORE = "Dealers in the old exchange waited for word from the north where ice had closed three ports before Monday.\n"
LAST = "By evening the pilots had brought nine of them in, and BYD cars stood on two.\n"
OTHER = "Prices of coffee beans rose again while growers in two valleys waited for rain that never came to them.\n"


@pytest.fixture
def rules(stages):  # noqa: F811
    return stages


def page(text=LEAD + MORE, *, title="Ships wait", date="2025-07-08", url=URL, hour=None, name="a.txt"):
    return RawCapture(
        content=f"# {title}\n{text}@date {date}\n".encode(),
        media_type="text/plain",
        name=name,
        url=url,
        captured_at=datetime(2025, 7, 9, hour, tzinfo=UTC) if hour is not None else None,
    )


def take(rules, text=LEAD + MORE, **known):
    return ingest_capture(page(text, **known), rules=rules)


def state():
    """What the archive shows, whatever ids it gave."""
    return {
        (article.title, article.text, article.published_at, article.state, article.versions.get(is_current=True).text)
        for article in Article.objects.all()
    }


def test_a_changed_text_is_a_new_version_of_the_same_article(rules):
    first = take(rules, hour=8)
    again = take(rules, LEAD + MORE + LAST, hour=9, url=f"{URL}/?utm_source=mail")
    assert (again.outcome, again.article_ids) == (Outcome.UPDATED, first.article_ids)
    article = Article.objects.get()
    assert article.text.endswith("stood on two.")
    assert [one.text.count("\n\n") for one in article.versions.filter(is_latest=True).order_by("pk")] == [1, 2]
    assert article.versions.get(is_current=True).capture_id == again.capture_id
    assert Capture.objects.count() == 2
    assert "nine" in SearchEntry.objects.get().vector


def test_the_same_text_again_is_a_duplicate(rules):
    first = take(rules, hour=8)
    again = take(rules, "\n" + LEAD + MORE, hour=9)
    assert (again.outcome, again.article_ids) == (Outcome.DUPLICATE, first.article_ids)
    assert f"article {first.article_ids[0]}" in again.reason
    assert Article.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_coming_in_does_not_matter(rules, order):
    texts = [LEAD + MORE, LEAD + MORE + LAST, LEAD + LAST]
    for number in order:
        take(rules, texts[number], hour=8 + number, date=f"2025-07-{8 + number:02}")
    article = Article.objects.get()
    assert article.text == (LEAD + LAST).strip().replace("\n", "\n\n")
    assert article.published_at.day == 8
    assert article.search_entry.published_at.day == 8


def test_a_second_capture_of_no_known_time_counts_from_its_coming_in(rules):
    take(rules, LEAD + MORE)
    take(rules, LEAD + LAST)
    assert "stood on two" in Article.objects.get().text


def test_a_part_of_the_text_does_not_displace_the_whole(rules):
    whole = take(rules, LEAD + MORE + LAST + MORE.upper(), hour=8)
    part = take(rules, LEAD, hour=9)
    assert part.article_ids == whole.article_ids
    assert "stood on two" in Article.objects.get().text


def test_another_story_at_the_same_address_is_another_article(rules):
    take(rules, hour=8)
    other = take(rules, OTHER, title="Coffee dearer", date="2025-07-09", hour=9)
    assert other.outcome == Outcome.NEW
    assert Article.objects.count() == 2
    third = take(rules, OTHER + LAST, title="Coffee dearer", date="2025-07-09", hour=10)
    assert third.article_ids == other.article_ids


def test_a_text_written_anew_under_its_headline_on_its_day_is_the_same_article(rules):
    first = take(rules, hour=8)
    assert take(rules, OTHER, hour=9).article_ids == first.article_ids


def test_a_headline_that_comes_back_on_another_day_is_another_article(rules):
    first = take(rules, title="Morning briefing", hour=8)
    later = take(rules, OTHER, title="Morning briefing", date="2025-07-09", hour=9)
    assert later.article_ids != first.article_ids


def test_another_address_is_another_article(rules):
    take(rules, hour=8)
    take(rules, LEAD + MORE + LAST, url="https://courier.example/harbour", hour=9)
    take(rules, LEAD + MORE + LAST + LAST, url="", hour=9)
    assert Article.objects.count() == 3


def test_two_captures_of_a_page_in_one_batch_are_one_article(rules):
    raws = [page(LEAD + MORE + LAST * number, hour=8 + number, name=f"{number}.txt") for number in range(4)]
    outcomes = [receipt.outcome for receipt in ingest(raws, rules=rules)]
    assert outcomes == [Outcome.NEW, *[Outcome.UPDATED] * 3]
    assert Article.objects.get().versions.filter(is_latest=True).count() == 4


def test_a_page_of_very_many_captures_takes_no_room_from_the_others_of_its_batch(rules, monkeypatch):
    monkeypatch.setattr("articles.store.placing.MOST_AT_ONE_ADDRESS", 1)
    quiet = take(rules, OTHER, title="Coffee", url="https://ledger.example/coffee", hour=1)
    texts = [f"Notice {'abcdefghij'[number] * 9} was put up at the gate that morning.\n" for number in range(10)]
    for hour, text in enumerate(texts, 2):
        take(rules, text, title=text, date=f"2025-07-{hour:02}", hour=hour)

    again = [
        page(texts[-1] + LAST, title=texts[-1], hour=20),
        page(OTHER + LAST, title="Coffee", url="https://ledger.example/coffee", hour=20),
    ]
    receipts = list(ingest(again, rules=rules))

    assert receipts[1].article_ids == quiet.article_ids
    assert [one.outcome for one in receipts] == [Outcome.UPDATED, Outcome.UPDATED]


def test_stories_of_a_page_of_several_find_their_articles_by_text(rules):
    both = f"{LEAD}{MORE}# Coffee dearer\n{OTHER}"
    first = take(rules, both, hour=8)
    again = take(rules, f"{LEAD}{MORE}{LAST}# Coffee dearer\n{OTHER}", hour=9)
    assert again.article_ids == first.article_ids
    assert len(first.article_ids) == 2


@pytest.mark.parametrize("which", [[0], [1], [0, 1], [1, 0]])
def test_processing_again_changes_nothing(rules, which):
    receipts = [take(rules, hour=8), take(rules, LEAD + MORE + LAST, hour=9)]
    before, versions = state(), ArticleVersion.objects.count()
    process_many([receipts[number].capture_id for number in which], rules=rules)
    assert (state(), ArticleVersion.objects.count()) == (before, versions)


def test_other_rules_for_an_earlier_capture_change_its_version_and_not_the_article(rules):
    first, second = take(rules, hour=8), take(rules, LEAD + MORE + LAST, hour=9)
    shown = Article.objects.get().text
    changed = f"# Ships wait\n{LEAD}{MORE}Read more.\n@date 2025-07-07\n"
    Capture.objects.filter(pk=first.capture_id).update(content=zlib.compress(changed.encode()))
    process(first.capture_id, rules=rules)
    article = Article.objects.get()
    assert (article.text, article.published_at.day) == (shown, 7)
    assert article.versions.get(is_latest=True, capture=first.capture_id).text.endswith("Read more.")
    assert article.versions.get(is_current=True).capture_id == second.capture_id


@pytest.mark.parametrize("ending", ["!empty", f"# Coffee dearer\n{OTHER}@date 2025-07-20\n"])
def test_where_the_newest_capture_no_longer_yields_it_the_article_shows_the_one_before(rules, ending):
    first, second = take(rules, hour=8), take(rules, LEAD + MORE + LAST, hour=9)
    Capture.objects.filter(pk=second.capture_id).update(content=zlib.compress(ending.encode()))
    process(second.capture_id, rules=rules)
    article = Article.objects.get(pk=first.article_ids[0])
    assert (article.state, article.versions.get(is_current=True).capture_id) == ("published", first.capture_id)
    assert "stood on two" not in article.text
    assert "nine" not in article.search_entry.vector
    assert not article.taggings.filter(company__slug="byd").exists()


def test_a_time_learnt_later_decides_which_capture_is_shown(rules):
    late, early = take(rules, LEAD + MORE + LAST, hour=9), take(rules, hour=10)
    assert "stood on two" not in Article.objects.get().text
    again = take(rules, hour=7)
    assert (again.capture_id, again.outcome) == (early.capture_id, Outcome.COMPLETED)
    article = Article.objects.get()
    assert "stood on two" in article.text
    assert article.versions.get(is_current=True).capture_id == late.capture_id


def test_a_hidden_article_stays_hidden_and_gets_its_version(rules):
    first = take(rules, hour=8)
    update_article(article=Article.objects.get(), changes={"state": Article.State.HIDDEN}, by=None)
    again = take(rules, LEAD + MORE + LAST, hour=9)
    assert again.article_ids == first.article_ids
    assert Article.objects.get().state == Article.State.HIDDEN
    assert not SearchEntry.objects.exists()
    assert not Fingerprint.objects.exists()


def test_a_curators_text_survives_and_the_new_version_waits(rules):
    take(rules, hour=8)
    correct_article(Article.objects.get(), {"text": "As the desk wrote it."}, by=None, rules=rules)
    take(rules, LEAD + MORE + LAST, title="Ships still wait", hour=9)
    article = Article.objects.get()
    assert (article.title, article.text) == ("Ships still wait", "As the desk wrote it.")
    assert article.versions.get(is_current=True).text.endswith("stood on two.")
    Article.objects.update(curated_fields=[])  # as where the correction is undone
    process(article.versions.get(is_current=True).capture_id, rules=rules)
    assert Article.objects.get().text.endswith("stood on two.")


def test_a_takedown_of_one_capture_takes_the_others_of_its_article(rules):
    take(rules, hour=8)
    again = take(rules, LEAD + MORE + LAST, hour=9)
    purge_capture(capture_id=again.capture_id, reason="The publisher asked for it.")
    assert not Article.objects.exists()
    assert not Capture.objects.exists()
    assert not Sighting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_captures_of_a_page_that_come_in_at_once_are_one_article(rules):
    start = Barrier(4)

    def come_in(number):
        try:
            start.wait()
            take(rules, LEAD + MORE + LAST * number, hour=8 + number, name=f"{number}.txt")
        finally:
            connection.close()

    threads = [Thread(target=come_in, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    article = Article.objects.get()
    assert article.versions.filter(is_latest=True).count() == 4
    assert article.text.count("stood on two") == 3
