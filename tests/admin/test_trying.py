"""The sandbox in the admin, and names made of words selected in an article."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import CompanyAlias, Topic
from tests.admin.forms import form_data
from tests.factories import ArticleFactory, CompanyFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_rule_is_tried_from_its_form_and_saved_from_the_answer(desk):
    article = ArticleFactory(title="A canal", text="The canal grows. Everyone sees the canal.")
    topic = TopicFactory(rule="harbour", threshold=0.1)
    change = reverse("admin:articles_topic_change", args=[topic.pk])
    form = desk.get(change)
    tried = reverse("admin:articles_topic_try", args=[topic.pk])
    assert tried in form.content.decode()
    page = desk.post(tried, {**form_data(form), "rule": "canal"})
    assert "A canal" in page.content.decode()
    assert Topic.objects.get().rule == "harbour"
    desk.post(change, {**form_data(page, "#content form"), "_save": "1"})
    assert Topic.objects.get().rule == "canal"
    assert article.taggings.get().topic == topic


def test_a_form_with_a_mistake_is_told_so(desk):
    topic = TopicFactory()
    page = desk.post(reverse("admin:articles_topic_try", args=[topic.pk]), {"name": ""})
    assert "Correct this first" in page.content.decode()


def test_a_name_comes_from_an_article_and_leads_back_to_it(desk):
    article, company = ArticleFactory(), CompanyFactory()
    add = reverse("admin:articles_companyalias_add")
    assert (
        f"{add}?article={article.pk}"
        in desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    )
    address = f"{add}?article={article.pk}&text=Harbour+Works"
    data = {**form_data(desk.get(address)), "company": company.pk}
    assert data["text"] == "Harbour Works"
    page = desk.post(f"{reverse('admin:articles_companyalias_try_new')}?article={article.pk}", data)
    assert not CompanyAlias.objects.exists()
    assert f'action="{add}?article={article.pk}"' in page.content.decode()
    response = desk.post(address, {**form_data(page, "#content form"), "_save": "1"})
    assert response["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert CompanyAlias.objects.get().text == "Harbour Works"


def test_nothing_is_tried_by_looking(desk):
    assert desk.get(reverse("admin:articles_topic_try", args=[TopicFactory().pk])).status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_words_selected_in_the_text_are_taken_along(page, live_server, client):
    article = ArticleFactory(text="Shares of Harbour Works fell.")
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.evaluate("""() => { const text = document.getElementById("id_text"); text.focus();
                     text.setSelectionRange(10, 23); document.dispatchEvent(new Event("selectionchange")); }""")
    page.click("#make-alias")
    page.wait_for_url("**/companyalias/add/**")
    assert page.input_value("#id_text") == "Harbour Works"
