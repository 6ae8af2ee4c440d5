"""Every date on a page is written in words, and says the full date to whoever points at it or reaches it by Tab."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.management import call_command

from articles.models import Article, CopyGroup, SavedSearch, Story
from tests.factories import ArticleFactory, ArticleVersionFactory, SightingFactory

pytestmark = pytest.mark.django_db
WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, ")
DAY = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
BESIDE_DATES = (  # captured text, references, and periods that a reader chose or compares
    ".histogram, .cite, .removed, .paper__text, .result__text, .result h2, .result h3, .citation, .filters, "
    ".timeline__lead, .footer, h1, title, script, svg"
)


@pytest.fixture
def archive(client):
    """The samples, an article that changed, and somebody who keeps a search."""
    call_command("ingest_samples", verbosity=0)
    article = ArticleFactory(title="Ships wait", text="Ten ships.", published_at=None, published_precision="unknown")
    for day, text in enumerate(("Nine ships.", "Ten ships."), start=7):
        version = ArticleVersionFactory(article=article, text=text, is_current=day == 8)
        SightingFactory(capture=version.capture, captured_at=datetime(2025, 7, day, 8, 30, tzinfo=UTC))
    user = get_user_model().objects.create_user("reader", password="-")
    SavedSearch.objects.create(user=user, name="Cars", query="q=car")
    client.force_login(user)
    return article


def addresses(changed):
    """Every kind of page that shows a date."""
    first, second = CopyGroup.objects.first().fingerprints.values_list("pk", flat=True)[:2]
    copied, own = Article.objects.get(pk=first).get_absolute_url(), changed.get_absolute_url()
    older, newer = changed.versions.order_by("pk").values_list("capture_id", flat=True)
    return [
        "/", "/?rows=dense", "/?q=tariff&copies=all", copied, own, f"{copied}compare/{second}/", f"{copied}capture/",
        f"{own}versions/", f"{own}versions/{older}/{newer}/", Story.objects.told().first().get_absolute_url(),
        "/companies/tesla/", "/places/china/", "/topics/electric-vehicles/", "/sources/voltline/", "/stories/",
        "/saved/",
    ]  # fmt: skip


def bare_dates(page):
    """The dates of a page that say no more than what is read."""
    found = [str(time) for time in page.select("time") if not _is_told(time)]
    for element in page.select(f"{BESIDE_DATES}, time, .known__note"):
        element.decompose()
    for fact in page.select(".facts dd"):
        if WEEKDAY.search(fact.text):  # what the note would say stands beside it
            fact.decompose()
    return found + [match.group() for match in DAY.finditer(page.get_text(" "))]


def _is_told(time):
    note = time.get("data-note")
    if note is not None:
        return time.get("tabindex") == "0" and WEEKDAY.search(note) is not None
    known = time.find_parent(class_="known")
    return known is not None and known.get("tabindex") == "0" and known.select_one(".known__note").text.strip() != ""


def test_every_date_says_the_full_date_on_hover_and_focus(archive, client):
    bare, dated = {}, set()
    for address in addresses(archive):
        response = client.get(address)
        assert response.status_code == 200, address
        page = BeautifulSoup(response.content, "html.parser")
        dated |= {address} if page.select("time, .known") else set()
        if found := bare_dates(page):
            bare[address] = found
    assert bare == {}
    assert set(addresses(archive)) - dated <= {address for address in addresses(archive) if "/capture/" in address}


@pytest.mark.parametrize(
    "html",
    ["<time datetime=2025-07-07>7 July 2025</time>", "<p>since 7 July 2025, 10:00 UTC</p>",
     "<time data-note='Monday, 7 July 2025.'>7 July 2025</time>"],
)  # fmt: skip
def test_a_bare_date_would_be_found(html):
    assert bare_dates(BeautifulSoup(html, "html.parser"))
