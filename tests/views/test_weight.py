"""Every kind of page stays light: 60 kB of HTML, 40 kB of CSS and 30 kB of script, before compression."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command

from articles.models import Article, CopyGroup, SavedSearch, Story
from tests.factories import ArticleFactory, ArticleVersionFactory, CaptureFactory, CompanyFactory, MentionFactory

HTML, CSS, SCRIPT = 60_000, 40_000, 30_000  # bytes
MANY = (
    "xiaomi OR tesla OR byd OR car OR company OR year OR china OR market OR electric OR tariff OR price OR share OR "
    "factory OR bank OR vehicle"
)


@pytest.fixture
def archive(db):
    """The bundled samples, as a new archive has them."""
    call_command("ingest_samples", verbosity=0)


def addresses() -> list[str]:
    """One of every kind of page, and the heaviest searches that people make."""
    story = Story.objects.told().first()
    longest = Article.objects.order_by("-word_count").first()
    copied = CopyGroup.objects.first().canonical
    ticked = "&".join(f"article={pk}" for pk in Article.objects.order_by("pk").values_list("pk", flat=True)[:15])
    return [
        "/", "/?rows=dense", "/?q=the", "/?q=the&rows=dense", f"/?q={MANY}", f"/?q={MANY}&rows=dense&children=1",
        "/?since=2020-01-01&until=2025-12-31", "/?q=tesla&since=2020-01-01&until=2025-12-31", "/?date=2024&date=2023",
        "/?more=company", "/?more=company&more=topic&more=source&more=person&more=place", "/?q=nothingofthesort",
        "/?company=tesla&company=byd&not_topic=tariffs&not_source=voltline&sort=oldest&children=1&copies=all",
        longest.get_absolute_url(), copied.get_absolute_url(), f"{longest.get_absolute_url()}capture/",
        f"{longest.get_absolute_url()}versions/", story.get_absolute_url(), f"/?story={story.pk}", "/stories/",
        "/companies/", "/companies/?order=name", "/companies/tesla/", "/companies/tesla/?children=1", "/people/",
        "/places/", "/places/china/", "/topics/", "/topics/electric-vehicles/", "/sources/", "/sources/voltline/",
        "/?q=the&rows=dense&since=2022-01-01&until=2025-12-31", "/?q=the&date=2022&date=2023&date=2024&date=2025",
        "/?q=the&since=2022-01-01&until=2025-12-31&more=company&more=person&sort=newest&copies=all",
        "/?q=the&date=2024&date=2025&more=company&sort=newest", "/?q=the&since=2000-01-01&until=2040-12-31",
        f"/?q={MANY}&rows=dense&date=2024&more=company", f"/?q={MANY}&since=2023-01-01&until=2024-12-31&more=place",
        "/trends/", "/trends/?q=tesla&q=china&q=tariff&q=car&q=the&unit=month", f"/trends/?q={MANY}&q=the&unit=month",
        "/trends/?q=tesla&q=china&q=tariff&q=car&q=the&unit=day&since=2024-01-01&until=2024-03-31",
        f"/cite/?{ticked}", "/help/", "/saved/",
    ]  # fmt: skip


def test_no_page_is_heavy(archive, client):
    user = get_user_model().objects.create_user("reader", password="-")
    SavedSearch.objects.create(user=user, name="Cars", query="q=car")
    client.force_login(user)
    weights, scripts = {}, {}
    for address in addresses():
        response = client.get(address)
        assert response.status_code == 200, address
        weights[address] = len(response.content)
        page = response.content.decode()
        scripts[address] = sum(size(name) for name in re.findall(r'<script[^>]* src="/static/([^"]+)"', page))
    assert {address: weight for address, weight in weights.items() if weight >= HTML} == {}
    assert {address: weight for address, weight in scripts.items() if weight >= SCRIPT} == {}
    assert size("articles/css/site.css") < CSS


def size(name: str) -> int:
    """The bytes of a static file."""
    return Path(finders.find(name)).stat().st_size


def test_a_long_article_and_its_original_are_read_in_parts(db, client):
    companies = [CompanyFactory(name=f"Firm {number:02} Limited") for number in range(30)]
    sentence = "{} said on Monday that it would build a factory in the north, & that “nobody” was to be let go. "
    text = "\n\n".join("".join(sentence.format(company.name) for company in companies[n % 24 :][:6]) for n in range(90))
    article = ArticleFactory(title="Thirty firms", text=text, companies=companies)
    for company in companies:
        for found in re.finditer(company.name, text):
            MentionFactory(article=article, company=company, start=found.start(), end=found.end())
    paragraphs = "".join(f"<p class=\"x\" data-n='{n}'>{part}</p>" for n, part in enumerate(text.split("\n\n")))
    capture = CaptureFactory(raw_content=f"{'<i></i>' * 4_000}{paragraphs}".encode(), media_type="text/html")
    ArticleVersionFactory(article=article, capture=capture)
    address = article.get_absolute_url()
    pages = {
        name: client.get(address + name).content for name in ("", "capture/", "capture/?part=1", "capture/?part=99")
    }
    assert {name: len(page) for name, page in pages.items() if len(page) >= HTML} == {}
    assert b"Firm 00 Limited said on Monday" in pages["capture/"].partition(b"<pre")[2]
    assert b"Firm 00 Limited said on Monday" not in pages["capture/?part=1"].partition(b"<pre")[2]
    assert b"Later part" not in pages["capture/?part=99"]
