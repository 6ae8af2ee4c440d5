"""Feeds polled: what is new is taken in once, servers are treated well, and failures are noted."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles.capture.fetching.fetch import fetch
from articles.collecting import feeds
from articles.collecting.feeds import poll_feeds
from articles.collecting.pages import fetch_pages
from articles.models import Article, Feed, FeedItem, Job, PageFetch, Sighting
from articles.store.feeds import add_feeds, claim_feed
from articles.store.fetching import keep_away
from tests.capture.feed.samples import ATOM, JSON_FEED, LAUGHS, WHOLE
from tests.capture.fetching.servers import redirect, response
from tests.collecting.pages import story
from tests.factories import FeedFactory, UserFactory

pytestmark = pytest.mark.django_db


def rss(*items: str) -> bytes:
    listed = "".join(items)
    return response(
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>The Lindmouth Gazette</title>{listed}</channel></rss>".encode(),
        media_type="application/rss+xml",
    )


def item(link: str, title: str = "A ship sinks", body: str = "Only the beginning …") -> str:
    return f"<item><title>{title}</title><link>{link}</link><description>{body}</description></item>"


def follow(url: str, **known) -> Feed:
    add_feeds(titles={url: ""})
    Feed.objects.filter(url=url).update(**known)
    return Feed.objects.get(url=url)


def poll(feed: Feed):
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    (result,) = poll_feeds(ids=[feed.pk])
    feed.refresh_from_db()
    return result


def run(*arguments: str) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command("feeds", *arguments, stdout=out, stderr=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return out.getvalue(), status


def test_the_pages_that_a_feed_leads_to_become_articles_once(site):
    site.answers |= {
        "/feed": rss(item("/one", "Ship one sinks"), item("/two", "Ship two sinks")),
        "/one": response(story("Ship one sinks", place="Oneport").encode()),
        "/two": response(story("Ship two sinks", place="Twoport").encode()),
    }
    run("add", site.url("/feed", "gazette.example"))
    out, status = run("poll")
    assert (status, "2 new (0 texts, 2 pages)" in out) == (0, True), out
    assert set(Article.objects.values_list("title", flat=True)) == {"Ship one sinks", "Ship two sinks"}
    feed = Feed.objects.get()
    assert (feed.title, feed.kind, feed.failures) == ("The Lindmouth Gazette", "RSS 2.0", 0)
    assert feed.last_new_at is not None
    assert run("poll")[0] == ""  # not due
    assert "0 new" in run("poll", "--all")[0]
    assert len(site.asked_for("/one")) == 1
    assert FeedItem.objects.filter(page__state="fetched").count() == 2


def test_a_feed_that_carries_whole_texts_needs_no_pages(site):
    site.answers["/feed"] = response(ATOM.encode(), media_type="application/atom+xml")
    result = poll(follow(site.url("/feed"), source_name="Quay Notes"))
    assert (result.new, result.taken, result.page_ids) == (1, 1, ())
    article = Article.objects.get()
    assert (article.title, article.source.name) == ("Fog falls", "Quay Notes")
    assert article.published_at.isoformat() == "2025-07-07T08:00:00+00:00"
    assert WHOLE in article.text
    sighting = Sighting.objects.get()
    assert (sighting.how, sighting.url) == ("feed", "https://quay.example/fog")
    assert FeedItem.objects.get().capture_id == sighting.capture_id


def test_each_feed_may_choose_where_its_texts_come_from(site):
    site.answers |= {"/whole": response(ATOM.encode()), "/teasers": rss(item("https://news.example/1"))}
    assert poll(follow(site.url("/whole"), text="page")).page_ids
    assert PageFetch.objects.get(url="https://quay.example/fog").obeys_robots
    assert poll(follow(site.url("/teasers"), text="feed")).taken == 1


def test_a_json_feed_is_polled_as_any_other(site):
    site.answers["/feed"] = response(JSON_FEED.encode(), media_type="application/feed+json")
    result = poll(follow(site.url("/feed")))
    assert (result.new, result.taken) == (2, 1)
    assert FeedItem.objects.get(page__isnull=False).link == site.url("/2")


def test_a_sitemap_index_leads_to_news(site):
    news = (
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{}</loc>'
        "<n:news><n:title>A ship sinks</n:title></n:news></url></urlset>"
    ).format(site.url("/ship"))
    listed = "".join(
        f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/news.xml", "/broken.xml", "/gone.xml")
    )
    site.answers |= {
        "/index.xml": response(f"<sitemapindex>{listed}</sitemapindex>".encode(), media_type="text/xml", etag='"i"'),
        "/news.xml": response(news.encode(), media_type="text/xml"),
        "/broken.xml": response(LAUGHS.encode(), media_type="text/xml"),
    }
    feed = follow(site.url("/index.xml"))
    assert poll(feed).new == 1
    assert PageFetch.objects.get().url == site.url("/ship")
    assert (feed.kind, feed.etag) == ("sitemap index", "")


def test_only_what_changed_is_asked_for(site):
    site.answers["/feed"] = response(
        ATOM.encode(), media_type="text/xml", etag='"v1"', last_modified="Mon, 07 Jul 2025 10:00:00 GMT"
    )
    feed = follow(site.url("/feed"))
    poll(feed)
    site.answers["/feed"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    assert poll(feed).is_unchanged
    headers = site.asked_for("/feed")[1].headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"v1"', "Mon, 07 Jul 2025 10:00:00 GMT")
    assert feed.failures == 0
    run("poll", "--all", "--whole")
    assert "if-none-match" not in site.asked_for("/feed")[2].headers


def test_failures_are_noted_and_the_pauses_double_up_to_a_day(site):
    feed = follow(site.url("/feed"), interval_minutes=60)
    hours = []
    for _ in range(8):
        assert poll(feed).error
        hours.append(round((feed.next_poll_at - timezone.now()).total_seconds() / 3600))
    assert hours == [1, 2, 4, 8, 16, 24, 24, 24]
    assert (feed.failures, "no such page" in feed.last_error) == (8, True)
    site.answers["/feed"] = rss()
    assert poll(feed).error == ""
    assert (feed.failures, feed.last_error) == (0, "")


def test_a_server_that_names_a_time_is_not_asked_before(site):
    site.answers["/feed"] = response(status="429 Too Many", retry_after="7200")
    feed = follow(site.url("/feed"), interval_minutes=5)
    poll(feed)
    assert feed.next_poll_at - timezone.now() > timedelta(minutes=119)
    assert "is not to be asked before" in poll(feed).error  # though somebody wished it
    assert len(site.asked_for("/feed")) == 1
    assert feed.failures == 1


def test_a_feed_deleted_while_it_is_polled_leaves_nothing_and_holds_up_no_other(site, monkeypatch):
    site.answers |= {"/feed": rss(item("/one"), item("", body="A whole text.")), "/other": rss(item("/two"))}
    gone, other = follow(site.url("/feed")), follow(site.url("/other"))

    def deleted_meanwhile(url, **told):
        result = fetch(url, **told)
        Feed.objects.filter(url=site.url("/feed")).delete()
        return result

    monkeypatch.setattr(feeds, "fetch", deleted_meanwhile)
    told = {result.feed.pk: result for result in poll_feeds()}
    assert told[gone.pk].error == "the feed was deleted while it was polled"
    assert (told[other.pk].error, told[other.pk].new) == ("", 1)
    assert list(PageFetch.objects.values_list("url", flat=True)) == [site.url("/two")]
    assert FeedItem.objects.get().feed_id == other.pk
    assert list(poll_feeds()) == []  # nothing is left to try again


def test_a_feed_is_asked_again_when_the_server_behind_its_redirect_may_be(site, slept):
    site.answers["/feed"] = redirect(site.url("/moved", "busy.example"))
    keep_away(origin=site.url("", "busy.example"), until=timezone.now() + timedelta(hours=3))
    feed = follow(site.url("/feed", "gazette.example"))
    assert "is not to be asked before" in poll(feed).error
    assert feed.next_poll_at - timezone.now() > timedelta(hours=2, minutes=59)
    assert (feed.failures, site.asked_for("/moved")) == (0, [])


def test_a_feed_that_is_gone_is_followed_no_more(site):
    site.answers["/feed"] = response(status="410 Gone")
    feed = follow(site.url("/feed"))
    poll(feed)
    assert not feed.is_active
    assert list(poll_feeds()) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (response(LAUGHS.encode(), media_type="text/xml"), "entities"),
        (response(b"<html>", media_type="text/html"), "web page"),
        (response(b"%PDF", media_type="application/pdf"), "PDF"),
        (response(b" "), "empty"),
        (redirect("http://169.254.169.254/feed"), "169.254"),
        (response(b"<rss>" + bytes(6 * 1024 * 1024), media_type="text/xml"), "larger than 5 MB"),
    ],
)
def test_hostile_feeds_end_in_a_reason(site, answer, words):
    site.answers["/feed"] = answer
    feed = follow(site.url("/feed"))
    assert words in poll(feed).error
    assert words in feed.last_error


def test_links_that_lead_inwards_are_noted_and_never_asked(site):
    site.answers["/feed"] = rss(
        item("http://10.0.0.1/"), item("http://localhost:22/"), '<item><guid isPermaLink="false">x</guid></item>'
    )
    assert poll(follow(site.url("/feed"))).new == 3
    reasons = " ".join(FeedItem.objects.values_list("reason", flat=True))
    assert "private" in reasons
    assert "local network" in reasons
    assert "neither a whole text nor a link" in reasons
    assert PageFetch.objects.count() == 0


def test_robots_txt_holds_for_feeds_and_for_what_they_lead_to(site):
    site.answers |= {
        "/robots.txt": response(b"User-agent: *\nDisallow: /private", media_type="text/plain"),
        "/feed": rss(item("/private/1"), item("/open")),
        "/open": response(story("A ship sinks").encode()),
        "/private/feed": rss(),
    }
    result = poll(follow(site.url("/feed")))
    told = {one.name: one for one in fetch_pages(ids=result.page_ids)}
    assert "robots.txt" in told[site.url("/private/1")].reason
    assert Article.objects.count() == 1
    assert "robots.txt" in poll(follow(site.url("/private/feed"))).error
    assert site.asked_for("/private/feed") == site.asked_for("/private/1") == []


def test_a_page_that_two_feeds_list_is_fetched_once(site):
    site.answers |= {
        "/a": rss(item("/ship")),
        "/b": rss(item("/ship")),
        "/ship": response(story("A ship sinks").encode()),
    }
    poll(follow(site.url("/a")))
    list(fetch_pages())
    poll(follow(site.url("/b")))
    list(fetch_pages())
    assert len(site.asked_for("/ship")) == 1
    assert FeedItem.objects.filter(page__state="fetched").count() == 2


def test_a_poll_that_was_killed_is_done_again_and_doubles_nothing(site, monkeypatch):
    site.answers["/feed"] = response(ATOM.encode(), media_type="text/xml", etag='"v1"')
    feed = follow(site.url("/feed"))

    def die(**known):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("articles.collecting.feeds.add_items", die)
        with pytest.raises(KeyboardInterrupt):
            poll(feed)
    assert claim_feed() is None  # for ten minutes, as if its worker lived
    assert poll(feed).taken == 1
    assert Article.objects.count() == 1
    assert FeedItem.objects.count() == 1


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(site):
    site.answers |= {"/old": redirect("/new", "301 Moved Permanently"), "/new": rss(), "/lent": redirect("/new")}
    feed, lent = follow(site.url("/old")), follow(site.url("/lent"))
    poll(feed)
    poll(lent)
    assert (feed.url, lent.url) == (site.url("/new"), site.url("/lent"))
    again = follow(site.url("/old"))
    assert poll(again).error == ""
    assert again.url == site.url("/old")  # the new address is followed already


def test_opml_comes_in_and_goes_out(site, tmp_path):
    file = tmp_path / "feeds.opml"
    file.write_text(
        '<opml version="2.0"><body><outline text="News"><outline text="Gazette" xmlUrl="https://gazette.example/feed"/>'
        '<outline text="Inner" xmlUrl="http://10.0.0.1/feed"/></outline></body></opml>'
    )
    out, status = run("import", str(file))
    assert (status, "1 feed followed, 0 known already, 1 refused" in out) == (1, True), out
    assert "0 feeds followed, 1 known" in run("import", str(file))[0]
    assert 'xmlUrl="https://gazette.example/feed"' in run("export", "-")[0]
    assert "Gazette" in run("list")[0]
    file.write_text(LAUGHS)
    with pytest.raises(CommandError, match="entities"):
        run("import", str(file))


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_admin_shows_how_feeds_are(desk):
    FeedFactory(title="<b>Broken</b>", last_error="the page is gone (status 410)", failures=3)
    page = desk.get(reverse("admin:articles_feed_changelist")).content.decode()
    assert "the page is gone" in page
    assert "&lt;b&gt;Broken" in page
    assert "Broken" in desk.get(reverse("admin:articles_feed_changelist"), {"q": "gone"}).content.decode()
    assert "Broken" not in desk.get(reverse("admin:articles_feed_changelist"), {"q": "well"}).content.decode()


def test_a_feed_is_added_with_a_checked_address(desk):
    address = reverse("admin:articles_feed_add")
    told = {"title": "", "source_name": "", "text": "auto", "is_active": "on", "interval_minutes": "60"}
    assert "private" in desk.post(address, {**told, "url": "http://192.168.1.1/feed"}).content.decode()
    assert desk.post(address, {**told, "url": "HTTPS://Gazette.example/feed"}).status_code == 302
    assert Feed.objects.get().url == "https://gazette.example/feed"
    assert "followed already" in desk.post(address, {**told, "url": "https://gazette.example/feed"}).content.decode()
    assert (
        "greater than"
        in desk.post(address, {**told, "url": "https://b.example/", "interval_minutes": "1"}).content.decode()
    )


def test_opml_in_the_admin(desk):
    opml = b'<opml><body><outline text="G" xmlUrl="https://gazette.example/feed"/></body></opml>'
    page = desk.post(reverse("admin:articles_feed_import"), {"file": SimpleUploadedFile("f.opml", opml)}, follow=True)
    assert "1 feed followed" in page.content.decode()
    exported = desk.get(reverse("admin:articles_feed_export"))
    assert b"https://gazette.example/feed" in exported.content
    assert "attachment" in exported["Content-Disposition"]
    bad = desk.post(reverse("admin:articles_feed_import"), {"file": SimpleUploadedFile("f.opml", LAUGHS.encode())})
    assert "entities" in bad.content.decode()


def test_polling_from_the_admin_is_queued(desk):
    feed = FeedFactory(next_poll_at=timezone.now() + timedelta(days=1))
    selected = {"action": "poll", "_selected_action": [feed.pk]}
    page = desk.post(reverse("admin:articles_feed_changelist"), selected, follow=True).content.decode()
    assert "Polling 1 feed" in page
    assert Job.objects.filter(task_name="poll_due_feeds").count() == 1
    feed.refresh_from_db()
    assert feed.next_poll_at <= timezone.now()


def test_only_who_may_is_let_at_the_feeds(client):
    client.force_login(UserFactory(is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("import", "export", "add"):
        assert client.get(reverse(f"admin:articles_feed_{name}")).status_code == 403
