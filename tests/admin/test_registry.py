"""Every list and every form of the admin opens, in a number of queries that does not grow with the rows."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CompositePrimaryKey
from django.urls import reverse

from articles.admin.base import BoundedPaginator, ReadOnlyAdmin
from tests import factories
from tests.factories import (
    ArchiveStateFactory,
    ArticleFactory,
    ArticleVersionFactory,
    CandidateSightingFactory,
    CaptureFactory,
    CaptureTokenFactory,
    CompanyAliasFactory,
    CompanyCandidateFactory,
    CompanyFactory,
    CopyChoiceFactory,
    CopyGroupFactory,
    CopyPairFactory,
    CopyVerdictFactory,
    CurationActFactory,
    CurationRowFactory,
    FeedFactory,
    FeedItemFactory,
    FingerprintFactory,
    JobFactory,
    JobProgressFactory,
    LearnedModelFactory,
    LearnedTopicFactory,
    LexemeFactory,
    MentionFactory,
    MovedAddressFactory,
    PageFetchFactory,
    PersonFactory,
    PlaceFactory,
    QueueHoldFactory,
    RefusedInputFactory,
    RegroupingFactory,
    SavedSearchFactory,
    SearchEntryFactory,
    SightingFactory,
    SiteFurnitureFactory,
    SitePageFactory,
    SourceAliasFactory,
    SourceFactory,
    StoryFactory,
    StoryLinkFactory,
    StoryMemberFactory,
    StoryPinFactory,
    StoryTermsFactory,
    SynonymGroupFactory,
    TaggingFactory,
    TakenFileFactory,
    TombstoneFactory,
    TopicFactory,
    TopicRuleFactory,
    UserFactory,
    WebServerFactory,
)

FACTORIES = {
    factory._meta.model._meta.model_name: factory
    for factory in (
        ArchiveStateFactory,
        ArticleFactory,
        ArticleVersionFactory,
        CandidateSightingFactory,
        CaptureFactory,
        CaptureTokenFactory,
        CompanyAliasFactory,
        CompanyCandidateFactory,
        CompanyFactory,
        CopyChoiceFactory,
        CopyGroupFactory,
        CopyPairFactory,
        CopyVerdictFactory,
        CurationActFactory,
        CurationRowFactory,
        FeedFactory,
        FeedItemFactory,
        FingerprintFactory,
        JobFactory,
        JobProgressFactory,
        LexemeFactory,
        LearnedModelFactory,
        LearnedTopicFactory,
        MentionFactory,
        MovedAddressFactory,
        PageFetchFactory,
        PersonFactory,
        PlaceFactory,
        RefusedInputFactory,
        RegroupingFactory,
        QueueHoldFactory,
        SavedSearchFactory,
        SearchEntryFactory,
        SightingFactory,
        SiteFurnitureFactory,
        SitePageFactory,
        SourceAliasFactory,
        SourceFactory,
        StoryFactory,
        StoryLinkFactory,
        StoryMemberFactory,
        StoryPinFactory,
        StoryTermsFactory,
        SynonymGroupFactory,
        TaggingFactory,
        TakenFileFactory,
        TombstoneFactory,
        TopicFactory,
        TopicRuleFactory,
        WebServerFactory,
    )
}
MODELS = sorted(
    model._meta.model_name
    for model in apps.get_app_config("articles").get_models()
    if not model._meta.model_name.endswith("event")
    and not isinstance(model._meta.pk, CompositePrimaryKey)  # Django's admin takes none
)


def url(name: str, page: str, *args: object) -> str:
    return reverse(f"admin:articles_{name}_{page}", args=args)


def count_queries(client, address: str, django_assert_max_num_queries) -> int:
    with django_assert_max_num_queries(60) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_every_model_is_registered():
    registered = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "articles"}
    assert registered == set(MODELS) == set(FACTORIES)


def test_every_list_can_be_searched_and_nearly_all_filtered():
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "articles":
            assert model_admin.search_fields, model
            assert not model_admin.show_full_result_count, model


def test_no_filter_reads_a_large_table_to_know_its_choices():
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label != "articles" or model._meta.model_name in ("company", "topic", "source", "place"):
            continue
        for one in model_admin.list_filter:
            if isinstance(one, str):
                field = model._meta.get_field(one)
                assert field.choices or field.get_internal_type() == "BooleanField", (model, one)


def test_no_list_counts_its_facets():
    shown = {one.show_facets for model, one in admin.site._registry.items() if model._meta.app_label == "articles"}
    assert shown == {admin.ShowFacets.NEVER}


@pytest.mark.parametrize("name", MODELS)
def test_list_and_form_open(desk, name):
    row = FACTORIES[name]()
    assert desk.get(url(name, "changelist")).status_code == 200
    assert desk.get(url(name, "changelist"), {"q": "harbour 50% \\ _"}).status_code == 200
    assert desk.get(url(name, "change", row.pk)).status_code == 200
    assert desk.get(url(name, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("name", MODELS)
def test_lists_take_as_many_queries_for_twelve_rows_as_for_two(desk, name, django_assert_max_num_queries):
    factory = FACTORIES[name]
    factory.create_batch(2)
    desk.get(url(name, "changelist"))  # warms the caches of content types
    few = count_queries(desk, url(name, "changelist"), django_assert_max_num_queries)
    factory.create_batch(10)
    assert count_queries(desk, url(name, "changelist"), django_assert_max_num_queries) == few
    assert few <= 10


@pytest.mark.parametrize("name", MODELS)
def test_staff_without_permission_is_refused(staff_client, name):
    row = FACTORIES[name]()
    client = staff_client()
    assert client.get(url(name, "changelist")).status_code == 403
    assert client.get(url(name, "change", row.pk)).status_code == 403
    assert client.get(url(name, "history", row.pk)).status_code == 403
    assert client.post(url(name, "change", row.pk), {}).status_code == 403


@pytest.mark.parametrize("name", MODELS)
def test_who_may_only_look_sees_no_way_to_change(staff_client, name):
    row = FACTORIES[name]()
    client = staff_client(f"view_{name}")
    assert client.get(url(name, "changelist")).status_code == 200
    page = client.get(url(name, "change", row.pk))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert client.post(url(name, "change", row.pk), {"name": "x"}).status_code == 403


@pytest.mark.parametrize("name", MODELS)
def test_the_public_and_readers_are_sent_to_sign_in(client, db, name):
    assert client.get(url(name, "changelist")).status_code == 302
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url(name, "changelist")).status_code == 302


@pytest.mark.parametrize("name", MODELS)
def test_pages_have_no_inline_script_or_style(desk, name):
    row = FACTORIES[name]()
    for page in (desk.get(url(name, "changelist")), desk.get(url(name, "change", row.pk))):
        text = page.content.decode()
        assert "<style" not in text
        assert "<script>" not in text
        assert "onclick=" not in text


@pytest.mark.parametrize("name", ["article", "capture", "tagging", "mention", "tombstone", "articleversion"])
def test_nothing_of_the_archive_can_be_deleted_or_added_here(desk, name):
    row = FACTORIES[name]()
    assert desk.post(url(name, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert desk.get(url(name, "add")).status_code == 403
    assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_captures_and_what_rules_made_are_read_only():
    read_only = {
        model._meta.model_name for model, one in admin.site._registry.items() if isinstance(one, ReadOnlyAdmin)
    }
    assert read_only == {
        "archivestate",
        "articleversion",
        "candidatesighting",
        "capture",
        "companycandidate",
        "copychoice",
        "copygroup",
        "copypair",
        "copyverdict",
        "curationact",
        "curationrow",
        "feeditem",
        "fingerprint",
        "job",
        "jobprogress",
        "learnedmodel",
        "learnedtopic",
        "lexeme",
        "mention",
        "movedaddress",
        "regrouping",
        "queuehold",
        "pagefetch",
        "refusedinput",
        "savedsearch",
        "searchentry",
        "sighting",
        "sitefurniture",
        "sitepage",
        "storylink",
        "storymember",
        "storypin",
        "storyterms",
        "tagging",
        "takenfile",
        "tombstone",
        "topicrule",
        "webserver",
    }


def test_the_front_page_bears_the_archives_name(desk):
    page = desk.get(reverse("admin:index")).content.decode()
    assert "newsarchive" in page
    assert "articles/css/admin.css" in page


@pytest.mark.django_db
def test_counting_stops_past_the_limit(monkeypatch):
    monkeypatch.setattr("articles.admin.base.COUNT_LIMIT", 3)
    factories.PersonFactory.create_batch(6)
    assert BoundedPaginator(factories.PersonFactory._meta.model.objects.all(), 2).count == 4


def test_a_long_list_says_more_than_it_counts(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.base.COUNT_LIMIT", 60)
    PersonFactory.create_batch(70)
    page = desk.get(url("person", "changelist")).content.decode()
    assert "more than 60 people" in page
    assert "61 results" not in desk.get(url("person", "changelist"), {"q": "alex"}).content.decode()


def test_an_action_over_more_than_can_be_counted_is_refused(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.base.COUNT_LIMIT", 3)
    articles = ArticleFactory.create_batch(5)
    data = {"action": "hide", "select_across": "1", "_selected_action": [articles[0].pk], "index": "0"}
    page = desk.post(url("article", "changelist"), data, follow=True)
    assert "Narrow the list first" in page.content.decode()
    assert not type(articles[0]).objects.filter(state="hidden").exists()
