"""One act on many articles: the preview says what happens, the act does it to the articles confirmed and no others,
and one undo restores exactly what it changed.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import pipeline
from articles.curating import bulk, forecast
from articles.curating.items import Problem
from articles.curating.operations import Operation, read_operation
from articles.documents import RawCapture, Rejection
from articles.models import Article, ArticleVersion, Capture, CurationAct, CurationRow, Mention, SearchEntry, Tagging
from articles.store.copies import fold_copies
from articles.store.edits import update_article
from articles.store.search_entries import index_articles
from articles.store.taggings import add_tag, reject_tag
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyFactory,
    PersonFactory,
    SourceFactory,
    TaggingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def everything() -> dict:
    """All that acts may change, without when rows were written."""
    articles = {row.pop("id"): row for row in Article.objects.values()}
    for row in articles.values():
        del row["updated_at"]
    tags = {(row.pop("article_id"), row["topic_id"], row["company_id"]): row for row in Tagging.objects.values()}
    for row in tags.values():
        del row["id"]
    columns = ("article_id", "company_ids", "topic_ids", "source_id", "kind", "is_canonical")
    entries = set(map(str, SearchEntry.objects.order_by("pk").values_list(*columns)))
    return {"articles": articles, "tags": tags, "entries": entries}


def operation(**given: str) -> Operation:
    asked = read_operation(given)
    assert isinstance(asked, Operation), asked
    return asked


def done(asked: Operation, articles, by) -> CurationAct:
    act = bulk.begin(asked, sorted(article.pk for article in articles), search="", by=by)
    while act.is_under_way:
        act = bulk.advance(act_id=act.pk)
    return act


def undone(act: CurationAct, by) -> CurationAct:
    assert bulk.begin_undoing(act_id=act.pk, by=by)
    while act.can_be_undone or act.is_under_way:
        act = bulk.advance(act_id=act.pk)
    return act


def told_apart(count: int, **values) -> list[Article]:
    """Articles that are no copies of one another, as the pipeline would have folded them."""
    articles = [ArticleFactory(text=f"{uuid4()} {uuid4()} {uuid4()}", **values) for _ in range(count)]
    fold_copies(article_ids=[article.pk for article in articles])
    return articles


@pytest.fixture
def mixed(db):
    """Six articles and a topic: three without it, one by a rule, one rejected by a curator, one by a curator."""
    topic = TopicFactory(name="Waterways", slug="waterways")
    articles = told_apart(3)
    [by_rule] = told_apart(1, topics=[topic])
    refused, own = told_apart(2)
    reject_tag(article_id=refused.pk, thing=topic, by=None)
    add_tag(article_id=own.pk, thing=topic, by=None)
    return topic, [*articles, by_rule, refused, own]


CASES = [
    {"operation": "add_tag", "sort": "topic", "thing": "waterways"},
    {"operation": "remove_tag", "sort": "topic", "thing": "Waterways"},
    {"operation": "set_source", "source": "The Lock Keeper"},
    {"operation": "set_source", "source": ""},
    {"operation": "set_kind", "kind": "opinion"},
    {"operation": "set_kind", "kind": "news"},
    {"operation": "set_state", "state": "hidden", "reason": "Not ours."},
    {"operation": "set_state", "state": "needs_review"},
]


@pytest.mark.parametrize("given", CASES, ids=lambda given: " ".join(given.values()))
def test_the_preview_tells_what_the_act_does_and_the_undo_restores_it(ada, ben, mixed, given, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    SourceFactory(name="The Lock Keeper")
    _, articles = mixed
    update_article(article=articles[0], changes={"kind": "opinion"}, by=ben)
    asked, ids = operation(**given), sorted(article.pk for article in articles)
    before = everything()

    told = forecast.preview(asked, ids, by=ada)
    assert everything() == before
    assert isinstance(told, forecast.Preview)
    act = done(asked, articles, ada)

    assert act.state == "done"
    assert act.rows.count() == told.changing + told.confirmed
    assert told.changing + told.confirmed + told.same == told.total == 6
    assert len([change for change in told.sample if change.after]) == act.rows.count()
    assert everything() != before
    after = undone(act, ben)
    assert (after.state, after.undone_by) == ("undone", ben)
    assert everything() == before


@pytest.mark.parametrize("given", [*CASES, {"operation": "set_source"}], ids=lambda given: " ".join(given.values()))
def test_a_preview_of_many_counts_as_that_of_a_few(ada, mixed, given, monkeypatch):
    SourceFactory(name="The Lock Keeper")
    _, articles = mixed
    ArticleFactory(kind="opinion", state="needs_review", source=None)  # none of those chosen
    asked, ids = operation(**given), sorted(article.pk for article in articles)[1:]
    few = forecast.preview(asked, ids, by=ada)
    monkeypatch.setattr(forecast, "LOOKED_UP_TO", 3)
    many = forecast.preview(asked, ids, by=ada)
    assert isinstance(few, forecast.Preview)
    assert isinstance(many, forecast.Preview)
    assert (many.total, many.changing, many.digest, many.is_large) == (few.total, few.changing, few.digest, True)
    assert many.changing + many.confirmed + many.same == 5
    assert few.confirmed <= many.confirmed <= few.confirmed + few.same


def test_a_preview_of_many_takes_a_fixed_number_of_queries(ada, monkeypatch):
    monkeypatch.setattr(forecast, "LOOKED_UP_TO", 3)
    asked = operation(operation="set_kind", kind="opinion")
    counts = []
    for _ in range(2):
        ids = sorted(article.pk for article in ArticleFactory.create_batch(10))
        with CaptureQueriesContext(connection) as queries:
            forecast.preview(asked, ids, by=ada)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_counts_of_a_preview_for_a_tag(ada, mixed):
    _, articles = mixed
    ids = sorted(article.pk for article in articles)
    added = forecast.preview(operation(**CASES[0]), ids, by=ada)
    assert isinstance(added, forecast.Preview)
    assert (added.changing, added.confirmed, added.same) == (4, 1, 1)
    removed = forecast.preview(operation(**CASES[1]), ids, by=ada)
    assert isinstance(removed, forecast.Preview)
    assert (removed.changing, removed.confirmed, removed.same) == (2, 0, 4)


def test_only_the_articles_confirmed_are_changed(ada, mixed):
    _, articles = mixed
    act = bulk.begin(operation(**CASES[4]), [articles[0].pk], search="q=harbour", by=ada)
    later = ArticleFactory()
    while act.is_under_way:
        act = bulk.advance(act_id=act.pk)
    assert set(Article.objects.filter(kind="opinion")) == {articles[0]}
    assert later.kind == "news"


def test_what_was_changed_since_is_left_and_reported(ada, ben, mixed):
    topic, articles = mixed
    act = done(operation(**CASES[0]), articles, ada)
    reject_tag(article_id=articles[1].pk, thing=topic, by=ben)

    act = undone(act, ada)

    left = act.rows.get(state=CurationRow.State.LEFT)
    assert (left.article, left.reason) == (articles[1], "changed since")
    assert act.rows.filter(state=CurationRow.State.UNDONE).count() == 4
    assert Tagging.objects.get(article=articles[1], topic=topic).decided_by == ben
    assert not Tagging.objects.filter(article=articles[0], topic=topic).exists()


def test_an_article_taken_down_since_takes_its_row_along(ada, mixed):
    _, articles = mixed
    act = done(operation(**CASES[4]), articles, ada)
    articles[0].delete()
    assert undone(act, ada).state == "undone"
    assert act.rows.count() == 5


def test_an_act_is_done_whoever_goes_on_with_it_and_never_twice(ada, mixed, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 4)
    _, articles = mixed
    act = bulk.begin(operation(**CASES[4]), sorted(one.pk for one in articles), search="", by=ada)
    assert bulk.advance(act_id=act.pk).position == 4
    assert bulk.advance(act_id=act.pk).state == "done"
    assert bulk.advance(act_id=act.pk).position == 6
    assert act.rows.count() == 6


def test_an_act_that_was_stopped_can_be_undone(ada, mixed, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 4)
    before = everything()
    _, articles = mixed
    act = bulk.begin(operation(**CASES[4]), sorted(one.pk for one in articles), search="", by=ada)
    bulk.advance(act_id=act.pk)
    bulk.stop(act_id=act.pk)
    assert bulk.advance(act_id=act.pk).state == "stopped"
    undone(CurationAct.objects.get(), ada)
    assert everything() == before


def test_a_tag_that_is_gone_stops_the_act(ada, mixed):
    topic, articles = mixed
    asked = operation(**CASES[0])
    Tagging.objects.all().delete()
    topic.delete()
    act = done(asked, articles, ada)
    assert act.state == "stopped"
    assert "gone" in act.operation["problem"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "Choose what to do"),
        ({"operation": "add_tag", "sort": "topic", "thing": ""}, "Name the tag"),
        ({"operation": "add_tag", "sort": "planet", "thing": "x"}, "Name the tag"),
        ({"operation": "add_tag", "sort": "company", "thing": "nobody"}, "No company goes by that name"),
        ({"operation": "add_tag", "sort": "person", "thing": "Ann Lock"}, "Write one of: ann-lock-1, ann-lock-2"),
        ({"operation": "set_source", "source": "nobody"}, "No source goes"),
        ({"operation": "set_kind", "kind": "poem"}, "Choose a kind"),
        ({"operation": "set_state", "state": "lost"}, "Choose a state"),
    ],
)
def test_what_cannot_be_done_is_said(given, reason):
    for number in (1, 2):
        PersonFactory(name="Ann Lock", slug=f"ann-lock-{number}")
    asked = read_operation(given)
    assert isinstance(asked, Problem)
    assert reason in asked.reason


def test_things_go_by_name_alias_and_address():
    company = CompanyFactory(name="Northwind Holdings", slug="northwind")
    CompanyAliasFactory(company=company, text="NWH")
    for written in ("northwind", "NORTHWIND holdings", "nwh"):
        assert operation(operation="add_tag", sort="company", thing=written).number == company.pk


@pytest.mark.parametrize("given", CASES, ids=lambda given: " ".join(given.values()))
def test_a_batch_takes_as_many_queries_for_twelve_articles_as_for_three(ada, given, django_assert_max_num_queries):
    TopicFactory(name="Waterways", slug="waterways")
    SourceFactory(name="The Lock Keeper")
    asked = operation(**given)

    def queries(count: int) -> int:
        articles = told_apart(count)
        if given["operation"] == "remove_tag":
            for article in articles:
                TaggingFactory(article=article, company=None, topic_id=asked.number)
        act = bulk.begin(asked, sorted(one.pk for one in articles), search="", by=ada)
        with django_assert_max_num_queries(400) as captured:
            bulk.advance(act_id=act.pk)
        return len(captured)

    few = queries(3)
    many = queries(12)
    assert many <= few + 6  # whose stories hang together takes a look or two more


PAGE = "\n\n".join(
    (
        "Quillback orders three cranes for its harbour",
        "Quillback Corp ordered three electric cranes for the harbour of Larkmouth, its chief said on Tuesday.",
        "The company expects twice the traffic of last year and said that the cranes would pay for themselves soon.",
        "Unions welcomed the order but asked who would drive the cranes once the trials of the summer were over.",
    )
)


@pytest.fixture
def ingested(db):
    company = CompanyAliasFactory(text="Quillback Corp", company__name="Quillback").company
    raw = RawCapture(content=PAGE.encode(), media_type="text/plain", name="cranes.txt")
    [pk] = pipeline.ingest_capture(raw, rules=pipeline.stored_rules()).article_ids
    assert Tagging.objects.get().company == company
    return Article.objects.get(pk=pk)


def outdated(article: Article) -> None:
    """The article as other rules had made it: another text, one tag more, another version."""
    text = f"{article.text}\n\nSubscribe to our letter."
    Article.objects.filter(pk=article.pk).update(text=text, paragraph_kinds=[*article.paragraph_kinds, "paragraph"])
    version = ArticleVersion.objects.get()
    ArticleVersion.objects.filter(pk=version.pk).update(text=text)
    TaggingFactory(article=article, company=CompanyFactory(), confidence=0.61)
    index_articles(article_ids=[article.pk])


def test_processing_again_is_undone_to_the_letter(ada, ingested):
    outdated(ingested)
    before = everything()
    asked = operation(operation="reprocess")

    told = forecast.preview(asked, [ingested.pk], by=ada)
    assert isinstance(told, forecast.Preview)
    assert (told.captures, told.sample[0].after) == (1, "made anew")
    assert everything() == before
    act = done(asked, [ingested], ada)

    assert "Subscribe" not in Article.objects.get().text
    assert Tagging.objects.count() == 1
    undone(act, ada)
    assert everything() == before
    assert Mention.objects.filter(company__name="Quillback").exists()
    assert ArticleVersion.objects.get(is_current=True).text.endswith("Subscribe to our letter.")


def test_processing_again_once_more_after_the_undo_brings_the_new_text_back(ada, ingested):
    outdated(ingested)
    undone(done(operation(operation="reprocess"), [ingested], ada), ada)

    done(operation(operation="reprocess"), [ingested], ada)

    assert "Subscribe" not in Article.objects.get().text
    assert ArticleVersion.objects.filter(is_current=True).count() == 1


def test_what_a_processing_made_is_hidden_by_the_undo(ada, ingested):
    other = ArticleFactory()
    ArticleVersion.objects.filter(article=ingested).update(article=other, text="Nothing alike.")
    Article.objects.filter(pk=ingested.pk).update(state="hidden")

    act = done(operation(operation="reprocess"), [other], ada)
    made = Article.objects.exclude(pk__in=[other.pk, ingested.pk]).get()
    assert made.state == "published"
    undone(act, ada)

    made.refresh_from_db()
    assert made.state == "hidden"
    assert not SearchEntry.objects.filter(pk=made.pk).exists()


def test_a_processing_that_rejected_its_capture_is_undone_to_the_letter(ada, ingested, monkeypatch):
    before, captured = everything(), Capture.objects.values().get()
    with monkeypatch.context() as failing:
        failing.setattr(pipeline, "draft_articles", lambda raw, *rest: Rejection(name=raw.name, reason="no article"))
        act = done(operation(operation="reprocess"), [ingested], ada)
    assert Capture.objects.get().status == "rejected"
    assert not Article.objects.exclude(state="hidden").exists()

    undone(act, ada)

    assert (everything(), Capture.objects.values().get()) == (before, captured)
    assert ArticleVersion.objects.filter(is_latest=True, is_current=True).count() == 1
    assert pipeline.process(captured["id"], rules=pipeline.stored_rules()).kept == (ingested.pk,)


def test_a_capture_that_somebody_processed_since_stays_as_it_is(ada, ingested, monkeypatch):
    with monkeypatch.context() as failing:
        failing.setattr(pipeline, "draft_articles", lambda raw, *rest: Rejection(name=raw.name, reason="no article"))
        act = done(operation(operation="reprocess"), [ingested], ada)
    pipeline.process(Capture.objects.get().pk, rules=pipeline.stored_rules())
    now = Capture.objects.values().get()

    undone(act, ada)

    assert Capture.objects.values().get() == now
    assert act.rows.get(sort="processed capture").state == "left"


def test_what_a_bulk_act_decided_outlives_the_rules(ada, ingested):
    topic = TopicFactory(name="Waterways", slug="waterways", rule="")
    done(operation(**CASES[0]), [ingested], ada)
    done(operation(operation="remove_tag", sort="company", thing="Quillback"), [ingested], ada)
    done(operation(**CASES[4]), [ingested], ada)

    pipeline.process(ingested.versions.get().capture_id, rules=pipeline.stored_rules())

    assert Article.objects.get().kind == "opinion"
    assert Tagging.objects.get(topic=topic).decision == "accepted"
    assert Tagging.objects.get(company__name="Quillback").decision == "rejected"


def test_a_source_deleted_since_is_not_given_back(ada):
    old, new = SourceFactory(name="The Old Paper"), SourceFactory(name="The Lock Keeper")
    [article] = told_apart(1, source=old)
    act = done(operation(operation="set_source", source="The Lock Keeper"), [article], ada)
    old.delete()
    undone(act, ada)
    assert act.rows.get().reason == "no longer there"
    article.refresh_from_db()
    assert article.source == new


def test_the_history_names_who_did_a_bulk_act(ada):
    topic = TopicFactory(name="Waterways", slug="waterways")
    [article] = told_apart(1)
    done(operation(**CASES[0]), [article], ada)
    done(operation(**CASES[4]), [article], ada)
    added = apps.get_model("articles", "TaggingEvent").objects.get(topic=topic)
    changed = apps.get_model("articles", "ArticleEvent").objects.get(pgh_obj=article.pk, kind="news")
    assert {one.pgh_context.metadata["user"] for one in (added, changed)} == {ada.pk}
