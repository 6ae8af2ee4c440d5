"""Every kind of page stays light: 60 kB of HTML, 40 kB of CSS and 30 kB of script, before compression."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command

from articles.models import Article, CopyGroup, SavedSearch, Story
from articles.store.copies import fold_copies
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CaptureFactory,
    CompanyFactory,
    MentionFactory,
    SourceFactory,
    StoryFactory,
    TaggingFactory,
)

HTML, CSS, SCRIPT = 60_000, 40_000, 30_000  # bytes
WORDS = " ".join(f"word{number * 37 % 1_009}" for number in range(150))
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
    text += "It ended on Friday."
    article = ArticleFactory(title="Thirty firms", text=text, companies=companies)
    for company in companies:
        for found in re.finditer(company.name, text):
            MentionFactory(article=article, company=company, start=found.start(), end=found.end())
    paragraphs = "".join(f"<p class=\"x\" data-n='{n}'>{part}</p>" for n, part in enumerate(text.split("\n\n")))
    capture = CaptureFactory(raw_content=f"{'<i></i>' * 4_000}{paragraphs}".encode(), media_type="text/html")
    ArticleVersionFactory(article=article, capture=capture)
    address = article.get_absolute_url()
    last = quote("It ended on Friday.")
    asked = ("", "?part=2", "?part=3", "?text=all", f"?quote={last}", "capture/", "capture/?from=0", "capture/?from=99")
    pages = {name: client.get(address + name).content for name in asked}
    assert {name: len(page) for name, page in pages.items() if len(page) >= HTML} == {}
    assert b'id="quoted"' in pages[f"?quote={last}"]
    assert b'id="p90"' in pages[f"?quote={last}"]
    assert b'id="p90"' not in pages[""]
    assert b"Firm 00 Limited said on Monday" in pages["capture/"].partition(b"<pre")[2]
    assert b"Firm 00 Limited said on Monday" not in pages["capture/?from=0"].partition(b"<pre")[2]
    assert b">Later<" not in client.get(f"{address}capture/?from=999999999").content


def test_the_heaviest_of_their_kinds_stay_light(db, client):
    """Each is more than any archive is likely to hold: of copies, articles of a story, versions, tags, odd letters."""
    source = SourceFactory(name="The Harbour and Shipping Gazette of the Northern Ports")
    told = [
        ArticleFactory(title=f"Ships wait above the lock of the northern canal, day {n}", text=WORDS, source=source)
        for n in range(60)
    ]
    fold_copies(article_ids=[article.pk for article in told])
    copied = Article.objects.get(pk=CopyGroup.objects.get().canonical_id)
    lines = [ArticleFactory(title=f"The strike, day {n}", text=f"{'Nobody loads a ship. ' * 30}{n}") for n in range(90)]
    story = StoryFactory(title="The strike", articles=lines)
    signs = ArticleFactory(title="水" * 90, text="水" * 60_000, authors=[f"水道 {n}" for n in range(9)])
    written = '{"a": "<b>"}' * 20_000
    removed = [{"text": "水" * 400, "rule": "promotion"}] * 150
    ArticleVersionFactory(article=signs, capture=CaptureFactory(raw_content=written.encode()), removed=removed)
    for n in range(150):
        TaggingFactory(article=signs, company=CompanyFactory(name=f"水道 & 水 {n}"), evidence="水" * 300)
    other = ArticleFactory(title="Other", text="水 火 " * 30_000)
    for n in range(90):
        ArticleVersionFactory(article=other, text=f"{n}", is_current=n == 0)
    address = signs.get_absolute_url()
    asked = [
        "/?q=word37", "/?q=word37&rows=dense&copies=all", copied.get_absolute_url(),
        f"{copied.get_absolute_url()}?copies=40",
        story.get_absolute_url(), f"{story.get_absolute_url()}?page=3", address, f"{address}?part=4",
        f"{address}capture/", f"{address}compare/{other.pk}/", f"{other.get_absolute_url()}versions/",
        "/cite/?" + "&".join(f"article={article.pk}" for article in [*told, *lines]),
    ]  # fmt: skip
    weights = {one: len(client.get(one).content) for one in asked}
    assert min(weights.values()) > 4_000, weights
    assert {one: weight for one, weight in weights.items() if weight >= HTML} == {}
