"""Pages by their address: what comes becomes articles, what does not leaves a record with its reason."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.capture.fetching.fetch import Limits
from articles.collecting import asking, manners
from articles.collecting.pages import Missed, Postponed, fetch_pages
from articles.models import Article, Capture, CurationAct, PageFetch, Sighting, WebServer
from articles.store.fetching import ask_for, claim, take_turn
from articles.store.receipts import Receipt
from tests.capture.fetching.hostile import bomb
from tests.capture.fetching.servers import redirect, response
from tests.collecting.pages import story
from tests.conftest import PROJECT

pytestmark = pytest.mark.django_db


def page_of(title: str, **words: str) -> bytes:
    return response(story(title, **words).encode())


def run(*arguments: str) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command("fetch", *arguments, stdout=out, stderr=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return out.getvalue(), status


def test_a_fetched_page_becomes_an_article_with_all_that_is_known_of_it(site):
    site.answers |= {"/old": redirect("/story"), "/story": page_of("Harbour of Lindmouth has its busiest month")}
    out, status = run(site.url("/old", "gazette.example"), "--source", "The Lindmouth Gazette")
    assert status == 0
    assert "1 new" in out
    article = Article.objects.get()
    assert article.title == "Harbour of Lindmouth has its busiest month"
    assert article.source.name == "The Lindmouth Gazette"
    sighting = Sighting.objects.get()
    assert sighting.url == site.url("/story", "gazette.example")
    assert sighting.file_name == site.url("/old", "gazette.example")
    assert sighting.how == Sighting.How.FETCHED
    assert timezone.now() - sighting.captured_at < timedelta(minutes=1)
    capture = Capture.objects.get()
    assert capture.media_type == "text/html; charset=utf-8"
    assert capture.raw() == story("Harbour of Lindmouth has its busiest month").encode()
    page = PageFetch.objects.get()
    assert (page.state, page.outcome, page.final_url) == ("fetched", "new", sighting.url)
    assert page.capture == capture
    assert page.next_try_at is None


def test_the_charset_that_the_server_names_decodes_the_page(site):
    text = story("Müller baut den Hafen aus").replace("<meta charset=utf-8>", "")
    site.answers["/"] = response(text.encode("cp1250"), media_type="text/html; charset=windows-1250")
    run(site.url("/"))
    assert Article.objects.get().title == "Müller baut den Hafen aus"


def test_the_same_page_again_is_a_duplicate_and_a_changed_one_a_new_version(site):
    site.answers["/story"] = page_of("Harbour has its busiest month")
    run(site.url("/story", "gazette.example"))
    assert "1 duplicate" in run(site.url("/story", "gazette.example"))[0]
    site.answers["/story"] = page_of("Harbour has its busiest month", month="July")
    assert "1 updated" in run(site.url("/story", "gazette.example"))[0]
    assert Article.objects.count() == 1
    assert PageFetch.objects.count() == 1


def test_what_does_not_come_leaves_a_record_with_the_reason(site):
    site.answers |= {
        "/bomb": response(bomb(24 * 1024 * 1024), content_encoding="gzip"),
        "/pdf": response(b"%PDF-1.7", media_type="application/pdf"),
        "/inwards": redirect("http://169.254.169.254/latest/"),
        "/busy": response(status="503 Later", retry_after="600"),
    }
    urls = [site.url(path) for path in ("/bomb", "/pdf", "/inwards", "/missing", "/busy")]
    out, status = run(*urls, "http://10.0.0.1/", "not an address")
    assert status == 1
    assert "7 rejected" in out
    reasons = dict(PageFetch.objects.values_list("url", "reason"))
    assert "larger than 20 MB" in reasons[urls[0]]
    assert "PDF" in reasons[urls[1]]
    assert "169.254.169.254" in reasons[urls[2]]
    assert "no such page" in reasons[urls[3]]
    assert "private" in reasons["http://10.0.0.1/"]
    assert set(PageFetch.objects.values_list("state", flat=True)) == {"failed"}
    busy = PageFetch.objects.get(url=urls[4])
    assert busy.next_try_at - timezone.now() > timedelta(minutes=9)
    assert PageFetch.objects.exclude(pk=busy.pk).filter(next_try_at__isnull=False).count() == 0
    assert Capture.objects.count() == 0


def test_a_page_without_an_article_is_stored_and_its_rejection_told(site):
    site.answers["/"] = response(b"<!doctype html><title>Log in</title><form><input name=user></form>")
    out, status = run(site.url("/"))
    assert status == 1
    assert Capture.objects.get().status == Capture.Status.REJECTED
    page = PageFetch.objects.get()
    assert (page.state, page.outcome) == ("fetched", "rejected")
    assert page.reason
    assert page.reason in out


def test_a_list_is_read_from_a_file(site, tmp_path):
    site.answers |= {f"/{n}": page_of(f"Ship number {n} sinks", place=f"Port {n}") for n in range(3)}
    listed = tmp_path / "urls.txt"
    listed.write_text("# of today\n" + "\n\n".join(site.url(f"/{n}") for n in range(3)) + f"\n{site.url('/0')}\n")
    out, _ = run("--list", str(listed), "--jsonl")
    assert out.count('"status": "new"') == 3
    assert [one.path for one in site.asked] == ["/0", "/1", "/2"]


def test_one_server_is_asked_with_a_pause_between(site, slept, settings, monkeypatch):
    moments = []

    def noting(**known):
        turn = take_turn(**known)
        moments.append(turn.at)
        return turn

    monkeypatch.setattr(manners, "take_turn", noting)
    settings.FETCH_DELAY = 4
    site.answers |= {f"/{n}": page_of(f"Ship number {n} sinks") for n in range(3)}
    run(*(site.url(f"/{n}") for n in range(3)))
    assert [(later - before).total_seconds() for before, later in pairwise(moments)] == [4, 4]
    assert len(slept) == 2
    assert 0 < slept[0] <= 4 < slept[1] <= 8  # nobody really sleeps, so the second waits for both


def test_while_one_server_rests_another_is_asked(site, slept, settings):
    settings.FETCH_DELAY = 4
    hosts = ["gazette.example", "gazette.example", "quay.example", "quay.example"]
    run(*(site.url(f"/{n}", host) for n, host in enumerate(hosts)))
    assert [one.path for one in site.asked] == ["/0", "/2", "/1", "/3"]


def test_passwords_in_addresses_are_not_kept(site):
    out, status = run("https://ada:secret@news.example/story")
    assert status == 1
    assert "name or password" in out
    assert "secret" not in out
    assert PageFetch.objects.get().url == "https://…@news.example/story"


def test_a_server_that_asked_for_a_pause_is_left_alone(site, slept):
    site.answers |= {"/busy": response(status="429 Slow Down", retry_after="900"), "/story": page_of("A ship sinks")}
    run(site.url("/busy"))
    (later,) = fetch_pages(ids=[page.pk for page in ask_for(urls=[site.url("/story")])])
    assert isinstance(later, Postponed)
    assert later.until - timezone.now() > timedelta(minutes=14)
    assert site.asked_for("/story") == []
    WebServer.objects.update(next_at=timezone.now())
    PageFetch.objects.filter(url=site.url("/story")).update(next_try_at=timezone.now())
    assert [type(one) for one in fetch_pages()] == [Receipt]


def test_a_server_behind_a_redirect_that_asked_for_a_pause_is_the_one_left_alone(site, slept):
    """Neither the one that led there, nor asked by another way that leads there."""
    busy = site.url("/busy", "quay.example")
    site.answers |= {
        "/short": redirect(busy),
        "/shorter": redirect(busy),
        "/busy": response(status="429 Slow Down", retry_after="900"),
        "/story": page_of("A ship sinks"),
    }
    urls = [site.url(path, "gazette.example") for path in ("/short", "/story", "/shorter")]
    ids = [page.pk for page in ask_for(urls=urls)]
    told = {one.name: one for one in fetch_pages(ids=ids)}
    assert isinstance(told[urls[0]], Missed)
    assert isinstance(told[urls[1]], Receipt)
    assert isinstance(told[urls[2]], Postponed)
    assert told[urls[2]].reason == "quay.example, where the redirects lead, is not to be asked yet"
    assert told[urls[2]].until - timezone.now() > timedelta(minutes=14)
    assert len(site.asked_for("/busy")) == 1
    kept = WebServer.objects.filter(next_at__gt=timezone.now() + timedelta(minutes=14))
    assert [one.origin for one in kept] == [site.url("", "quay.example")]
    assert PageFetch.objects.get(url=urls[2]).attempts == 0


def test_passing_failures_are_tried_again_ever_later_and_then_given_up(site):
    site.answers["/"] = response(status="500 Oh No")
    (page,) = ask_for(urls=[site.url("/")])
    pauses = []
    for _ in range(5):
        (missed,) = fetch_pages(ids=[page.pk])
        assert isinstance(missed, Missed)
        pauses.append(missed.retry_at and round((missed.retry_at - timezone.now()).total_seconds() / 60))
        PageFetch.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
    assert pauses == [5, 10, 20, 40, None]


def test_a_page_is_fetched_by_one_worker_and_again_if_that_one_dies(site):
    (page,) = ask_for(urls=[site.url("/")])
    assert [row.pk for row in claim()] == [page.pk]
    assert claim() == []
    PageFetch.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert len(claim()) == 1


def test_what_a_program_found_is_fetched_only_where_robots_txt_allows(site, slept):
    site.answers |= {
        "/robots.txt": response(
            b"User-agent: newsarchive\nDisallow: /private\nCrawl-delay: 3", media_type="text/plain"
        ),
        "/story": page_of("A ship sinks"),
        "/private": page_of("A secret ship sinks"),
        "/moved": redirect("/private"),
    }
    urls = [site.url(path) for path in ("/story", "/private", "/moved")]
    ids = [page.pk for page in ask_for(urls=urls, obeys_robots=True)]
    told = {one.name: one for one in fetch_pages(ids=ids)}
    assert isinstance(told[urls[0]], Receipt)
    assert "robots.txt" in told[urls[1]].reason
    assert "robots.txt" in told[urls[2]].reason
    assert site.asked_for("/private") == []
    assert len(site.asked_for("/robots.txt")) == 1
    assert run(urls[1])[1] == 0  # a person who names the page is no robot


def test_a_site_whose_robots_txt_fails_is_left_alone_and_one_without_it_is_not(site):
    site.answers |= {"/story": page_of("A ship sinks"), "/robots.txt": response(status="500 Oh No")}
    (page,) = ask_for(urls=[site.url("/story")], obeys_robots=True)
    (missed,) = fetch_pages(ids=[page.pk])
    assert "robots.txt could not be had: the server failed (status 500)" in missed.reason
    assert missed.retry_at is not None
    WebServer.objects.all().delete()
    site.answers["/robots.txt"] = response(status="404 Not Found")
    (page,) = ask_for(urls=[site.url("/story")], obeys_robots=True)
    assert isinstance(next(iter(fetch_pages(ids=[page.pk]))), Receipt)


def test_the_contact_of_the_settings_is_told(site, settings):
    settings.FETCH_CONTACT = "desk@archive.example\r\nX-Evil yes"
    run(site.url("/"))
    assert site.asked[0].headers["user-agent"] == "newsarchive (+mailto:desk@archive.exampleX-Evil yes)"


def test_a_page_has_half_a_minute_and_twenty_megabytes():
    assert asking.limits() == Limits(max_bytes=20 * 1024 * 1024, seconds=30, redirects=8)


def test_nothing_in_the_environment_opens_the_loopback_interface():
    names = [
        "FETCH_LOOPBACK_PORTS",
        "NEWSARCHIVE_FETCH_LOOPBACK_PORTS",
        "NEWSARCHIVE_LOOPBACK_PORTS",
        "NEWSARCHIVE_DEBUG",
    ]
    code = "from django.conf import settings; print(sorted(settings.FETCH_LOOPBACK_PORTS), settings.DEBUG)"
    environment = {**os.environ, **dict.fromkeys(names, "1"), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    told = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert told.stdout.strip() == "[] True", told.stderr
    assert (PROJECT / "newsarchive" / "settings.py").read_text().count("FETCH_LOOPBACK_PORTS") == 1


def test_nothing_to_fetch_is_said(site):
    with pytest.raises(Exception, match="Say which addresses"):
        run()
    with pytest.raises(Exception, match="cannot be read"):
        run("--list", "/nowhere/urls.txt")


def test_waiting_pages_are_fetched_from_the_command(site):
    site.answers["/story"] = page_of("A ship sinks")
    ask_for(urls=[site.url("/story")])
    assert "1 new" in run("--waiting")[0]
    assert run("--waiting")[1] == 0


@pytest.fixture
def desk(client):
    from tests.factories import UserFactory

    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_curator_pastes_addresses_and_has_a_receipt_for_each(site, desk):
    site.answers["/story"] = page_of("A ship sinks off Lindmouth")
    urls = [site.url("/story"), "http://127.0.0.1:22/<script>alert(1)</script>", site.url("/missing")]
    page = desk.post(reverse("admin:articles_pagefetch_add"), {"urls": "\r\n".join(urls)}).content.decode()
    assert reverse("admin:articles_article_change", args=[Article.objects.get().pk]) in page
    assert "there is no such page" in page
    assert "port 22 is none of a web server" in page
    assert "<script>alert" not in page
    assert PageFetch.objects.filter(asked_by__isnull=False).count() == 3
    listed = desk.get(reverse("admin:articles_pagefetch_changelist"), {"q": "web server"}).content.decode()
    assert "port 22" in listed


def test_what_a_request_has_no_time_for_waits(site, desk, monkeypatch):
    monkeypatch.setattr("articles.admin.fetching.SECONDS_AT_ONCE", 0)
    page = desk.post(reverse("admin:articles_pagefetch_add"), {"urls": site.url("/story")}).content.decode()
    assert "waiting" in page
    assert PageFetch.objects.due(timezone.now()).count() == 1
    site.answers["/story"] = page_of("A ship sinks")
    monkeypatch.setattr("articles.admin.fetching.SECONDS_AT_ONCE", 20)
    selected = {"action": "fetch_again", "_selected_action": [PageFetch.objects.get().pk]}
    assert "new" in desk.post(reverse("admin:articles_pagefetch_changelist"), selected, follow=True).content.decode()


def test_fetched_pages_are_an_act_that_hides_them_when_undone(site, desk):
    site.answers["/story"] = page_of("A ship sinks")
    desk.post(reverse("admin:articles_pagefetch_add"), {"urls": site.url("/story")})
    act = CurationAct.objects.get()
    assert (act.what, act.by.is_superuser, act.rows.get().article) == (
        "added a page by hand",
        True,
        Article.objects.get(),
    )
    desk.post(reverse("desk:act_undo", args=[act.pk]))
    assert not Article.objects.public().exists()
    assert Capture.objects.exists()


def test_too_many_addresses_and_none_are_refused(site, desk):
    address = reverse("admin:articles_pagefetch_add")
    many = "\n".join(f"https://news.example/{n}" for n in range(201))
    assert "at most 200" in desk.post(address, {"urls": many}).content.decode()
    assert "required" in desk.post(address, {"urls": " \n "}).content.decode()
    assert PageFetch.objects.count() == 0


def test_only_who_may_is_let_fetch(site, client):
    from tests.factories import UserFactory

    client.force_login(UserFactory(is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:articles_pagefetch_add")).status_code == 403
    assert client.post(reverse("admin:articles_pagefetch_add"), {"urls": site.url("/")}).status_code == 403


def test_links_of_an_export_are_fetched_where_that_is_asked_for_as_robots_txt_asks(site, tmp_path, capsys):
    site.answers |= {
        "/robots.txt": response(b"User-agent: *\nDisallow: /private\n", content_type="text/plain"),
        "/story": page_of("Harbour of Lindmouth has its busiest month"),
        "/private": page_of("Nobody may read this"),
    }
    addresses = [site.url(path, "gazette.example") for path in ("/story", "/private", "/known")]
    [known] = ask_for(urls=addresses[2:])
    PageFetch.objects.update(state="fetched", next_try_at=None)
    links = "".join(f'<li><a href="{url}" time_added="1751900000">{url}</a></li>' for url in addresses)
    (tmp_path / "ril_export.html").write_text(f"<!DOCTYPE html><title>Pocket Export</title><ul>{links}</ul>")

    call_command("ingest", str(tmp_path))
    assert PageFetch.objects.count() == 1  # nothing is fetched unasked
    call_command("ingest", str(tmp_path), "--fetch-links", "--source", "The Lindmouth Gazette")
    said = capsys.readouterr()
    assert "3 links to fetch" in said.out
    assert "No worker is running" in said.err
    assert run("--waiting")[1] == 1
    assert Article.objects.get().source.name == "The Lindmouth Gazette"
    states = {page.url: (page.state, page.reason) for page in PageFetch.objects.all()}
    assert states[addresses[0]][0] == "fetched"
    assert "robots.txt asks to stay away" in states[addresses[1]][1]
    assert (known.url, site.asked_for("/known")) == (addresses[2], [])
    call_command("ingest", str(tmp_path), "--fetch-links")
    assert not PageFetch.objects.filter(state="waiting").exists()
