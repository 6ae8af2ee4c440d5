"""Programs send captures by a token that is good for nothing else."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles import rules
from articles.models import Article, Capture, CaptureToken, Sighting
from articles.store.capture_tokens import make_token, revoke_tokens
from tests.factories import UserFactory
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

ADDRESS = "/api/captures/"
PAGE = "# BYD sells more\nIt sold cars on the harbour."
URL = "https://news.example/byd"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_has_asked")]


@pytest.fixture(autouse=True)
def _small_rules(stages, monkeypatch):  # noqa: F811
    monkeypatch.setattr(rules, "present_rules", fake_rules)


@pytest.fixture
def token():
    return make_token(token=CaptureToken(name="scraper"), by=UserFactory())


@pytest.fixture
def send(client, token):
    def post(body=None, *, by=token, **fields):
        headers = {"Authorization": f"Bearer {by}"} if by else {}
        if fields:
            return client.post(ADDRESS, fields, headers=headers)
        content = body if isinstance(body, str) else json.dumps(body)
        return client.post(ADDRESS, content, content_type="application/json", headers=headers)

    return post


def test_a_page_is_kept_and_its_articles_are_named(send):
    answer = send({"url": URL, "html": PAGE, "captured_at": "2025-07-07T10:00:00Z", "source": "The Ledger"})
    article = Article.objects.get()
    assert answer.status_code == 201
    told = answer.json()
    assert told["outcome"] == "created"
    assert told["articles"] == [{"id": article.pk, "title": "BYD sells more", "address": article.get_absolute_url()}]
    sighting = Sighting.objects.get()
    assert (sighting.url, sighting.how, sighting.source_name) == (URL, "program", "The Ledger")
    assert sighting.captured_at.isoformat() == "2025-07-07T10:00:00+00:00"
    assert Capture.objects.get().raw() == PAGE.encode()


def test_a_form_with_a_file_does_as_well_and_its_bytes_are_kept_as_they_are(send):
    content = b"# Caf\xe9 closes\r\nIt closed."
    answer = send(url=URL, html=SimpleUploadedFile("page.html", content))
    assert answer.status_code == 201
    assert Capture.objects.get().raw() == content


def test_the_same_page_again_is_a_duplicate_that_names_the_article(send):
    send({"url": URL, "html": PAGE, "captured_at": "2025-07-07"})
    answer = send({"url": URL, "html": PAGE, "captured_at": "2025-07-07"})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "duplicate")
    assert [one["id"] for one in answer.json()["articles"]] == [Article.objects.get().pk]


def test_what_makes_no_article_is_kept_and_the_reason_told(send):
    answer = send(url=URL, html="!empty")
    assert (answer.status_code, answer.json()["outcome"]) == (422, "rejected")
    assert answer.json()["reason"] == "no article was found in it"
    assert Capture.objects.get().status == "rejected"


def test_a_hidden_article_is_not_named(send):
    send(url=URL, html=PAGE)
    Article.objects.update(state="hidden")
    assert send(url=URL, html=PAGE).json()["articles"] == []


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer nac_wrong", "Basic {}", "{}", "Bearer {} x"])
def test_without_a_token_nothing_is_taken(client, token, given):
    answer = client.post(ADDRESS, {"url": URL, "html": PAGE}, headers={"Authorization": given.format(token)})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Capture.objects.exists()


def test_a_session_is_no_token(client):
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(ADDRESS, {"url": URL, "html": PAGE}).status_code == 401


def test_a_revoked_token_counts_for_nothing(send):
    assert send(url=URL, html=PAGE).status_code == 201
    revoke_tokens(ids=CaptureToken.objects.values_list("pk", flat=True))
    assert send(url=URL, html=PAGE).status_code == 401


def test_a_token_is_good_for_captures_and_nothing_else(client, token, settings):
    headers = {"Authorization": f"Bearer {token}"}
    for address in ("/admin/", "/saved/", "/capture/bookmark/"):
        assert client.get(address, headers=headers).status_code == 302
    assert client.get(ADDRESS, headers=headers).status_code == 405


def test_only_its_hash_is_stored_and_its_use_is_noted(send, token):
    row = CaptureToken.objects.get()
    assert token not in str(CaptureToken.objects.values())
    assert row.last_used_at is None
    send(url=URL, html=PAGE)
    row.refresh_from_db()
    assert row.last_used_at is not None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ([], "must be an object"),
        ({"url": URL}, "must be an object"),
        ({"url": URL, "html": PAGE, "is_admin": True}, "must be an object"),
        ({"url": "javascript:alert(1)", "html": PAGE}, "url must be"),
        ({"url": "https://", "html": PAGE}, "url must be"),
        ({"url": "https://[", "html": PAGE}, "url must be"),
        ({"url": "https://a.example/" + "x" * 5000, "html": PAGE}, "url must be"),
        ({"url": 7, "html": PAGE}, "url must be"),
        ({"url": URL, "html": "  "}, "html must be"),
        ({"url": URL, "html": {"a": 1}}, "html must be"),
        ({"url": URL, "html": PAGE, "captured_at": "yesterday"}, "captured_at must be"),
        ({"url": URL, "html": PAGE, "captured_at": "2999-01-01"}, "in the future"),
        ({"url": URL, "html": PAGE, "source": ["x"]}, "source must be"),
    ],
)
def test_what_is_no_capture_is_refused_with_the_reason(send, body, told):
    answer = send(body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert not Capture.objects.exists()


def test_half_of_a_letter_is_kept_as_it_came(send):
    assert send('{"url": "https://a.example/", "html": "# \\ud800 half\\nA text."}').status_code in (201, 422)


def test_other_kinds_of_bodies_are_refused(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post(ADDRESS, "x", content_type="text/plain", headers=headers)
    assert answer.status_code == 415
    answer = client.post(ADDRESS, b"--x", content_type="multipart/form-data", headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("size", [1_001, 3_000_000])
def test_what_is_too_large_is_refused(send, settings, size):
    settings.CAPTURE_SIZE_LIMIT = 1_000
    assert send({"url": URL, "html": "x" * size}).status_code == 413
    assert send(url=URL, html=SimpleUploadedFile("page.html", b"x" * size)).status_code == 413
    assert not Capture.objects.exists()


def test_who_sends_too_often_is_told_when_to_send_again(send, settings):
    settings.NEWSARCHIVE_CAPTURE_RATE = 2
    assert [send(url=URL, html=PAGE).status_code for _ in range(3)] == [201, 200, 429]
    answer = send(url=URL, html=PAGE)
    assert 1 <= int(answer["Retry-After"]) <= 61


def test_who_guesses_is_stopped_by_address(send, settings):
    settings.NEWSARCHIVE_API_RATE = 3
    assert [send(url=URL, html=PAGE, by="nac_guess").status_code for _ in range(5)] == [401, 401, 401, 429, 429]


def test_a_duplicate_takes_a_bounded_number_of_queries(send, django_assert_max_num_queries):
    send({"url": URL, "html": PAGE, "captured_at": "2025-07-07"})
    with django_assert_max_num_queries(20):
        send({"url": URL, "html": PAGE, "captured_at": "2025-07-07"})


def test_a_token_is_made_in_the_admin_shown_once_and_revoked_there(client):
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    made = client.post(reverse("admin:articles_capturetoken_add"), {"name": "scraper"})
    text = made.context["text"]
    assert text in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    row = CaptureToken.objects.get()
    assert (row.name, row.start, row.made_by.is_superuser) == ("scraper", text[:8], True)
    shown = client.get(reverse("admin:articles_capturetoken_change", args=[row.pk])).content.decode()
    assert text not in shown + client.get(reverse("admin:articles_capturetoken_changelist")).content.decode()
    again = client.post(reverse("admin:articles_capturetoken_add"), {"name": "scraper"})
    assert "already exists" in again.content.decode()
    client.post(reverse("admin:articles_capturetoken_changelist"), {"action": "revoke", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.revoked_at is not None
