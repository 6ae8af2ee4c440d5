"""Curating many articles by the page: the search frozen when it is confirmed, the progress, the undo, who may."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from articles.desk import bulk as pages
from articles.models import Article, CurationAct, Job
from tests.factories import ArticleFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
BULK = "/admin/desk/bulk/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(db) -> Client:
    return client_of(UserFactory(username="ada", curator=True))


@pytest.fixture
def canals(db):
    """Three articles that a search for 'canal' finds, and one that it does not."""
    ArticleFactory(title="Rails", text="Trains ran.")
    return [ArticleFactory(title=f"Canal {number}", text=f"Locks of canal {number * 1111}.") for number in range(3)]


def form_of(page) -> dict[str, str]:
    """What the confirming form sends."""
    context = page.context
    asked = dict(context["asked"]) | {"seen": context["preview"].digest}
    return asked | ({"ids": context["ids"]} if context["chosen"].is_ticked else {"search": context["chosen"].search})


def confirmed(desk, **asked) -> CurationAct:
    page = desk.post(BULK, asked)
    answer = desk.post(BULK, form_of(page))
    assert answer.status_code == 302
    return CurationAct.objects.get()


def test_a_search_leads_to_curating_what_it_finds(desk, canals):
    page = desk.get("/?q=canal").content.decode()
    assert f'href="{BULK}?q=canal">Curate these 3</a>' in page
    asked = desk.get(BULK, {"q": "canal"})
    assert asked.context["chosen"].ids == [article.pk for article in canals]
    assert "<b>3</b> articles" in " ".join(asked.content.decode().split())


@pytest.mark.parametrize("query", ["q=canal", "", "q=locks&sort=oldest", "copies=all", "date=2025", "q=nothing+here"])
def test_the_articles_are_as_many_as_the_list_says(desk, canals, query):
    ArticleFactory(title="Canal 1", text="Locks of canal 1111.")
    listed = desk.get(f"/?{query}").context["results"].count
    chosen = desk.get(f"{BULK}?{query}").context["chosen"]
    assert (len(chosen.ids) if chosen else 0) == listed


def test_readers_see_no_such_link(client, canals):
    assert "Curate these" not in client.get("/?q=canal").content.decode()
    assert "Curate these" not in client_of(UserFactory()).get("/?q=canal").content.decode()
    assert "Curate these" not in client_of(UserFactory(is_staff=True)).get("/?q=canal").content.decode()


def test_shows_what_will_change_then_does_it_and_undoes_it(desk, canals):
    TopicFactory(name="Waterways")
    page = desk.post(BULK, {"search": "q=canal", "operation": "add_tag", "sort": "topic", "thing": "waterways"})
    text = " ".join(page.content.decode().split())
    assert "<b>3</b> will change" in text
    assert "no tag" in text
    assert "accepted by curator" in text
    assert not CurationAct.objects.exists()

    answer = desk.post(BULK, form_of(page))
    act = CurationAct.objects.get()
    assert answer["Location"] == reverse("desk:act", args=[act.pk])
    assert act.search == "q=canal"
    desk.post(reverse("desk:act_step", args=[act.pk]))
    shown = desk.get(answer["Location"]).content.decode()
    assert "Done." in shown
    assert "Canal 2" in shown
    assert desk.get("/?topic=" + TopicFactory._meta.model.objects.get().slug).context["results"].count == 3

    desk.post(reverse("desk:act_undo", args=[act.pk]))
    answer = desk.post(reverse("desk:act_step", args=[act.pk]), headers={"X-Desk-Fragment": "1"})
    assert "Undone by ada" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert not Article.objects.filter(taggings__isnull=False).exists()


def test_a_search_that_finds_others_by_then_is_shown_again(desk, canals):
    page = desk.post(BULK, {"search": "q=canal", "operation": "set_kind", "kind": "opinion"})
    late = ArticleFactory(title="Canal late", text="Another lock.")
    again = desk.post(BULK, form_of(page))
    assert "finds other articles than a moment ago" in again.content.decode()
    assert not CurationAct.objects.exists()
    desk.post(BULK, form_of(again))
    assert late.pk in CurationAct.objects.get().article_ids


def test_what_is_found_later_is_not_touched(desk, canals):
    act = confirmed(desk, search="q=canal", operation="set_kind", kind="opinion")
    ArticleFactory(title="Canal late", text="Another lock.")
    desk.post(reverse("desk:act_step", args=[act.pk]))
    assert Article.objects.filter(kind="opinion").count() == 3


def test_articles_ticked_in_the_admins_list(desk, canals):
    data = {"action": "curate", "_selected_action": [canals[0].pk, canals[2].pk]}
    page = desk.post(reverse("admin:articles_article_changelist"), data)
    assert page.context["ids"] == f"{canals[0].pk},{canals[2].pk}"
    act = confirmed(desk, ids=page.context["ids"], operation="set_kind", kind="opinion")
    assert act.article_ids == [canals[0].pk, canals[2].pk]
    assert act.search == ""


def test_articles_ticked_in_a_list_of_results(desk, canals):
    page = desk.get(BULK, {"article": [canals[1].pk, "x", "99999"]})
    assert page.context["chosen"].ids == [canals[1].pk]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"search": "q=canal", "operation": "add_tag", "sort": "topic", "thing": "nothing"},
            "No topic goes by that name",
        ),
        ({"search": "q=zeppelin", "operation": "set_kind", "kind": "news"}, "finds no article"),
        ({"ids": "99999", "operation": "set_kind", "kind": "news"}, "No article was chosen"),
        ({"search": "q=canal", "operation": "explode"}, "Choose what to do"),
    ],
)
def test_what_cannot_be_done_is_said_and_asked_again(desk, canals, asked, words):
    assert words in desk.post(BULK, asked).content.decode()


def test_more_than_can_be_done_at_once_is_refused(desk, canals, monkeypatch):
    monkeypatch.setattr(pages.bulk, "MOST", 2)
    assert "more than 2 articles" in desk.get(BULK, {"q": "canal"}).content.decode()


def test_an_act_is_stopped_and_undone(desk, canals, monkeypatch):
    monkeypatch.setattr(pages.bulk, "BATCH", 1)
    act = confirmed(desk, search="q=canal", operation="set_kind", kind="opinion")
    pages.bulk.advance(act_id=act.pk)
    desk.post(reverse("desk:act_stop", args=[act.pk]))
    assert "Stopped" in desk.get(reverse("desk:act", args=[act.pk])).content.decode()
    desk.post(reverse("desk:act_undo", args=[act.pk]))
    desk.post(reverse("desk:act_step", args=[act.pk]))
    assert not Article.objects.filter(kind="opinion").exists()


def test_a_decision_of_the_queue_is_undone_by_its_page_too(desk):
    article = ArticleFactory(undated=True)
    desk.post("/admin/desk/decide/", {"kind": "undated", "subject": article.pk, "choice": "reject"})
    act = CurationAct.objects.get()
    page = desk.post(reverse("desk:act_undo", args=[act.pk]), follow=True)
    assert "Undone" in page.content.decode()
    assert Article.objects.get().state == "published"


def addresses() -> list[tuple[str, str]]:
    act = CurationAct.objects.create(kind="set_kind", what="set the kind")
    names = ("act_step", "act_undo", "act_stop")
    return [
        ("get", BULK),
        ("post", BULK),
        ("get", reverse("desk:act", args=[act.pk])),
        *(("post", reverse(f"desk:{name}", args=[act.pk])) for name in names),
    ]


def test_only_curators_get_in():
    curator = UserFactory(is_staff=True)
    curator.user_permissions.add(Permission.objects.get(codename="change_article"))
    for method, address in addresses():
        for client, expected in (
            (Client(), 302),
            (client_of(UserFactory()), 403),
            (client_of(UserFactory(is_staff=True)), 403),
        ):
            assert getattr(client, method)(address).status_code == expected, address
        assert getattr(client_of(curator), method)(address).status_code in (200, 302), address


def test_the_pages_take_as_many_queries_for_many_articles_as_for_few(desk, django_assert_max_num_queries):
    def queries(count: int) -> tuple[int, ...]:
        for number in range(count):
            ArticleFactory(title=f"Canal {number}", text=f"Locks {Article.objects.count() * 7919}.")
        counts = []
        CurationAct.objects.all().delete()
        for ask in (
            lambda: desk.get(BULK, {"q": "canal"}),
            lambda: desk.post(BULK, {"search": "q=canal", "operation": "set_source", "source": ""}),
        ):
            with django_assert_max_num_queries(150) as captured:
                ask()
            counts.append(len(captured))
        act = confirmed(desk, search="q=canal", operation="set_kind", kind="opinion")
        desk.post(reverse("desk:act_step", args=[act.pk]))
        with django_assert_max_num_queries(60) as captured:
            desk.get(reverse("desk:act", args=[act.pk]))
        return (*counts, len(captured))

    few, many = queries(7), queries(7)
    assert many[0] <= few[0]
    assert many[1] <= few[1] + 4
    assert many[2] <= few[2] <= 20


def test_where_a_worker_lives_the_page_leaves_the_work_to_it(desk, canals, monkeypatch):
    act = confirmed(desk, search="q=canal", operation="set_kind", kind="opinion")
    [waiting] = Job.objects.filter(task_name="carry_out_act")
    assert waiting.args == {"act_id": act.pk}
    monkeypatch.setattr(pages, "has_worker", lambda: True)
    answer = desk.post(reverse("desk:act_step", args=[act.pk]), headers={"X-Desk-Fragment": "1"})
    assert "A worker is at it" in answer.content.decode()
    assert not Article.objects.filter(kind="opinion").exists()
