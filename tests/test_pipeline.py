"""The order of the stages, with small stages in place of the real ones."""

import zlib
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DeadlockDetected, ForeignKeyViolation

from articles import pipeline
from articles.capture.found import Skipped
from articles.correcting import correct_article
from articles.documents import RawCapture, Rejection
from articles.models import (
    Article,
    ArticleVersion,
    Capture,
    Fingerprint,
    Mention,
    SearchEntry,
    Source,
    Story,
    Tagging,
)
from articles.pipeline import Failure, ingest, ingest_capture, process, retag
from articles.store import taggings
from articles.store.captures import Outcome
from articles.store.edits import update_article
from articles.store.purge import purge_capture
from tests.factories import CompanyFactory, TopicFactory, UserFactory
from tests.stages import stages  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

ONE = "# BYD opens a plant\nBYD builds electric cars.\nLei Jun told Reuters so.\n@source The Ledger\n@date 2025-07-07\n"
LONG = "The harbour master counted every ship that came and went through the long week of storms."
OTHER = "Prices of coffee beans rose again while growers waited for rain that never came to them."


@pytest.fixture
def rules(stages):  # noqa: F811
    CompanyFactory(name="BYD", slug="byd")
    CompanyFactory(name="Xiaomi", slug="xiaomi")
    CompanyFactory(name="Reuters", slug="reuters", is_news_source=True)
    TopicFactory(name="Electric vehicles", slug="electric-vehicles")
    return stages


def raw(text=ONE, **known):
    return RawCapture(content=text.encode(), media_type="text/plain", **{"name": "a.txt", **known})


def take(rules, text=ONE, **known):
    return ingest_capture(raw(text, **known), rules=rules)


def change_bytes(receipt, text):
    """The capture as if other rules made something else of it: for the small stages the bytes are the rules."""
    Capture.objects.filter(pk=receipt.capture_id).update(content=zlib.compress(text.encode()))


def test_a_capture_becomes_a_tagged_searchable_article(rules):
    receipt = take(rules)

    article = Article.objects.get()
    assert (receipt.outcome, receipt.article_ids) == (Outcome.NEW, (article.pk,))
    assert article.title == "BYD opens a plant"
    assert article.text == "BYD builds electric cars.\n\nLei Jun told Reuters so."
    assert (article.source.name, article.published_precision, article.published_at.day) == ("The Ledger", "day", 7)
    assert {str(one.thing) for one in article.taggings.all()} == {"BYD", "Lei Jun", "Electric vehicles"}
    assert article.search_entry.company_ids == [article.taggings.get(company__slug="byd").company_id]
    version = article.versions.get()
    assert (version.position, version.is_current, version.text) == (0, True, article.text)
    assert Capture.objects.get().status == Capture.Status.PROCESSED
    assert Capture.objects.get().removed == [{"text": "Cookies, please", "rule": "cookie-line"}]


@pytest.mark.parametrize(("text", "outcome"), [(ONE, Outcome.DUPLICATE), ("!empty", Outcome.REJECTED)])
def test_what_another_process_did_meanwhile_is_not_called_new(rules, monkeypatch, text, outcome):
    record_many = pipeline.captures.record_many

    def record_and_lose_the_race(**arguments):
        recorded = record_many(**arguments)
        process(recorded[0].capture_id, rules=rules)
        return recorded

    monkeypatch.setattr(pipeline.captures, "record_many", record_and_lose_the_race)
    [receipt] = ingest([raw(text)], rules=rules)

    assert receipt.outcome == outcome
    assert bool(receipt.reason) == (outcome == Outcome.REJECTED)
    assert receipt.article_ids == ()


def test_a_page_over_the_limit_is_rejected_with_the_limit(rules, settings):
    settings.CAPTURE_SIZE_LIMIT = 50
    receipt = take(rules)

    assert receipt.outcome == Outcome.REJECTED
    assert "larger than" in receipt.reason
    assert Capture.objects.get().content


def test_a_capture_that_was_taken_down_meanwhile_is_rejected(rules):
    receipt = take(rules)
    purge_capture(capture_id=receipt.capture_id, reason="asked")

    assert process(receipt.capture_id, rules=rules).reason == "it was taken down meanwhile"


def test_a_quoted_source_is_mentioned_and_not_tagged(rules):
    take(rules)

    assert Mention.objects.filter(company__slug="reuters", role="source").exists()
    assert not Tagging.objects.filter(company__slug="reuters").exists()


def test_a_tag_keeps_the_sentence_that_earned_it(rules):
    take(rules)

    tagging = Tagging.objects.get(person__slug="lei-jun")
    assert tagging.evidence == "Lei Jun told Reuters so."
    assert Article.objects.get().text[tagging.evidence_start :].startswith(tagging.evidence)


def test_spans_point_at_their_words(rules):
    take(rules)

    article = Article.objects.get()
    for mention in article.mentions.all():
        text = article.title if mention.field == "title" else article.text
        assert text[mention.start : mention.end] == mention.surface


def test_a_page_of_several_becomes_several(rules):
    take(rules, f"# One\n{LONG}\n# Two\n{OTHER}")

    assert [version.position for version in ArticleVersion.objects.order_by("pk")] == [0, 1]
    assert SearchEntry.objects.count() == 2


def test_undated_stays_undated_whatever_the_day_of_import(rules):
    take(rules, f"# One\n{LONG}")

    assert Article.objects.get().published_at is None


def test_the_same_again_changes_nothing(rules):
    take(rules)
    before = [list(model.objects.order_by("pk").values()) for model in (Article, ArticleVersion, Tagging, Mention)]

    assert take(rules).outcome == Outcome.DUPLICATE
    process(Capture.objects.get().pk, rules=rules)

    assert [
        list(model.objects.order_by("pk").values()) for model in (Article, ArticleVersion, Tagging, Mention)
    ] == before


def test_more_known_completes_the_article(rules):
    first = take(rules, f"# One\n{LONG}")

    receipt = take(rules, f"# One\n{LONG}", captured_at=datetime(2025, 7, 8, tzinfo=UTC))

    assert (receipt.outcome, receipt.article_ids) == (Outcome.COMPLETED, first.article_ids)
    assert Article.objects.get().published_basis == "relative"


def test_a_page_without_an_article_is_kept_with_the_reason(rules):
    receipt = take(rules, "!empty")

    assert (receipt.outcome, receipt.reason) == (Outcome.REJECTED, "no article was found in it")
    assert Capture.objects.get().status == Capture.Status.REJECTED
    assert take(rules, "!empty").outcome == Outcome.REJECTED


def test_one_bad_page_never_stops_the_rest(rules):
    found = [raw("!crash"), Skipped(name="b", reason="no page"), Rejection(name="c", reason="a link"), raw()]

    results = list(ingest(found, rules=rules))

    assert results[0].outcome == Outcome.REJECTED
    assert results[0].reason.startswith("failed: ZeroDivisionError")
    assert results[1:3] == found[1:3]
    assert results[3].outcome == Outcome.NEW


def test_what_the_database_refuses_costs_nobody_else(rules):
    results = list(ingest([raw(), raw("!twice"), raw(f"# One\n{LONG}")], rules=rules))

    assert [one.outcome for one in results] == [Outcome.NEW, Outcome.REJECTED, Outcome.NEW]
    assert "IntegrityError" in results[1].reason
    assert sorted(Article.objects.values_list("title", flat=True)) == ["BYD opens a plant", "One"]


def test_what_the_database_refuses_is_found_by_halving_its_batch(rules, monkeypatch):
    pages = [raw(f"# Story {number}\n{LONG}") for number in range(15)]
    sizes = []
    process = pipeline._process
    monkeypatch.setattr(pipeline, "_process", lambda ids, *rest: sizes.append(len(ids)) or process(ids, *rest))

    results = list(ingest([*pages[:6], raw("!twice"), *pages[6:]], rules=rules))

    assert [one.outcome for one in results].count(Outcome.NEW) == 15
    assert sorted(sizes) == [1, 1, 2, 2, 4, 4, 8, 8, 16]


def test_captures_refused_together_take_no_statements_each(rules):
    def statements(pages):
        with CaptureQueriesContext(connection) as asked:
            assert {one.outcome for one in ingest(pages, rules=rules)} == {Outcome.REJECTED}
        return len(asked)

    two = statements([raw(f"!empty {number}") for number in range(2)])
    assert statements([raw(f"!empty, {number}") for number in range(12)]) <= two


def test_a_batch_of_any_size_makes_the_same_of_captures(rules, monkeypatch):
    pages = [
        raw(f"# Story {number % 4} opens\n{(LONG, OTHER)[number % 2]} Plant {number % 3}.\n@date 2025-07-0{9 - number}")
        for number in range(7)
    ]

    def made(size):
        monkeypatch.setattr("articles.capture.files.BATCH_CAPTURES", size)
        with transaction.atomic():
            list(ingest(pages, rules=rules))
            copies = Fingerprint.objects.values_list("article__slug", "group__canonical__slug").order_by("pk")
            told = SearchEntry.objects.values_list("article__title", "vector", "is_canonical", "day").order_by("day")
            stories = Story.objects.values_list("title", "article_count").order_by("title")
            found = [len(copies), [one for _, one in copies].count(None), list(told), list(stories)]
            transaction.set_rollback(True)
        return found

    whole = made(100)
    assert whole[0] == 7
    assert [is_canonical for *_, is_canonical, _ in whole[2]].count(True) == 2
    assert made(1) == made(3) == whole


def test_what_failed_is_processed_again_by_other_rules(rules, monkeypatch):
    receipt = take(rules, "!crash")
    change_bytes(receipt, ONE)
    assert take(rules, "!crash").outcome == Outcome.REJECTED

    monkeypatch.setattr(pipeline, "PIPELINE_VERSION", "another")

    again = take(rules, "!crash")
    assert (again.outcome, again.article_count) == (Outcome.COMPLETED, 1)


def test_a_database_that_is_gone_stops_the_run(rules, monkeypatch):
    def lost(*_, **__):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(pipeline, "clean_capture", lost)

    with pytest.raises(OperationalError):
        take(rules)


@pytest.mark.parametrize("cause", [DeadlockDetected, ForeignKeyViolation])
def test_a_capture_that_met_another_writer_is_tried_again(rules, monkeypatch, cause):
    save, met = pipeline.save_articles, []

    def save_at_last(**works):
        if len(met) < 2:
            met.append(cause)
            raise (OperationalError if cause is DeadlockDetected else IntegrityError)("another writer") from cause()
        return save(**works)

    monkeypatch.setattr(pipeline, "save_articles", save_at_last)

    receipt = take(rules)

    assert (receipt.outcome, receipt.article_count, len(met)) == (Outcome.NEW, 1, 2)
    assert Capture.objects.get().status == Capture.Status.PROCESSED


def test_a_capture_that_meets_other_writers_for_ever_is_given_up(rules, monkeypatch):
    met = []

    def never(**works):
        met.append(works)
        raise OperationalError("another writer") from DeadlockDetected()

    monkeypatch.setattr(pipeline, "save_articles", never)

    assert take(rules).outcome == Outcome.REJECTED
    assert len(met) == 3


def test_bytes_are_stored_before_anything_is_cleaned(rules, monkeypatch):
    seen = []
    monkeypatch.setattr(pipeline, "clean_capture", lambda raw, sources: seen.append(Capture.objects.count()) or 1 / 0)

    take(rules)

    assert seen == [1]


def test_better_rules_keep_the_article_and_add_a_version(rules):
    receipt = take(rules, f"# Ships\n{LONG}\n{OTHER}")
    change_bytes(receipt, f"# Ships and storms\n{LONG}")

    process(receipt.capture_id, rules=rules)

    article = Article.objects.get()
    assert (article.pk, article.slug, article.title) == (receipt.article_ids[0], "ships", "Ships and storms")
    assert [version.is_current for version in article.versions.order_by("pk")] == [False, True]


def test_a_page_divided_keeps_the_old_article_for_the_larger_part(rules):
    receipt = take(rules, f"# Both\n{OTHER}\n{LONG} {LONG.replace('storms', 'sun')} And so on, for days and days.")
    change_bytes(
        receipt, f"# Coffee\n{OTHER}\n# Ships\n{LONG} {LONG.replace('storms', 'sun')} And so on, for days and days."
    )

    process(receipt.capture_id, rules=rules)

    assert Article.objects.get(pk=receipt.article_ids[0]).title == "Ships"
    assert Article.objects.exclude(pk=receipt.article_ids[0]).get().title == "Coffee"


def test_articles_joined_again_hide_one_with_the_reason_and_bring_it_back(rules):
    divided = f"# Coffee\n{OTHER}\n# Ships\n{LONG} And so on."
    receipt = take(rules, divided)
    coffee, ships = receipt.article_ids
    change_bytes(receipt, f"# Ships\n{OTHER}\n{LONG} And so on.")

    process(receipt.capture_id, rules=rules)

    hidden = Article.objects.get(state="hidden")
    other = ({coffee, ships} - {hidden.pk}).pop()
    assert hidden.state_reason == f"Its text is part of article {other} now."
    assert not SearchEntry.objects.filter(pk=hidden.pk).exists()
    assert hidden not in Article.objects.public()

    change_bytes(receipt, divided)
    process(receipt.capture_id, rules=rules)

    assert dict(Article.objects.values_list("pk", "title")) == {coffee: "Coffee", ships: "Ships"}
    assert SearchEntry.objects.count() == 2
    assert not Article.objects.filter(state="hidden").exists()


def test_a_capture_rejected_by_new_rules_hides_its_articles(rules):
    receipt = take(rules)
    change_bytes(receipt, "!empty")

    assert isinstance(process(receipt.capture_id, rules=rules), Rejection)

    assert Article.objects.get().state == "hidden"
    assert not SearchEntry.objects.exists()


def test_rules_that_fail_leave_the_articles_alone(rules):
    receipt = take(rules)
    change_bytes(receipt, "!crash")

    assert isinstance(process(receipt.capture_id, rules=rules), Failure)

    assert Article.objects.get().state == "published"
    assert Capture.objects.get().status == Capture.Status.REJECTED


def test_damaged_text_is_public_and_marked_for_review(rules):
    take(rules, f"# One\n{LONG}\n@damaged")

    article = Article.objects.get()
    assert (article.state, article.state_reason) == ("needs_review", "Words were lost in the capture.")
    assert SearchEntry.objects.count() == 1


def test_what_a_curator_edited_outlives_reprocessing(rules):
    receipt = take(rules)
    article = Article.objects.get()
    update_article(article=article, changes={"title": "My title", "published_at": None, "state": "hidden"}, by=None)
    change_bytes(receipt, ONE.replace("BYD opens a plant", "Another title").replace("builds", "makes"))

    process(receipt.capture_id, rules=rules)

    article.refresh_from_db()
    assert (article.title, article.published_at, article.state) == ("My title", None, "hidden")
    assert "BYD makes" in article.text
    assert article.versions.get(is_current=True).title == "Another title"


def test_entities_are_found_in_what_the_curator_wrote(rules):
    receipt = take(rules)
    article = Article.objects.get()

    correct_article(article, {"title": "Phones", "text": "Xiaomi builds them.\n\nYes."}, by=UserFactory(), rules=rules)

    tags = article.taggings.filter(company__isnull=False)
    assert [tag.company.slug for tag in tags] == ["xiaomi"]
    process(receipt.capture_id, rules=rules)
    assert article.taggings.filter(company__slug="xiaomi").exists()
    assert Article.objects.get().text.startswith("Xiaomi")


@pytest.mark.parametrize("decision", ["accepted", "rejected"])
def test_what_a_curator_decided_of_a_tag_outlives_reprocessing(rules, decision):
    receipt = take(rules)
    tagging = Tagging.objects.get(company__slug="byd")
    taggings.decide_taggings(tagging_ids=[tagging.pk], decision=decision, by=UserFactory())
    change_bytes(receipt, ONE.replace("builds", "makes"))

    process(receipt.capture_id, rules=rules)

    tagging.refresh_from_db()
    assert (tagging.decision, tagging.how) == (decision, "curator")
    assert bool(SearchEntry.objects.get().company_ids) == (decision == "accepted")


def test_a_tag_added_by_hand_stays_though_no_rule_finds_it(rules):
    receipt = take(rules)
    company = CompanyFactory()
    taggings.add_tag(article_id=receipt.article_ids[0], thing=company, by=UserFactory())

    process(receipt.capture_id, rules=rules)

    assert company.pk in SearchEntry.objects.get().company_ids


def test_a_tag_taken_off_never_comes_back(rules):
    receipt = take(rules)
    taggings.reject_tag(
        article_id=receipt.article_ids[0], thing=Tagging.objects.get(company__slug="byd").company, by=UserFactory()
    )

    process(receipt.capture_id, rules=rules)

    assert Tagging.objects.get(company__slug="byd").decision == "rejected"
    assert SearchEntry.objects.get().company_ids == []


def test_a_rule_made_tag_that_no_rule_makes_any_more_goes(rules):
    receipt = take(rules)
    change_bytes(receipt, ONE.replace("electric", "petrol"))

    process(receipt.capture_id, rules=rules)

    assert not Tagging.objects.filter(topic__isnull=False).exists()
    assert SearchEntry.objects.get().topic_ids == []


def test_looking_again_tags_what_is_there(rules):
    receipt = take(rules)
    Tagging.objects.all().delete()

    retag(receipt.article_ids, rules=rules)

    assert Tagging.objects.filter(company__slug="byd").exists()


def test_two_captures_that_name_one_source_share_it(rules):
    take(rules)
    take(rules, ONE.replace("BYD", "Xiaomi").replace("The Ledger", "the ledger"))

    assert Source.objects.count() == 1
