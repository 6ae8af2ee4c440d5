"""Pages that few open every day are as fit to be read: versions, comparisons, saved searches, signing in, errors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, SuspiciousOperation

from articles.models import SavedSearch
from articles.store.copies import fold_copies
from articles.views import search
from tests.browser.conftest import leave
from tests.browser.test_access import RULES
from tests.factories import ArticleFactory, ArticleVersionFactory, SightingFactory, SourceFactory

LIGHTS = ["light", "dark"]
WORDS = " ".join(f"word{number * 37 % 1_009}" for number in range(150))


@pytest.fixture
def changed(live_server):
    """An article of three versions with a copy at another publisher, and the addresses that show them."""
    article = ArticleFactory(title="Ships wait", text=f"{WORDS} end.\n\nAll of them.", source=SourceFactory())
    copy = ArticleFactory(title="Ships waiting", text=f"{WORDS} more.", source=SourceFactory())
    captures = []
    for hour, text in enumerate(("Nine ships lay there.", "Nine ships lay there.\n\nIn the bay.", article.text)):
        version = ArticleVersionFactory(article=article, text=text, is_current=hour == 2)
        SightingFactory(capture=version.capture, captured_at=datetime(2025, 7, 7, 8 + hour, tzinfo=UTC))
        captures.append(version.capture_id)
    fold_copies(article_ids=[article.pk, copy.pk])
    address = article.get_absolute_url()
    return [
        address,
        f"{address}compare/{copy.pk}/",
        f"{address}versions/",
        f"{address}versions/{captures[0]}/{captures[1]}/",
        f"{address}?quote=words+that+stand+nowhere+in+it",
        "/?q=word37",
    ]


@pytest.fixture
def signed_in(open_page, client, live_server):
    """A tab of someone with two saved searches, one of which finds something new."""
    user = get_user_model().objects.create_user("reader", password="-")
    for name, query in (("Ships", "q=ships"), ("Ships since 2024", "q=ships&since=2024-01-01&not_topic=tariffs")):
        SavedSearch.objects.create(user=user, name=name, query=query)
    SavedSearch.objects.update(looked_at=datetime(2024, 1, 1, tzinfo=UTC))
    ArticleFactory(title="Ships wait")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    open_page.context.add_cookies([cookie])
    return open_page


def check(page, addresses, statuses=(200,)):
    """Nothing that axe knows of is wrong on these pages, in light and dark, and a phone scrolls them one way."""
    for address in addresses:
        response = page.goto(address)
        assert response.status in statuses, address
        page.evaluate("for (const details of document.querySelectorAll('#main details')) details.open = true")
        for scheme in LIGHTS:
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, f"{address} {scheme}: {found.generate_report()}"
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": 1280, "height": 720})


def test_30_versions_and_copies_pass_axe(open_page, changed):
    check(open_page, changed)
    open_page.goto(changed[3])
    assert open_page.locator(".difference p").count() == 3
    assert open_page.locator(".difference ins").inner_text() == "In the bay."


def test_30_pages_of_an_account_pass_axe(signed_in):
    check(signed_in, ["/saved/", "/accounts/password/", "/?q=ships"])
    signed_in.goto("/saved/")
    assert signed_in.get_by_text("1 new").count() == 2


def test_30_signing_in_and_lists_pass_axe(open_page, archive):
    check(open_page, ["/accounts/login/", "/companies/?letter=T", "/companies/?order=name", "/places/", "/trends/"])
    assert open_page.url.endswith("/trends/")


def test_30_an_empty_archive_passes_axe_and_says_how_to_fill_it(open_page, live_server):
    check(open_page, ["/", "/companies/", "/topics/", "/sources/", "/stories/", "/trends/", "/cite/"])
    open_page.goto("/")
    assert "The archive is empty." in open_page.locator("#results").inner_text()
    leave(open_page, open_page.get_by_role("link", name="How to add pages"))
    assert "ingest" in open_page.locator("#main").inner_text()


@pytest.mark.parametrize(
    ("raised", "status", "words"),
    [
        (SuspiciousOperation, 400, "could not be read"),
        (PermissionDenied, 403, "may not see"),
        (RuntimeError, 500, "failed on our side"),
    ],
)
def test_30_errors_pass_axe_and_lead_on(open_page, live_server, monkeypatch, raised, status, words):
    def fail(*_args, **_kwargs):
        raise raised("as asked")

    with monkeypatch.context() as patched:
        patched.setattr(search, "search", fail)
        check(open_page, ["/"], statuses=(status,))
        assert words in open_page.locator("h1").inner_text()
    ArticleFactory()
    open_page.get_by_role("link", name="Search the archive").click()
    open_page.locator("#results").wait_for()
