"""The window that a bookmark opens, and what it saves."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from django.conf import settings as project
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import expect

from articles import rules
from articles.models import Article, Capture, Sighting
from tests.factories import UserFactory
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = (
    b"<title>The page &lt;b&gt;</title><p># BYD sells more</p><script>document.body.append('Made by a script')</script>"
)


@pytest.fixture(autouse=True)
def _small_rules(stages, monkeypatch):  # noqa: F811
    monkeypatch.setattr(rules, "present_rules", fake_rules)


@pytest.fixture
def curator(db):
    return UserFactory(curator=True)


@pytest.fixture
def signed_in(client, curator):
    client.force_login(curator, backend=BACKEND)
    return client


def test_the_window_keeps_its_tie_to_the_page_and_every_other_page_keeps_djangos_rule(signed_in):
    assert signed_in.get("/capture/")["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert signed_in.get("/capture/bookmark/")["Cross-Origin-Opener-Policy"] == "same-origin"
    answer = signed_in.get("/capture/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_who_may_not_add_captures_gets_no_form_and_saves_nothing(client):
    answer = client.get("/capture/")
    assert answer.status_code == 403
    assert "Sign in" in answer.content.decode()
    assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
    client.force_login(UserFactory(is_staff=True), backend=BACKEND)
    assert "data-capture" not in client.get("/capture/").content.decode()
    assert client.post("/capture/save/", {"url": "https://a.example/", "html": "x"}).status_code == 403
    assert client.get("/capture/bookmark/").status_code == 403
    helper = UserFactory(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="add_capture"))
    client.force_login(helper, backend=BACKEND)
    assert "data-capture" in client.get("/capture/").content.decode()
    assert not Capture.objects.exists()


def test_saving_needs_the_token_of_the_form(curator):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(curator, backend=BACKEND)
    html = SimpleUploadedFile("page.html", b"# A\nText.")
    assert strict.post("/capture/save/", {"url": "https://a.example/", "html": html}).status_code == 403
    assert not Capture.objects.exists()


def test_what_is_saved_is_logged_under_the_persons_name(signed_in, curator):
    html = SimpleUploadedFile("page.html", b"# A tale\nText.")
    answer = signed_in.post("/capture/save/", {"url": "https://a.example/x", "html": html})
    assert answer.json()["outcome"] == "created"
    assert Sighting.objects.get().how == "page"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (curator, str(Capture.objects.get().pk))


@pytest.mark.parametrize("fields", [{}, {"url": "https://a.example/"}, {"url": "file:///etc/passwd", "html": "x"}])
def test_what_is_no_page_is_refused(signed_in, fields):
    sent = {**fields, **({"html": SimpleUploadedFile("p.html", b"x")} if "html" in fields else {})}
    assert signed_in.post("/capture/save/", sent).status_code == 400


def test_its_pages_take_a_fixed_number_of_queries(signed_in, django_assert_max_num_queries):
    for address in ("/capture/", "/capture/bookmark/"):
        with django_assert_max_num_queries(6):
            assert signed_in.get(address).status_code == 200


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere():
    """Another site: a server on a port of its own, and so of another origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(browser, live_server, transactional_db):
    """A browser signed in to the archive; the test fails where a page breaks the archive's content policy."""
    client = Client()
    client.force_login(UserFactory(curator=True), backend=BACKEND)
    found = browser.new_context()
    found.set_default_timeout(30_000)
    name = project.SESSION_COOKIE_NAME
    found.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield found
    found.close()


def code_of(page, live_server):
    """The bookmark's script, as the page that offers it has it."""
    page.goto(f"{live_server.url}/capture/bookmark/")
    address = page.get_by_role("link", name="Save to newsarchive").get_attribute("href")
    assert page.locator("textarea").input_value() == address
    assert address.startswith("javascript:")
    return unquote(address.removeprefix("javascript:"))


def open_window(page, code):
    """Use the bookmark on the page, as a click would; gives the archive's window."""
    with page.expect_popup() as opened:
        page.evaluate("code => { setTimeout(code, 0); }", code)
    return opened.value


@pytest.mark.browser
def test_a_page_of_another_site_is_saved_as_the_person_sees_it(context, live_server, elsewhere):
    page = context.new_page()
    code = code_of(page, live_server)
    assert "token" not in code.lower()
    page.goto(f"{elsewhere}/story?id=7")
    window = open_window(page, code)
    expect(window.get_by_role("status").first).to_contain_text("This page came")
    expect(window.locator("[data-title]")).to_have_text("The page <b>")
    expect(window.locator("[data-url]")).to_have_text(f"{elsewhere}/story?id=7")
    assert not Capture.objects.exists()
    window.get_by_role("button", name="Save this page").click()
    expect(window.get_by_role("status").first).to_contain_text("Saved.")
    article = Article.objects.get()
    expect(window.locator("[data-articles] a")).to_have_attribute(
        "href", f"{live_server.url}{article.get_absolute_url()}"
    )
    raw = Capture.objects.get().raw().decode()
    assert raw.startswith("<!doctype html>\n<html>")
    assert "Made by a script</body>" in raw


@pytest.mark.browser
def test_a_page_that_gives_another_sites_address_is_not_taken(context, live_server, elsewhere):
    page = context.new_page()
    code = code_of(page, live_server)
    page.goto(elsewhere)
    window = open_window(page, code.replace("location.href", '"https://bank.example/"'))
    expect(window.get_by_role("status").first).to_contain_text("calls itself https://bank.example")
    expect(window.get_by_role("button", name="Save this page")).to_be_disabled()


@pytest.mark.browser
def test_messages_of_others_and_what_is_too_large_are_not_taken(context, live_server, elsewhere, settings):
    settings.CAPTURE_SIZE_LIMIT = 60
    page = context.new_page()
    code = code_of(page, live_server)
    page.goto(elsewhere)
    window = open_window(page, code)
    expect(window.get_by_role("status").first).to_contain_text("too large")
    expect(window.get_by_role("button", name="Save this page")).to_be_disabled()

    alone = context.new_page()
    alone.goto(f"{live_server.url}/capture/")
    alone.evaluate("postMessage({newsarchive: 'page', url: location.href, title: 't', html: 'x'}, '*')")
    expect(alone.get_by_role("status").first).to_contain_text("opened by the bookmark")
    expect(alone.get_by_role("button", name="Save this page")).to_be_disabled()


@pytest.mark.browser
def test_the_pages_break_no_content_policy_and_are_accessible(context, live_server):
    from axe_playwright_python.sync_playwright import Axe

    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    for address in ("/capture/", "/capture/bookmark/"):
        page.goto(live_server.url + address)
        assert Axe().run(page).response["violations"] == []
    assert [one for one in complaints if "Content Security" in one] == []
