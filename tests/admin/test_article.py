"""Editing articles and their tags: what a curator decides goes through `store` and stays decided."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from articles import correcting
from articles.models import Article, Capture, SearchEntry, Tagging, Tombstone
from articles.store.search_entries import index_articles
from tests.admin.forms import form_data, row_of
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CaptureFactory,
    CompanyFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
    TaggingFactory,
    TopicFactory,
)

LIST = "admin:articles_article_changelist"
TAGS_PREFIX = "taggings"


@pytest.fixture(autouse=True)
def _no_stages(monkeypatch):
    """A curator's edit looks for entities again; that has tests of its own beside the pipeline."""
    monkeypatch.setattr(correcting, "retag", lambda article_ids, *, rules: None)
    monkeypatch.setattr(correcting, "present_rules", lambda: None)


@pytest.fixture
def article(db):
    return ArticleFactory(
        title="Canal reopens",
        text="The canal reopened.\n\nBoats came.",
        companies=[CompanyFactory(name="Lockwood Barges")],
        topics=[TopicFactory(name="Waterways")],
    )


def address(article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def save(desk, article, /, **changes):
    data = form_data(desk.get(address(article))) | changes
    response = desk.post(address(article), data)
    assert response.status_code == 302, response.context["errors"]
    article.refresh_from_db()
    return article


def test_saving_an_untouched_form_decides_nothing(desk, article):
    before = Article.objects.values().get(pk=article.pk)
    save(desk, article)
    after = Article.objects.values().get(pk=article.pk)
    assert before == after
    assert article.curated_fields == []
    assert article.events.count() == 0
    assert set(Tagging.objects.values_list("how", flat=True)) == {"rule"}


def test_an_edited_title_becomes_the_curators(desk, article):
    save(desk, article, title="Canal reopens after forty years")
    assert article.title == "Canal reopens after forty years"
    assert article.curated_fields == ["title"]


def test_what_somebody_else_changed_meanwhile_stays_where_it_was_not_touched(desk, article):
    opened = form_data(desk.get(address(article)))
    save(desk, article, title="Canal reopens at last", published_at_0="2024-03-19")
    others = SourceFactory()
    save(desk, article, source=others.pk, authors="Ada Penn")
    assert desk.post(address(article), opened | {"text": "The canal is open."}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.text) == ("Canal reopens at last", "The canal is open.")
    assert (article.source, article.authors) == (others, ["Ada Penn"])
    assert article.published_at == datetime(2024, 3, 19, tzinfo=UTC)


def test_what_two_changed_at_the_same_time_is_refused_once_and_then_the_later_ones(desk, article):
    opened = form_data(desk.get(address(article)))
    save(desk, article, title="Canal reopens at last", section="Markets")
    refused = desk.post(address(article), opened | {"title": "Canal open again"})
    assert "changed meanwhile, to: Canal reopens at last" in str(refused.context["errors"])
    article.refresh_from_db()
    assert article.title == "Canal reopens at last"

    again = form_data(refused)
    assert again["title"] == "Canal open again"
    assert desk.post(address(article), again).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.section) == ("Canal open again", "Markets")


@pytest.mark.parametrize("seen", ["", "{", "[]", "7", "[" * 5_000, '{"title": 3}'])
def test_a_form_that_does_not_say_what_was_seen_is_taken_at_its_word(desk, article, seen):
    save(desk, article, title="Canal open", seen=seen)
    assert article.title == "Canal open"


def test_an_edited_text_is_stored_in_paragraphs_and_found_by_search(desk, article):
    save(desk, article, text="The canal reopened.\r\n\r\nBoats came.\r\n\r\nSwans stayed.")
    assert article.text == "The canal reopened.\n\nBoats came.\n\nSwans stayed."
    assert article.word_count == 7
    assert "swan" in str(SearchEntry.objects.get(article=article).vector)


def test_source_kind_and_authors_are_edited(desk, article):
    other = SourceFactory()
    save(desk, article, source=other.pk, kind="opinion", authors="Ada Penn; Bo Quist")
    assert (article.source, article.kind, article.authors) == (other, "opinion", ["Ada Penn", "Bo Quist"])
    assert set(article.curated_fields) == {"source", "kind", "authors"}


def test_a_date_known_to_the_month_is_stored_as_its_start(desk, article):
    save(desk, article, published_at_0="2024-03-19", published_at_1="10:00:00", published_precision="month")
    assert article.published_at == datetime(2024, 3, 1, tzinfo=UTC)
    assert (article.published_precision, article.published_basis) == ("month", "curator")


def test_an_emptied_date_makes_the_article_undated(desk, article):
    save(desk, article, published_at_0="", published_at_1="")
    assert (article.published_at, article.published_precision) == (None, "unknown")
    assert article.curated_fields == ["published_at"]


def test_a_date_without_precision_counts_as_a_day(desk):
    undated = ArticleFactory(undated=True)
    save(desk, undated, published_at_0="2024-03-19", published_at_1="00:00:00")
    assert undated.published_precision == "day"


def test_a_field_can_be_given_back_to_the_rules(desk, article):
    save(desk, article, title="Another title")
    save(desk, article, release=["title"])
    assert article.curated_fields == []
    assert article.title == "Another title"


def test_hiding_takes_the_article_out_of_search(desk, article):
    save(desk, article, state="hidden", state_reason="Not news.")
    assert not SearchEntry.objects.filter(article=article).exists()
    assert set(article.curated_fields) == {"state"}


def test_a_tag_taken_off_is_remembered_as_rejected(desk, article, curator):
    page = desk.get(address(article))
    data = form_data(page) | {f"{row_of(page, 'Lockwood Barges')}-DELETE": "on"}
    assert desk.post(address(article), data).status_code == 302
    tagging = Tagging.objects.get(company__name="Lockwood Barges")
    assert (tagging.decision, tagging.how, tagging.decided_by) == ("rejected", "curator", curator)
    assert SearchEntry.objects.get(article=article).company_ids == []


def test_a_decision_is_changed_in_place(desk, article, curator):
    page = desk.get(address(article))
    data = form_data(page) | {f"{row_of(page, 'Waterways')}-decision": "rejected"}
    assert desk.post(address(article), data).status_code == 302
    tagging = Tagging.objects.get(topic__name="Waterways")
    assert (tagging.decision, tagging.how, tagging.decided_by) == ("rejected", "curator", curator)
    assert Tagging.objects.get(company__name="Lockwood Barges").how == "rule"


def test_tags_of_all_four_sorts_are_added_by_name(desk, article, curator):
    topic, company, person, place = TopicFactory(), CompanyFactory(), PersonFactory(), PlaceFactory()
    save(
        desk, article, add_topics=[topic.pk], add_companies=[company.pk], add_people=[person.pk], add_places=[place.pk]
    )
    added = Tagging.objects.filter(how="curator", decision="accepted", decided_by=curator)
    assert {tagging.thing for tagging in added} == {topic, company, person, place}
    assert company.pk in SearchEntry.objects.get(article=article).company_ids


def test_adding_a_rejected_tag_brings_it_back_as_the_curators(desk, article):
    company = article.taggings.get(company__isnull=False).company
    page = desk.get(address(article))
    desk.post(address(article), form_data(page) | {f"{row_of(page, company.name)}-DELETE": "on"})
    save(desk, article, add_companies=[company.pk])
    tagging = article.taggings.get(company=company)
    assert (tagging.decision, tagging.how) == ("accepted", "curator")


def test_open_tags_come_first(desk, article):
    TaggingFactory(article=article, company=CompanyFactory(name="Unsure Ltd"), decision="open", confidence=0.2)
    page = desk.get(address(article)).content.decode()
    assert page.index("Unsure Ltd") < page.index("Lockwood Barges")


def test_names_are_completed_for_adding_tags(desk, article):
    company = CompanyFactory(name="Ångström Shipping")
    query = {"app_label": "articles", "model_name": "tagging", "field_name": "company", "term": "ångström"}
    found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert found == [{"id": str(company.pk), "text": "Ångström Shipping"}]


def test_who_may_only_look_cannot_decide_tags(staff_client, article):
    client = staff_client("view_article")
    page = client.get(address(article))
    assert b"Lockwood Barges" in page.content
    assert b'name="taggings-0-decision"' not in page.content
    data = {"taggings-TOTAL_FORMS": "2", "taggings-INITIAL_FORMS": "2", "taggings-0-DELETE": "on"}
    assert client.post(address(article), data).status_code == 403
    assert not Tagging.objects.filter(decision="rejected").exists()


def test_who_may_change_articles_may_decide_tags(staff_client, article):
    client = staff_client("change_article", "view_article")
    page = client.get(address(article))
    data = form_data(page) | {f"{row_of(page, 'Waterways')}-DELETE": "on"}
    assert client.post(address(article), data).status_code == 302
    assert Tagging.objects.get(topic__name="Waterways").decision == "rejected"


def test_the_page_links_to_the_public_one_unless_hidden(desk, article):
    assert article.get_absolute_url() in desk.get(address(article)).content.decode()
    hidden = ArticleFactory(state="hidden")
    assert hidden.get_absolute_url() not in desk.get(address(hidden)).content.decode()


def test_captured_text_is_shown_escaped(desk, article):
    capture = CaptureFactory(raw_content=b"<script>alert('x')</script> The canal reopened.")
    removed = [{"text": "<b>Sign up</b> for our letter", "rule": "subscribe"}]
    ArticleVersionFactory(article=article, capture=capture, removed=removed)
    page = desk.get(address(article)).content.decode()
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;Sign up&lt;/b&gt;" in page


def test_the_history_says_who_changed_what(desk, article, curator):
    save(desk, article, title="Canal reopens after forty years")
    page = desk.get(address(article))
    desk.post(address(article), form_data(page) | {f"{row_of(page, 'Lockwood Barges')}-DELETE": "on"})
    history = desk.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    for words in ("Canal reopens", "Canal reopens after forty years", "curator", "Lockwood Barges", "rejected"):
        assert words in history


def test_the_change_page_takes_as_many_queries_for_twenty_tags_as_for_two(desk, article, django_assert_max_num_queries):
    ArticleVersionFactory(article=article)
    desk.get(address(article))
    with django_assert_max_num_queries(20) as few:
        desk.get(address(article))
    for _ in range(6):
        TaggingFactory(article=article)
        TaggingFactory(article=article, company=None, topic=TopicFactory())
        TaggingFactory(article=article, company=None, person=PersonFactory())
    with django_assert_max_num_queries(len(few)):
        desk.get(address(article))


def test_actions_set_the_state_of_the_selected(desk, article, curator):
    other = ArticleFactory()
    desk.post(reverse(LIST), {"action": "hide", "_selected_action": [article.pk]})
    article.refresh_from_db()
    other.refresh_from_db()
    assert (article.state, other.state) == ("hidden", "published")
    assert article.curated_fields == ["state"]
    desk.post(reverse(LIST), {"action": "publish", "_selected_action": [article.pk]})
    assert SearchEntry.objects.filter(article=article).exists()
    desk.post(reverse(LIST), {"action": "send_to_review", "_selected_action": [article.pk, other.pk]})
    assert Article.objects.filter(state="needs_review").count() == 2


def test_too_many_states_at_once_are_refused(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.article.STATES_AT_MOST", 1)
    chosen = {"action": "hide", "_selected_action": [one.pk for one in ArticleFactory.create_batch(2)]}
    assert "At most 1 articles" in desk.post(reverse(LIST), chosen, follow=True).content.decode()
    assert not Article.objects.filter(state="hidden").exists()


def test_purging_asks_for_a_reason_first(desk, article):
    capture = CaptureFactory()
    ArticleVersionFactory(article=article, capture=capture)
    chosen = {"action": "purge", "_selected_action": [article.pk]}
    page = desk.post(reverse(LIST), chosen)
    assert "Reason, kept with the tombstone" in page.content.decode()
    page = desk.post(reverse(LIST), form_data(page, "form.purge") | {"reason": "  "})
    assert "A takedown needs a reason." in page.content.decode()
    assert Article.objects.filter(pk=article.pk).exists()
    response = desk.post(reverse(LIST), form_data(page, "form.purge") | {"reason": "The author asked."})
    assert response.status_code == 302
    assert not Article.objects.filter(pk=article.pk).exists()
    assert not Capture.objects.filter(pk=capture.pk).exists()
    assert Tombstone.objects.get().reason == "The author asked."


def test_purging_leaves_neighbours_of_the_same_bytes_unless_told(desk, article):
    capture = CaptureFactory()
    ArticleVersionFactory(article=article, capture=capture)
    neighbour = ArticleFactory(text="Quite another story about weather.\n\nIt rained.")
    ArticleVersionFactory(article=neighbour, capture=capture, position=1)
    chosen = {"action": "purge", "_selected_action": [article.pk], "confirmed": "yes", "reason": "Asked."}
    page = desk.post(reverse(LIST), chosen | {"siblings": "refuse"}, follow=True)
    assert "Not purged" in page.content.decode()
    assert Article.objects.count() == 2
    desk.post(reverse(LIST), chosen | {"siblings": "purge"})
    assert Article.objects.count() == 0


def test_purging_needs_the_right_to_delete(staff_client, article):
    client = staff_client("change_article", "view_article")
    page = client.get(reverse(LIST)).content.decode()
    assert 'value="hide"' in page
    assert 'value="purge"' not in page
    client.post(
        reverse(LIST), {"action": "purge", "_selected_action": [article.pk], "confirmed": "yes", "reason": "Because."}
    )
    assert Article.objects.filter(pk=article.pk).exists()


def test_who_may_only_look_has_no_actions(staff_client, article):
    client = staff_client("view_article")
    client.post(reverse(LIST), {"action": "hide", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert article.state == "published"


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", {"spring", "autumn"}),
        ("2024-03", {"spring"}),
        ("2024-12", set()),
        ("undated", {"undated"}),
        ("2024-13", set()),
        ("x", set()),
        ("99999", set()),
    ],
)
def test_the_list_is_narrowed_by_period(desk, period, expected):
    ArticleFactory(title="spring", published_at=datetime(2024, 3, 19, tzinfo=UTC))
    ArticleFactory(title="autumn", published_at=datetime(2024, 10, 2, tzinfo=UTC))
    ArticleFactory(title="later", published_at=datetime(2026, 1, 1, tzinfo=UTC))
    ArticleFactory(title="undated", undated=True)
    page = desk.get(reverse(LIST), {"published": period})
    if page.status_code == 302:
        assert expected == set()
    else:
        assert {one.title for one in page.context["cl"].result_list} == expected


def test_the_list_is_narrowed_by_source_and_by_accepted_tag(desk, article):
    rejected = ArticleFactory(companies=[article.taggings.get(company__isnull=False).company])
    rejected.taggings.update(decision="rejected")
    index_articles(article_ids=[rejected.pk])
    company = article.taggings.get(company__isnull=False).company
    page = desk.get(reverse(LIST), {"company": company.pk})
    assert list(page.context["cl"].result_list) == [article]
    assert "Lockwood Barges" in page.content.decode()
    page = desk.get(reverse(LIST), {"source": article.source_id})
    assert list(page.context["cl"].result_list) == [article]
    assert desk.get(reverse(LIST), {"source": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("language", "expected"), [("en", {"Canal reopens"}), ("other", {"Kanal öffnet"}), ("unknown", {"Canal"})]
)
def test_the_list_is_narrowed_by_language(desk, article, language, expected):
    ArticleFactory(title="Kanal öffnet", language="de")
    ArticleFactory(title="Canal", language="")
    page = desk.get(reverse(LIST), {"language": language})
    assert {one.title for one in page.context["cl"].result_list} == expected


def test_search_finds_words_in_any_order_and_numbers(desk, article):
    ArticleFactory(title="Railway closes")
    for words in ("canal", "REOPENS canal", str(article.pk)):
        page = desk.get(reverse(LIST), {"q": words})
        assert article in page.context["cl"].result_list, words
    assert list(desk.get(reverse(LIST), {"q": "canal closes"}).context["cl"].result_list) == []
    assert list(desk.get(reverse(LIST), {"q": "%"}).context["cl"].result_list) == []
