"""Putting removed pieces back from the article's page in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from articles import correcting
from tests.admin.forms import form_data
from tests.factories import ArticleFactory, ArticleVersionFactory, CaptureFactory

CONTENT = b"The canal reopened.\n\nSwans <b>stayed</b> on it.\n\nBoats came.\n"


@pytest.fixture(autouse=True)
def _no_stages(monkeypatch):
    monkeypatch.setattr(correcting, "retag", lambda article_ids, *, rules: None)
    monkeypatch.setattr(correcting, "present_rules", lambda: None)


@pytest.fixture
def article(db):
    made = ArticleFactory(text="The canal reopened.\n\nBoats came.")
    removed = [{"text": "Swans <b>stayed</b> on it.", "rule": "model: aside"}]
    ArticleVersionFactory(article=made, capture=CaptureFactory(raw_content=CONTENT), text=made.text, removed=removed)
    return made


def address(article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def choices(response, name):
    soup = BeautifulSoup(response.content, "lxml")
    return {box.parent.get_text(" ", strip=True): box["value"] for box in soup.select(f"input[name={name}]")}


def tick(desk, article, name, **changes):
    page = desk.get(address(article))
    (value,) = choices(page, name).values()
    response = desk.post(address(article), form_data(page) | {name: [value]} | changes)
    assert response.status_code == 302, response.context["errors"]
    article.refresh_from_db()


def test_the_page_shows_each_removed_piece_with_its_rule_escaped(desk, article):
    shown = choices(desk.get(address(article)), "put_back")
    assert list(shown) == ["model: aside: Swans <b>stayed</b> on it."]


def test_a_ticked_piece_goes_back_and_out_again(desk, article, curator):
    tick(desk, article, "put_back")
    assert article.text == "The canal reopened.\n\nSwans <b>stayed</b> on it.\n\nBoats came."
    assert article.curated_fields == []
    assert choices(desk.get(address(article)), "put_back") == {}
    tick(desk, article, "take_out_again")
    assert article.text == "The canal reopened.\n\nBoats came."
    assert article.restored == []
    history = desk.get(reverse("admin:articles_article_history", args=[article.pk]))
    assert "restored" in history.content.decode()
    assert curator.get_username() in history.content.decode()


def test_a_piece_goes_back_into_a_text_edited_in_the_same_form(desk, article):
    tick(desk, article, "put_back", text="The canal reopened.\r\n\r\nMany boats came.")
    assert article.text == "The canal reopened.\n\nSwans <b>stayed</b> on it.\n\nMany boats came."
    assert article.curated_fields == ["text"]


def test_a_piece_that_is_not_offered_is_refused(desk, article):
    data = form_data(desk.get(address(article))) | {"put_back": ["0123456789abcdef"]}
    assert desk.post(address(article), data).status_code == 200
    article.refresh_from_db()
    assert article.restored == []


def test_who_may_only_look_sees_the_pieces_without_being_asked(staff_client, article):
    page = staff_client("view_article").get(address(article))
    assert choices(page, "put_back") == {}
    assert "Swans &lt;b&gt;stayed" in page.content.decode()


def test_the_page_says_what_tells_the_kind(desk):
    release = ArticleFactory(kind="press_release")
    ArticleVersionFactory(article=release, found={"kind_evidence": "press release: SOURCE Lockwood Barges"})
    assert "SOURCE Lockwood Barges" in desk.get(address(release)).content.decode()
