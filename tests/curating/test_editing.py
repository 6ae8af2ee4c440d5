"""Edits of one article: a curator's whatever the rules find, given back at once, and any earlier state had back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from articles import pipeline
from articles.curating.editing import edit_article, give_back, restore
from articles.curating.queue import undo
from articles.documents import RawCapture
from articles.models import Article, CurationAct, Tagging
from articles.store.made_states import made_states, put_made_back
from articles.store.merging import merge
from articles.store.tags_at_once import GONE
from tests.factories import ArticleFactory, CompanyAliasFactory, CompanyFactory, SourceFactory

pytestmark = pytest.mark.django_db
PAGE = "\n\n".join(
    (
        "Quillback orders three cranes for its harbour",
        "Larkmouth Ledger, July 7, 2025",
        "Quillback Corp ordered three electric cranes for the harbour of Larkmouth, its chief said on Tuesday.",
        "The company expects twice the traffic of last year and said that the cranes would pay for themselves soon.",
        "Unions welcomed the order but asked who would drive the cranes once the trials of the summer were over.",
    )
)


@pytest.fixture
def article(db) -> Article:
    CompanyAliasFactory(text="Quillback Corp", company__name="Quillback")
    raw = RawCapture(content=PAGE.encode(), media_type="text/plain", name="cranes.txt", source_name="Larkmouth Ledger")
    [pk] = pipeline.ingest_capture(raw, rules=pipeline.stored_rules()).article_ids
    return Article.objects.get(pk=pk)


def state_of(article: Article) -> dict:
    row = Article.objects.filter(pk=article.pk).values().get()
    row.pop("updated_at")
    return row


def events(article: Article) -> list[int]:
    model = apps.get_model("articles", "ArticleEvent")
    return list(model.objects.filter(pgh_obj_id=article.pk).order_by("pgh_id").values_list("pgh_id", flat=True))


EDITS = {
    "title": {"title": "Cranes for Larkmouth"},
    "text": {"text": "Cranes were ordered."},
    "published_at": {"published_at": datetime(2024, 5, 1, tzinfo=UTC), "published_precision": "month"},
    "kind": {"kind": "opinion"},
    "section": {"section": "Ports"},
    "authors": {"authors": ["Ann Lock"]},
    "state": {"state": "hidden", "state_reason": "No."},
}


@pytest.mark.parametrize("field", [*EDITS, "source"])
def test_each_field_outlives_the_rules_and_is_given_back_at_once(ada, article, field):
    before = state_of(article)
    edit_article(article, EDITS.get(field) or {"source": SourceFactory(name="The Lock")}, by=ada)
    edited = state_of(article)
    assert edited["curated_fields"] == [field]

    pipeline.process(article.versions.get().capture_id, rules=pipeline.stored_rules())
    assert state_of(article) == edited

    give_back(Article.objects.get(), [field], by=ada)
    assert state_of(article) == before


def test_tags_follow_a_text_that_is_given_back(ada, article):
    edit_article(article, EDITS["text"] | EDITS["title"], by=ada)
    assert not Tagging.objects.exists()
    give_back(Article.objects.get(), ["text", "title"], by=ada)
    assert Tagging.objects.get().company.name == "Quillback"


def test_any_earlier_state_can_be_had_back(ada, ben, article):
    titles = [article.title, "One", "Two"]
    for title in titles[1:]:
        edit_article(article, {"title": title}, by=ada)
    first, second = events(article)

    act = restore(article, event_id=first, field="title", by=ben)
    assert act is not None
    assert (act.what, act.by) == ("restored: title", ben)
    assert Article.objects.get().title == titles[0]
    assert Article.objects.get().curated_fields == ["title"]
    restore(article, event_id=second, field="title", by=ben)
    assert Article.objects.get().title == "One"


def test_what_is_restored_holds_when_the_rules_run_again(ada, article):
    edit_article(article, EDITS["published_at"], by=ada)
    edit_article(article, {"published_at": None}, by=ada)
    restore(article, event_id=events(article)[-1], field="published_at", by=ada)

    pipeline.process(article.versions.get().capture_id, rules=pipeline.stored_rules())
    article.refresh_from_db()
    assert (article.published_at, article.published_precision) == (datetime(2024, 5, 1, tzinfo=UTC), "month")


def test_a_change_of_another_article_or_of_no_curators_field_is_not_restored(ada, article):
    other = ArticleFactory(title="Another")
    edit_article(other, {"title": "Changed"}, by=ada)
    [event] = events(other)
    assert restore(article, event_id=event, field="title", by=ada) is None
    assert restore(other, event_id=event, field="word_count", by=ada) is None
    assert not CurationAct.objects.filter(what__startswith="restored").exists()


def test_every_edit_is_an_act_that_can_be_undone(ada, article):
    before = state_of(article)
    edit_article(article, EDITS["title"] | EDITS["kind"] | EDITS["published_at"], by=ada)
    act = CurationAct.objects.get()
    assert act.what == "edited: kind, published at, title"
    assert undo(act, by=ada) == ""
    assert state_of(article) == before
    edit_article(article, {"title": article.title}, by=ada)
    assert CurationAct.objects.count() == 1


def merged_away(source) -> None:
    merge(kept=SourceFactory(name="The Heir"), gone=source, by=None)


def test_an_edit_whose_former_source_was_merged_since_is_left_with_the_reason(article):
    former = article.source
    edit_article(article, {"title": "Cranes", "source": SourceFactory(name="Harbour Post")}, by=None)
    merged_away(former)

    left = undo(CurationAct.objects.latest("pk"), by=None)

    connection.check_constraints()
    assert left == GONE
    assert Article.objects.get().title == "Cranes"


def test_a_source_that_was_merged_since_is_no_earlier_state_to_have_back(article):
    former = article.source
    edit_article(article, {"source": SourceFactory(name="Harbour Post")}, by=None)
    [event] = events(article)
    merged_away(former)

    assert restore(article, event_id=event, field="source", by=None) is None

    connection.check_constraints()
    assert Article.objects.get().source.name == "Harbour Post"


def test_a_processing_is_undone_though_its_source_and_a_company_were_merged_since(article):
    before = made_states(article_ids=[article.pk])[article.pk]
    former, company = article.source, article.taggings.filter(company__isnull=False).get().company
    article.taggings.filter(company__isnull=False).delete()
    Article.objects.update(source=SourceFactory(name="Harbour Post"))
    merged_away(former)
    merge(kept=CompanyFactory(name="Quillback Holding"), gone=company, by=None)
    after = made_states(article_ids=[article.pk])[article.pk]

    assert put_made_back(states=[(article.pk, before, after)]) == {article.pk: GONE}

    before["columns"]["source_id"] = None
    assert put_made_back(states=[(article.pk, before, after)]) == {}
    connection.check_constraints()
    assert not article.taggings.filter(company__isnull=False).exists()
