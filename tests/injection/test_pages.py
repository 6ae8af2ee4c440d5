"""Pages made to run scripts are ingested, and no page of the site that shows them runs one.

Chromium opens every page without the site's content policy, so that it is the escaping alone that holds.
"""

from __future__ import annotations

import json
import random
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.capture.feed.entry_page import page_of_entry
from articles.capture.feed.read import read_feed
from articles.documents import RawCapture
from articles.management.site_export.listings import article_file
from articles.models import (
    Article,
    ArticleVersion,
    Company,
    CompanyCandidate,
    Feed,
    PageFetch,
    Person,
    Place,
    SavedSearch,
    Sighting,
    SiteFurniture,
    Source,
    Story,
    Tombstone,
    Topic,
)
from articles.pipeline import archive_rules, ingest
from articles.store.search_entries import index_articles
from tests.factories import (
    CandidateSightingFactory,
    CompanyCandidateFactory,
    CompanyFactory,
    FeedFactory,
    FeedItemFactory,
    JobProgressFactory,
    PageFetchFactory,
    PersonFactory,
    PlaceFactory,
    SavedSearchFactory,
    SiteFurnitureFactory,
    StoryFactory,
    TaggingFactory,
    TombstoneFactory,
    TopicFactory,
    UserFactory,
)
from tests.injection.vectors import vectors

pytestmark = pytest.mark.browser

WORDS = ["ferry", "harbour", "lorry", "cable", "timber", "ledger", "anchor", "winter", "market", "tariff", "copper"]
UNSAFE = """() => {
  const addresses = /^(href|src|action|formaction|xlink:href|data)$/i;
  const scripts = /^[\\s\\x00-\\x1f]*(javascript|vbscript|data):/i;
  const isUnsafe = ({ name, value }) => /^on|^srcdoc$/i.test(name) || (addresses.test(name) && scripts.test(value));
  return [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes].filter(isUnsafe).map(({ name, value }) => `${element.localName} ${name}=${value}`));
}"""


def page_of(number: int, text: str, *, edition: int = 1) -> bytes:
    """A page of news with the vector wherever a page has words: escaped, so that it is a text, and as it is."""
    dice = random.Random(number)
    prose = [
        f"{' '.join(dice.choices(WORDS, k=14)).capitalize()}, Apple and Tesla said in Berlin on Friday."
        for _ in range(12)
    ]
    if edition > 1:
        prose[3] = f"This sentence came later and holds {text}, as the harbour master said."
    told = escape(f"Quokka {number} {text}")
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"Quokka {number} {text}",
        "author": {"@type": "Person", "name": text},
        "articleSection": text,
        "datePublished": "2025-07-07T08:00:00Z",
        "publisher": {"name": text},
    }
    head = (
        f'<title>{told}</title><meta name="author" content="{escape(text)}"><meta property="og:title" content="{told}">'
        f'<meta property="og:site_name" content="{escape(text)}"><link rel="canonical" href="{escape(text)}">'
        f'<script type="application/ld+json">{json.dumps(data).replace("</", "<" + chr(92) + "/")}</script>'
    )
    body = "".join(f"<p>{escape(one)}</p>" for one in (*prose[:2], f"Somebody wrote {text} on a wall.", *prose[2:]))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body><article><h1>{told}</h1>"
        f"<p class=byline>By {escape(text)}</p>{body}</article><div>{text}</div></body></html>"
    ).encode("utf-8", "replace")


def take_in(chosen) -> list[tuple[int, str, Article]]:
    """Ingest a page of each vector, in two editions, and put its text into what curators and programs name."""
    captures = [
        RawCapture(
            content=page_of(number, text, edition=edition),
            media_type="text/html",
            name=f"{text}.html",
            url=f"https://news.example/{number}?{quote(text)}",
            source_name=text,
        )
        for edition in (1, 2)
        for number, _, text in chosen
    ]
    list(ingest(captures, rules=archive_rules()))
    found = []
    for number, _, text in chosen:
        seen = Sighting.objects.filter(url__startswith=f"https://news.example/{number}?")
        article = Article.objects.filter(versions__capture__sightings__in=seen).order_by("pk").first()
        if article is None:
            continue
        clean = text.replace("\x00", "\ufffd")
        spoil(article, number, clean)
        for factory, name in (
            (CompanyFactory, "company"), (PersonFactory, "person"), (PlaceFactory, "place"), (TopicFactory, "topic"),
        ):  # fmt: skip
            thing = factory(name=f"{number} {clean}"[:120])
            TaggingFactory(article=article, **{"company": None, name: thing}, evidence=clean)
        Sighting.objects.filter(capture__versions__article=article).update(url=clean)
        CandidateSightingFactory(article=article, sentence=clean, candidate=CompanyCandidateFactory(name=clean[:200]))
        StoryFactory(title=clean, articles=[article] if not hasattr(article, "story_member") else [])
        SavedSearchFactory(name=f"{number} {clean}"[:120], query=f"q={quote(clean)}")
        SiteFurnitureFactory(text=clean)
        TombstoneFactory(reason=clean)
        feed = FeedFactory(title=clean[:300], source_name=clean[:200], last_error=clean, url=f"{clean}#{number}")
        FeedItemFactory(feed=feed, link=clean, reason=clean)
        PageFetchFactory(url=f"{clean}#{number}", reason=clean, final_url=clean, source_name=clean[:200])
        JobProgressFactory(label=clean[:100])
        index_articles(article_ids=[article.pk])
        found.append((number, clean, article))
    return found


def feed_of(chosen) -> bytes:
    """An RSS feed with an item for each vector: in its title, author, category, address and content."""
    items = "".join(
        f"<item><title>{escape(f'Fed {number} {text}')}</title><link>https://fed.example/{number}</link>"
        f"<guid>{number}</guid><author>{escape(text)}</author><category>{escape(text)}</category>"
        f"<pubDate>Mon, 07 Jul 2025 08:00:00 GMT</pubDate><content:encoded>{escape(fed_page(number, text))}"
        "</content:encoded></item>"
        for number, _, text in chosen
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    head = f"<title>{escape(chosen[0][2])}</title><link>https://fed.example/</link>"
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{head}{items}</channel></rss>'.encode()


def fed_page(number: int, text: str) -> str:
    dice = random.Random(-number)
    prose = "".join(f"<p>{' '.join(dice.choices(WORDS, k=16)).capitalize()}.</p>" for _ in range(8))
    return f"<p>Somebody wrote {escape(text)} here.</p>{prose}<div>{text}</div>"


def take_in_feed(chosen) -> list[Article]:
    """Ingest what a feed carries; the articles that came of it."""
    content = feed_of(
        [(number, family, text.replace("\x00", "").replace("\x01", "")) for number, family, text in chosen]
    )
    document = read_feed(content, url="https://fed.example/feed.xml", media_type="application/rss+xml")
    pages = [page_of_entry(one, moment=timezone.now(), source_name=chosen[0][2]) for one in document.entries]
    list(ingest(pages, rules=archive_rules(), how=Sighting.How.FEED))
    return list(Article.objects.filter(versions__capture__sightings__how=Sighting.How.FEED).distinct().order_by("pk"))


def spoil(article: Article, number: int, text: str) -> None:
    """Put the vector into every field, also where cleaning takes markup out: a curator might write it there."""
    Article.objects.filter(pk=article.pk).update(
        title=f"Quokka {number} {text}",
        authors=[text],
        section=text[:200],
        canonical_url=text,
        text=f"{text}\n\n{article.text}",
        paragraph_kinds=[],
        state="needs_review",
        state_reason=text,
        published_evidence=text,
    )
    ArticleVersion.objects.filter(article=article).update(
        title=f"Quokka {number} {text}", removed=[{"text": text, "rule": text}]
    )
    article.refresh_from_db()


class Watch:
    """A tab that remembers every script which ran, and what of each page could have run one."""

    def __init__(self, browser, server: str = "", cookies=()) -> None:
        self.context = browser.new_context(bypass_csp=True, base_url=server or None)
        self.context.set_default_timeout(20_000)
        if cookies:
            self.context.add_cookies(cookies)
        self.ran: list[tuple[str, object]] = []
        self.seen = 0
        self.at = ""
        self.context.expose_binding("ran", lambda _, number: self.ran.append((self.at, number)))
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.ran.append((self.at, "dialog")), dialog.dismiss()))

    def look(self, address: str) -> None:
        """Open a page and wait until everything in it had its chance."""
        self.at = address
        self.page.goto(address)
        unsafe = [] if address.startswith("/capture/bookmark/") else self.page.evaluate(UNSAFE)
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 0))")
        assert self.ran == [], address
        assert unsafe == [], address
        self.seen += 1


def addresses_of(number: int, text: str, article: Article) -> list[str]:
    """The pages that show one of the articles and what it is tagged with."""
    args = [article.pk, article.slug]
    versions = list(ArticleVersion.objects.filter(article=article).order_by("pk").values_list("pk", flat=True))
    capture = ArticleVersion.objects.filter(article=article, is_current=True).values_list("capture", flat=True)[0]
    thing_pages = [
        tag.thing.get_absolute_url() if hasattr(tag.thing, "get_absolute_url") else f"/{kind}/{tag.thing.slug}/"
        for tag in article.taggings.select_related("company", "person", "place", "topic").order_by("-pk")[:4]
        for kind in [{"Person": "people", "Place": "places"}.get(type(tag.thing).__name__, "")]
    ]
    compared = [reverse("articles:changes", args=[*args, *versions[:2]])] if len(versions) > 1 else []
    source = [article.source.get_absolute_url()] if article.source else []
    return [
        reverse("articles:article", args=args),
        reverse("articles:article_capture", args=args),
        reverse("articles:versions", args=args),
        *compared,
        *source,
        *thing_pages,
        reverse("articles:api_article", args=[article.pk]),
        f"/?q={quote(text)}",
        f"/?q={quote(json.dumps(text))}&company={quote(text)}",
        f"/cite/?article={article.pk}",
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_history", args=[article.pk]),
        reverse("admin:articles_capture_change", args=[capture]),
        *([reverse("admin:articles_source_change", args=[article.source_id])] if article.source else []),
    ]


def shared_addresses(found) -> list[str]:
    """Lists, feeds and forms that show many at once."""
    first = found[0][1]
    names = [
        model._meta.model_name
        for model in apps.get_app_config("articles").get_models()
        if not model._meta.model_name.endswith("event") and not hasattr(model._meta.pk, "fields")
    ]
    lists = [reverse(f"admin:articles_{name}_changelist") for name in names if name != "sketchhash"]
    facets = [reverse("articles:facet", args=[name]) for name in ("company", "topic", "source", "person", "place")]
    cited = "&".join(f"article={article.pk}" for _, _, article in found[:20])
    changed = [
        reverse(f"admin:articles_{model._meta.model_name}_change", args=[model._default_manager.latest("pk").pk])
        for model in (
            Company,
            CompanyCandidate,
            Feed,
            PageFetch,
            Person,
            Place,
            SavedSearch,
            SiteFurniture,
            Story,
            Tombstone,
            Topic,
        )
    ]
    return [
        *changed, "/", "/?q=quokka&more=company", "/?q=quokka&copies=all&page=2", "/companies/", "/people/", "/places/",
        "/topics/", "/sources/", "/stories/", "/saved/", "/feed/?q=quokka", "/help/", "/capture/bookmark/", "/capture/",
        "/api/articles/?q=quokka", "/api/companies/", "/api/topics/", f"/complete/?q={quote(first[:20])}",
        f"/trends/?q={quote(first)}&q=quokka", f"/cite/?{cited}", f"/{quote(first, safe='')}/", "/admin/",
        *facets, *lists,
    ]  # fmt: skip


@pytest.fixture
def watch(browser, live_server):
    client = Client()
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    name = project.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    found = Watch(browser, live_server.url, [cookie])
    yield found
    found.context.close()


def test_the_watch_sees_scripts_that_run(browser):
    seen = Watch(browser)
    for patience in (10, 200, 2_000):  # milliseconds: longer where the machine has more to do
        for _, _, text in vectors():
            seen.page.goto("about:blank")
            seen.page.set_content(f"<p>{text}</p>", wait_until="domcontentloaded")
            seen.page.wait_for_timeout(patience)
        if len({number for _, number in seen.ran}) >= 40:
            break
    seen.context.close()
    assert len({number for _, number in seen.ran}) >= 40


def walk(watch, live_server, tmp_path: Path, chosen) -> int:
    """Ingest, open everything, and the copy without a server too; returns how many pages were opened."""
    fed = take_in_feed(chosen)
    found = take_in(chosen)
    assert len(fed) >= 0.9 * len(chosen)
    assert len(found) >= 0.9 * len(chosen)
    assert Source.objects.exists()
    for number, text, article in found:
        for address in addresses_of(number, text, article):
            watch.look(address)
    for article in fed:
        watch.look(article.get_absolute_url())
        watch.look(reverse("articles:article_capture", args=[article.pk, article.slug]))
    for address in shared_addresses(found):
        watch.look(address)
    downloads = ["/export/articles.csv?q=quokka", "/export/articles.jsonl?q=quokka"]
    downloads += [reverse("articles:capture_download", args=[one.pk, one.slug]) for _, _, one in found]
    for address in downloads:
        answer = watch.context.request.get(address)
        assert answer.headers["content-disposition"].startswith("attachment"), address
        assert answer.headers["x-content-type-options"] == "nosniff"
    call_command("export_site", str(tmp_path / "copy"))
    for name in ("index.html", "companies.html", "topics.html", "months.html"):
        watch.look((tmp_path / "copy" / name).as_uri())
    for _, _, article in found:
        watch.look((tmp_path / "copy" / article_file(article.pk)).as_uri())
    watch.page.goto((tmp_path / "copy" / "index.html").as_uri())
    watch.page.fill("#titles", "quokka")
    watch.page.wait_for_selector(".copy__found a")
    assert watch.ran == []
    return watch.seen


def test_no_page_of_the_site_runs_a_script_of_some_captures(watch, live_server, tmp_path):
    chosen = random.Random(8).sample(vectors(), 3)
    assert walk(watch, live_server, tmp_path, chosen) > 130


@pytest.mark.long
def test_no_page_of_the_site_runs_a_script_of_a_hundred_captures(watch, live_server, tmp_path):
    chosen = vectors()
    assert len({text for _, _, text in chosen}) == 100
    assert walk(watch, live_server, tmp_path, chosen) > 1_500
