"""Adding by hand: a pasted text, an address, files; seen before it is kept."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.capture.fetching.results import Cause, Fetched, FetchFailure
from articles.models import Article, Capture, Sighting
from tests.factories import CompanyAliasFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
ADD, SAVE = reverse("desk:add"), reverse("desk:save_added")
STORY = (
    "Quayside Holdings opens a second harbour\n\nBy Ann Lee\n\nLONDON, July 7, 2025 (The Daily Ledger) - "
    "Quayside Holdings Limited said on Monday that it had opened a second harbour. The company will hire 200 "
    "people.\n\n"
    "Ships will call there from August, the company said in a statement to the exchange. Analysts had expected it.\n"
)


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def company():
    company = CompanyFactory(name="Quayside Holdings")
    CompanyAliasFactory(company=company, text="Quayside Holdings Limited")
    return company


def sealed(response) -> str:
    return BeautifulSoup(response.content, "lxml").select_one("input[name=capture]")["value"]


def page_file(name="page.html", title="Harbour opens"):
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{'<p>' + STORY + '</p>'}</article>"
    return SimpleUploadedFile(name, html.encode(), "text/html")


def test_a_pasted_text_is_seen_before_it_is_kept(desk, company):
    page = desk.post(ADD, {"what": "text", "text": STORY, "source": "The Daily Ledger"})
    told = BeautifulSoup(page.content, "lxml").select_one("#content").get_text(" ", strip=True)
    for part in ("Quayside Holdings opens a second harbour", "The Daily Ledger", "2025-07-07", "company: Quayside"):
        assert part in told
    assert not Article.objects.exists()
    assert not Capture.objects.exists()
    response = desk.post(SAVE, {"capture": sealed(page)})
    article = Article.objects.get()
    assert response["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert article.title == "Quayside Holdings opens a second harbour"
    assert article.source.name == "The Daily Ledger"
    assert article.taggings.filter(company=company).exists()
    assert Capture.objects.get().raw() == STORY.encode()
    assert Sighting.objects.get().how == Sighting.How.DESK


def test_an_address_is_fetched_once_and_what_was_seen_is_kept(desk, monkeypatch):
    asked = []

    def fetch(url, **_):
        asked.append(url)
        content = page_file().read()
        return Fetched(requested_url=url, url=url, content=content, media_type="text/html",
                       moment=datetime(2025, 7, 8, tzinfo=UTC))  # fmt: skip

    monkeypatch.setattr("articles.desk.adding.fetch", fetch)
    page = desk.post(ADD, {"what": "address", "address": "https://ledger.example/harbour"})
    desk.post(SAVE, {"capture": sealed(page)})
    assert asked == ["https://ledger.example/harbour"]
    assert Capture.objects.get().raw() == page_file().read()
    assert Sighting.objects.get().url == "https://ledger.example/harbour"


def test_a_page_that_does_not_come_is_told_with_its_reason(desk, monkeypatch):
    failure = FetchFailure(requested_url="x", cause=Cause.STATUS, reason="the server says 404", status=404)
    monkeypatch.setattr("articles.desk.adding.fetch", lambda url, **_: failure)
    page = desk.post(ADD, {"what": "address", "address": "https://ledger.example/gone"})
    assert "the server says 404" in page.content.decode()
    assert not Capture.objects.exists()


def test_an_inner_address_is_refused(desk):
    page = desk.post(ADD, {"what": "address", "address": "http://127.0.0.1/admin/"})
    assert "The page did not come" in page.content.decode()


def test_every_file_has_its_receipt(desk):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.html", page_file(title="Harbour packed").read().decode().replace("200", "300"))
    files = [
        page_file(),
        page_file("again.html"),
        SimpleUploadedFile("empty.html", b""),
        SimpleUploadedFile("picture.png", b"\x89PNG\r\n\x1a\n"),
        SimpleUploadedFile("many.zip", packed.getvalue()),
    ]
    page = desk.post(ADD, {"what": "files", "files": files})
    lines = {
        row.select_one(".receipt__name").text: row.select_one(".receipt__outcome").text
        for row in BeautifulSoup(page.content, "lxml").select(".receipt")
    }
    assert lines == {
        "page.html": "new",
        "again.html": "duplicate",
        "empty.html": "rejected",
        "picture.png": "rejected",
        "many.zip/inside.html": "new",
    }
    assert set(Sighting.objects.values_list("file_name", flat=True)) >= {"page.html", "many.zip/inside.html"}


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\x00b.html", "..", "x" * 400 + ".html", "港" * 200 + ".html"]
)
def test_the_name_of_a_file_leads_nowhere(desk, name):
    upload = page_file()
    upload._name = name
    assert desk.post(ADD, {"what": "files", "files": [upload]}).status_code == 200
    assert not any("newsarchive-" in one for one in Sighting.objects.values_list("file_name", flat=True))


def test_a_file_that_was_rejected_before_is_told_with_the_way_to_try_again(desk):
    noise = SimpleUploadedFile("noise.txt", b"\x00\x01\x02")
    for expected in (False, True):
        noise.seek(0)
        page = desk.post(reverse("desk:add"), {"what": "files", "files": noise}).content.decode()
        assert "rejected" in page
        assert ("was rejected before; “Process again” in the list of captures tries it again" in page) == expected


def test_a_capture_that_the_archive_did_not_seal_is_not_kept(desk):
    response = desk.post(SAVE, {"capture": "made:up"}, follow=True)
    assert "too old" in response.content.decode()
    assert not Capture.objects.exists()


def test_what_is_no_page_is_told_so_before_it_is_kept(desk):
    page = desk.post(ADD, {"what": "text", "text": " . "})
    assert "rejected" in page.content.decode()
    assert not Capture.objects.exists()


def test_the_page_asks_little_of_the_database(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert desk.get(ADD).status_code == 200


def test_the_preview_asks_as_much_for_a_long_text_as_for_a_short_one(desk, django_assert_max_num_queries):
    def queries(sentences):
        text = "Harbour opens\n\n" + "The harbour of Xiaomi opened on Monday, the company said.\n\n" * sentences
        with django_assert_max_num_queries(300) as captured:  # the first one reads the vocabulary
            assert "Harbour opens" in desk.post(ADD, {"what": "text", "text": text}).content.decode()
        return len(captured)

    queries(3)
    assert queries(3) == queries(40)


def test_captured_text_is_escaped(desk):
    page = desk.post(ADD, {"what": "text", "text": STORY.replace("Ann Lee", "<script>alert(1)</script>")})
    assert b"<script>alert" not in page.content


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_files_dropped_on_the_page_are_taken_in(page, live_server, client):
    user = UserFactory(curator=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(ADD)
    page.evaluate(
        """text => {
          const held = new DataTransfer();
          for (const name of ["one.html", "two.html"]) {
            held.items.add(new File([text + name], name, {type: "text/html"}));
          }
          document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
        }""",
        page_file().read().decode(),
    )
    page.wait_for_selector(".receipt >> nth=1")
    assert page.locator(".receipt__name").all_inner_texts() == ["one.html", "two.html"]
