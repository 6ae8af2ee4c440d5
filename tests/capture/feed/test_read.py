"""Feeds in every format: what they list; and what hostile ones do not get."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.capture.feed.entries import FeedError, plain
from articles.capture.feed.entry_page import page_of_entry
from articles.capture.feed.opml import Subscription, read_opml, write_opml
from articles.capture.feed.read import MOST_BYTES, read_feed
from tests.bounded import soon
from tests.capture.feed.samples import ATOM, JSON_FEED, LAUGHS, NEWS_SITEMAP, RSS, SITEMAP_INDEX, WHOLE

URL = "https://gazette.example/feed.xml"
MOMENT = datetime(2025, 7, 7, 8, tzinfo=UTC)
MB = 1024 * 1024

ANGLES = ("'x'", "'>'", "'<'")  # of which none ends a tag within quotes


def read(text: str | bytes, **known: str):
    return read_feed(text.encode() if isinstance(text, str) else text, url=URL, **known)


def test_rss_lists_its_items():
    feed = read(RSS)
    assert (feed.kind, feed.title) == ("RSS 2.0", "The Lindmouth Gazette")
    first, second = feed.entries
    assert (first.title, first.link) == ("Ships & cranes", "https://gazette.example/ships")
    assert (first.published, first.authors, first.language) == (MOMENT, ("Ada Quill",), "en-gb")
    assert first.is_content
    assert first.is_whole
    assert not second.is_whole
    assert second.published is None
    assert len({first.key, second.key}) == 2


def test_atom_lists_its_entries():
    feed = read(ATOM)
    (entry,) = feed.entries
    assert (feed.kind, feed.title) == ("Atom 1.0", "Quay Notes")
    assert (entry.title, entry.link, entry.published) == ("Fog falls", "https://quay.example/fog", MOMENT)
    assert WHOLE in entry.body
    assert entry.is_whole


def test_json_feed_lists_its_items():
    feed = read(JSON_FEED)
    first, second = feed.entries
    assert (feed.kind, feed.title) == ("JSON Feed", "Berth Daily")
    assert (first.title, first.link, first.published) == ("Fees double", "https://berth.example/1", MOMENT)
    assert first.authors == ("Cy Mast",)
    assert first.is_whole
    assert second.link == "https://gazette.example/2"
    assert second.body == "<p>One line.</p><p>&lt;b&gt;Another&lt;/b&gt; line.</p>"


def test_a_news_sitemap_lists_the_newest_first_and_only_news():
    feed = read(NEWS_SITEMAP)
    assert feed.kind == "news sitemap"
    assert [(one.title, one.link[-4:]) for one in feed.entries] == [("New news", "/new"), ("Old news", "/old")]
    assert feed.entries[0].published == MOMENT
    assert read(gzip.compress(NEWS_SITEMAP.encode())) == feed


def test_a_sitemap_index_leads_to_news_first_and_then_to_what_changed_last():
    sitemaps = read(SITEMAP_INDEX).sitemaps
    assert [one.rpartition("/")[2] for one in sitemaps] == ["news.xml", "sitemap-2025.xml", "sitemap-2019.xml"]
    many = "".join(f"<sitemap><loc>https://gazette.example/{n}.xml</loc></sitemap>" for n in range(500))
    assert len(read(f"<sitemapindex>{many}</sitemapindex>").sitemaps) == 10


def test_a_sitemap_without_news_is_refused():
    with pytest.raises(FeedError, match="no news"):
        read("<urlset><url><loc>https://gazette.example/about</loc></url></urlset>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"])
def test_feeds_are_read_in_the_encoding_they_name(encoding):
    label = encoding.removesuffix("-sig").removesuffix("-le")
    text = (
        RSS.replace('encoding="utf-8"', f'encoding="{label}"')
        .replace("Ships &amp; cranes", "Kräne für Köln")
        .replace("…", "")
    )
    assert read(text.encode(encoding)).entries[0].title == "Kräne für Köln"


def test_the_charset_of_the_server_counts_where_the_feed_names_none():
    text = RSS.replace(' encoding="utf-8"', "").replace("Ships &amp; cranes", "Dźwigi").replace("…", "")
    feed = read(text.encode("iso-8859-2"), media_type="application/rss+xml; charset=iso-8859-2")
    assert feed.entries[0].title == "Dźwigi"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("<!doctype html><html><body>hello", "web page"),
        ("{}", "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1"', "cannot be read"),
        ('{"a":' * 100_000, "cannot be read"),
        ("just words", "neither"),
        ("<opml/>", "neither"),
        (b"\x1f\x8bnot gzip", "gzip"),
        ("<urlset><url></urlset>", "cannot be read"),
        (LAUGHS, "entities"),
        (f"<rss {' '.join(f'a{number}={quoted}' for number in range(2_000) for quoted in ANGLES)}>", "more attributes"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(text, words):
    with pytest.raises(FeedError, match=words):
        read(text)


def test_texts_that_are_begun_ever_again_take_no_longer_than_their_length():
    """Looking for the end of each would take hours, so that this test would not end."""
    items = "<item><title>One</title><link>https://a.example/1</link></item>"
    feed = read(f'<rss version="2.0"><channel>{items}<item><title>{"<![CDATA[" * 300_000}')
    assert [entry.title for entry in feed.entries][-1] == "One"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("before", ["", "<!-- <rss> -->", "<?pi ?>\n\n", "<!---->" * 40])
def test_a_document_that_declares_entities_is_refused_however_it_is_written(encoding, before):
    with pytest.raises(FeedError):
        read(LAUGHS.replace("<!DOCTYPE", f"{before}<!DOCTYPE").encode(encoding))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % all SYSTEM "http://127.0.0.1:9/evil.dtd"> %all;]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd" [<!ENTITY file "x">]>',
        '<!doctype rss [<!ATTLIST rss a CDATA "x">]>',
    ],
)
def test_documents_that_would_make_a_parser_read_files_are_refused(doctype):
    for text in (f"{doctype}<rss><channel><title>&file;</title></channel></rss>", f"{doctype}<urlset>&file;</urlset>"):
        with pytest.raises(FeedError, match="entities"):
            read(text)
    with pytest.raises(FeedError, match="entities"):
        read_opml(f"{doctype}<opml>&file;</opml>".encode())


def test_no_parser_opens_a_file_or_a_connection(monkeypatch, tmp_path):
    def refuse(*args, **kwargs):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    text = RSS.replace("<rss", f"{doctype}<rss", 1).replace(
        "<channel>", f'<channel xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{secret}" parse="text"/>'
    )
    assert "secret" not in str(read(text))
    assert "secret" not in str(read("&xxe; https://127.0.0.1/".join(["<rss><channel>", "</channel></rss>"])))


def test_titles_links_and_dates_are_bounded():
    long = "x" * 5_000
    items = "".join(f"<item><guid>{n}</guid><title>{long}</title></item>" for n in range(300))
    feed = read(f"<rss version='2.0'><channel><title>{long}</title>{items}</channel></rss>")
    assert len(feed.title) == 300
    assert {len(one.title) for one in feed.entries} == {300}
    entry = read(
        f"<rss><channel><item><title>a\u202eb\x07</title><link>javascript:alert(1)</link><guid>1</guid>"
        "<pubDate>Mon, 07 Jul 0001 10:00:00 GMT</pubDate></item>"
        f"<item><guid>2</guid><link>https://a.example/{long}</link></item></channel></rss>"
    ).entries
    assert (entry[0].title, entry[0].link, entry[0].published) == ("a b", "", None)
    assert entry[1].link == ""


def test_more_items_than_any_feed_has_are_left_out():
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(1_500))
    assert len(read(f"<rss><channel>{items}</channel></rss>").entries) == 1_000
    assert (
        len(
            read(
                json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": n} for n in range(2_000)]})
            ).entries
        )
        == 1_000
    )


@pytest.mark.parametrize(
    "text",
    [
        "<rss>" + "<a>" * 300_000,
        "<rss><channel>" + "<item><title>" * 50_000,
        "<rss><channel><item>" + "<description>" + "&lt;" * 400_000,
        "<rss" + " a='b'" * 200_000 + ">",
        "<rss><!--" + "-" * 1_000_000,
        "<rss><channel><item><title><![CDATA[" + "<" * 1_000_000,
        "<feed>" + "&" * 1_000_000,
        "<urlset>" + "<url>" * 300_000,
        "<!--" * 250_000,
        "<?" * 500_000,
        "[" * 1_000_000,
        '{"version":"https://jsonfeed.org/version/1","items":[' + "[" * 900_000,
    ],
    ids=lambda text: text[:30],
)
def test_a_hostile_megabyte_is_read_or_refused_soon(text):
    with soon(), contextlib.suppress(FeedError):
        read(text)


@pytest.mark.parametrize(
    "tag", ["<rss " + "a" * 3 * MB, "<rss><channel " + "''" * MB + ">", "<rss><item a=x" + '"' * MB]
)
def test_a_tag_without_end_is_refused_before_it_fills_the_memory(tag):
    tracemalloc.start()
    try:
        with pytest.raises(FeedError):
            read(tag)
        assert tracemalloc.get_traced_memory()[1] < 40 * MB
    finally:
        tracemalloc.stop()


def test_a_long_picture_within_quotes_is_no_reason_to_refuse_a_feed():
    item = f"<item><guid>1</guid><description><img src='data:{'x' * 200_000}'/>Rain fell.</description></item>"
    assert len(read(f"<rss version='2.0'><channel>{item}</channel></rss>").entries) == 1


def test_a_packed_feed_is_never_unpacked_past_the_limit():
    packed = gzip.compress(bytes(40 * MB))
    tracemalloc.start()
    try:
        with pytest.raises(FeedError, match="larger"):
            read(packed)
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_refused(content):
    for start in (b"", b"<rss><channel><item><guid>1</guid>", b"<feed>", b"<urlset>", b'{"items":[', b"\x1f\x8b"):
        with contextlib.suppress(FeedError):
            assert read(start + content).kind


@given(st.text(max_size=80))
def test_titles_are_one_line_of_plain_text(text):
    title = plain(text)
    assert title == " ".join(title.split())
    assert "<b>" not in plain(f"<b>{text}</b>") or "&lt;b" in text


def test_an_entry_makes_the_same_page_every_time_and_its_words_break_out_of_nothing():
    entry = read(ATOM.replace("Bo Tarn", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;")).entries[0]
    page = page_of_entry(entry, moment=MOMENT, source_name="Quay Notes")
    assert page == page_of_entry(
        read(ATOM.replace("Bo Tarn", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;")).entries[0],
        moment=MOMENT,
        source_name="Quay Notes",
    )
    assert b"<h1>Fog falls</h1>" in page.content
    assert b"<script>" not in page.content
    assert b'content="2025-07-07T08:00:00+00:00"' in page.content
    assert page.url == "https://quay.example/fog"


@pytest.mark.parametrize("end", ["…", "[...]", "Continue reading Fog falls", "Read more »"])
def test_a_text_that_ends_as_a_teaser_is_not_whole(end):
    assert not read(ATOM.replace(WHOLE, f"{WHOLE} {end}")).entries[0].is_whole


def test_opml_goes_out_and_comes_back():
    feeds = [
        Subscription(url=URL, title="A & <b>"),
        Subscription(url="https://quay.example/feed?a=1&b=2", title="Q\x00"),
    ]
    written = write_opml(feeds, title="Feeds")
    assert read_opml(written) == [Subscription(url=URL, title="A &"), Subscription(url=feeds[1].url, title="Q")]
    nested = b'<opml><body><outline text="f"><outline XMLURL="https://a.example/1" text="x"/></outline></body></opml>'
    assert read_opml(nested) == [Subscription(url="https://a.example/1", title="x")]
    with pytest.raises(FeedError, match="no OPML"):
        read_opml(RSS.encode())
    with pytest.raises(FeedError, match="5 MB"):
        read_opml(b" " * (5 * MB + 1))
