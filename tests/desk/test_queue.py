"""The queue's page: forms for those without scripts, an answer with the next item for those with, few queries."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from articles.models import Article, Tagging
from tests.factories import (
    ArticleFactory,
    CaptureFactory,
    CompanyCandidateFactory,
    TaggingFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
QUEUE, DECIDE, UNDO = "/admin/desk/", "/admin/desk/decide/", "/admin/desk/undo/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(db) -> Client:
    return client_of(UserFactory(username="ada", curator=True))


def suggestion(**values) -> Tagging:
    return TaggingFactory(company=None, topic=TopicFactory(), how="learned", decision="open", **values)


def test_stands_below_the_admin_and_its_front_page_leads_there(desk):
    assert reverse("desk:queue") == QUEUE
    assert f'href="{QUEUE}"' in desk.get(reverse("admin:index")).content.decode()


def test_shows_question_evidence_article_and_how_many_of_each_kind_wait(desk):
    suggestion(evidence="Boats wait.", article=ArticleFactory(title="Locks are shut"))
    ArticleFactory(undated=True)
    page = desk.get(QUEUE)
    text = page.content.decode()
    assert "Is this article about the topic Canals" in text
    assert "Locks are shut" in text
    assert "Boats wait." in text
    counts = {row["kind"].name: row["count"] for row in page.context["kinds"]}
    assert (counts["suggested"], counts["undated"], counts["captures"]) == (1, 1, 0)


def test_one_kind_alone(desk):
    suggestion()
    article = ArticleFactory(undated=True)
    page = desk.get(QUEUE, {"kind": "undated"})
    assert page.context["item"].subject == article.pk
    assert 'name="only" value="undated"' in page.content.decode()


def test_a_form_decides_and_leads_back_to_the_queue(desk):
    tag = suggestion()
    data = {"kind": "suggested", "subject": tag.pk, "choice": "reject", "only": "suggested"}
    page = desk.post(DECIDE, data, follow=True)
    assert page.redirect_chain == [(f"{QUEUE}?kind=suggested", 302)]
    assert "Rejected the topic" in page.content.decode()
    tag.refresh_from_db()
    assert tag.decision == "rejected"


def test_the_answer_to_a_script_carries_the_next_item_alone(desk):
    first, second = suggestion(confidence=0.9), suggestion(confidence=0.8)
    data = {"kind": "suggested", "subject": first.pk, "choice": "accept"}
    answer = desk.post(DECIDE, data, headers={"X-Desk-Fragment": "1"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'data-subject="{second.pk}"' in text
    assert "Accepted the topic" in text
    assert "<html" not in text


def test_a_mistaken_edit_shows_the_item_again_with_the_reason(desk):
    article = ArticleFactory(undated=True)
    data = {"kind": "undated", "subject": article.pk, "choice": "edit", "date": "soon"}
    answer = desk.post(DECIDE, data, headers={"X-Desk-Fragment": "1"}).content.decode()
    assert "Write the date as" in answer
    assert f'data-subject="{article.pk}"' in answer
    page = desk.post(DECIDE, data, follow=True)
    assert page.redirect_chain == [(f"{QUEUE}?item=undated%3A{article.pk}", 302)]


def test_undo_shows_the_item_again(desk):
    tag = suggestion()
    desk.post(DECIDE, {"kind": "suggested", "subject": tag.pk, "choice": "accept"})
    answer = desk.post(UNDO, headers={"X-Desk-Fragment": "1"}).content.decode()
    assert "Taken back: accepted the topic" in answer
    assert f'data-subject="{tag.pk}"' in answer
    assert "no decision of yours" in desk.post(UNDO, headers={"X-Desk-Fragment": "1"}).content.decode()


def test_captured_text_is_escaped(desk):
    CaptureFactory(status="rejected", raw_content=b"<script>alert(1)</script><mark>", reason="<b>no</b>")
    text = desk.get(QUEUE).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>no</b>" not in text


@pytest.mark.parametrize("data", [{}, {"kind": "x"}, {"kind": "undated", "subject": "1x", "choice": "accept"},
    {"kind": "undated", "subject": "1", "choice": "delete"}])  # fmt: skip
def test_nonsense_is_not_found(desk, data):
    assert desk.post(DECIDE, data).status_code == 404


def test_a_decision_is_never_a_link(desk):
    assert desk.get(DECIDE).status_code == 405
    assert desk.get(UNDO).status_code == 405


@pytest.mark.parametrize("address", [QUEUE, DECIDE, UNDO])
def test_only_curators_get_in(address):
    def ask(client: Client) -> int:
        return (client.get if address == QUEUE else client.post)(address).status_code

    assert ask(Client()) == 302
    assert ask(client_of(UserFactory())) == 403
    assert ask(client_of(UserFactory(is_staff=True))) == 403
    outsider = UserFactory()
    outsider.user_permissions.add(Permission.objects.get(codename="change_article"))
    assert ask(client_of(outsider)) == 403
    curator = UserFactory(is_staff=True)
    curator.user_permissions.add(Permission.objects.get(codename="change_article"))
    assert ask(client_of(curator)) != 403


def test_a_kind_that_asks_for_more_rights_is_refused():
    curator = UserFactory(is_staff=True)
    curator.user_permissions.add(Permission.objects.get(codename="change_article"))
    candidate = CompanyCandidateFactory()
    data = {"kind": "candidates", "subject": candidate.pk, "choice": "accept"}
    assert client_of(curator).post(DECIDE, data).status_code == 403


def test_the_page_and_a_decision_take_as_many_queries_for_many_items_as_for_few(desk, django_assert_max_num_queries):
    def fill(count: int) -> None:
        for _ in range(count):
            suggestion()
            ArticleFactory(undated=True)

    fill(2)
    desk.get(QUEUE)
    with django_assert_max_num_queries(60) as few:
        desk.get(QUEUE)
    fill(10)
    with django_assert_max_num_queries(len(few)) as many:
        desk.get(QUEUE)
    assert len(many) == len(few) <= 45
    tag = Tagging.objects.first()
    assert tag is not None
    data = {"kind": "suggested", "subject": tag.pk, "choice": "accept"}
    with django_assert_max_num_queries(60):
        assert desk.post(DECIDE, data, headers={"X-Desk-Fragment": "1"}).status_code == 200


def test_a_hidden_article_is_asked_about_no_more(desk):
    article = ArticleFactory(undated=True)
    desk.post(DECIDE, {"kind": "undated", "subject": article.pk, "choice": "reject"})
    assert Article.objects.get().state == "hidden"
    assert "Nothing waits" in desk.get(QUEUE).content.decode()
