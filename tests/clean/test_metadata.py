"""What an HTML page says of itself: title, authors, source, kind, address, language."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.clean.html_authors import split_byline
from articles.clean.html_head import read_head
from articles.clean.html_kind import find_kind
from articles.clean.html_parse import parse_html
from articles.clean.metadata import canonical_url, read_metadata, site_in_title, strip_site_name
from articles.clean.sources import SourceBook
from articles.documents import Kind, PageMetadata, SourceName
from tests.bounded import soon

SOURCES = SourceBook(
    [
        SourceName(
            name="The Larkmouth Ledger", slug="larkmouth-ledger", aliases=("Ledger",), hosts=("ledger.example",)
        ),
        SourceName(name="Valley Post", slug="valley-post", hosts=("valley.example",)),
    ]
)
CAPTURED = datetime(2025, 6, 1, tzinfo=UTC)


def said(head="", body="", *, json_ld=None, url="", source_name="", html_tag="<html>"):
    data = f'<script type="application/ld+json">{json.dumps(json_ld)}</script>' if json_ld is not None else ""
    tree = parse_html(f"<!DOCTYPE html>{html_tag}<head>{head}{data}</head><body>{body}<p>Some text.</p></body></html>")
    facts = read_metadata(
        read_head(tree), tree, url=url, captured_at=CAPTURED, source_name=source_name, sources=SOURCES
    )
    return facts.metadata


def article(**values):
    return {"@context": "https://schema.org", "@type": "NewsArticle", **values}


def test_the_json_ld_headline_comes_before_the_shared_title():
    page = said(
        '<meta property="og:title" content="You will not believe this">', json_ld=article(headline="Rates rise")
    )
    assert page.title == "Rates rise"


def test_a_headline_cut_short_yields_to_the_shared_title():
    page = said(
        '<meta property="og:title" content="Rates rise for the third time this year">',
        json_ld=article(headline="Rates rise for the third…"),
    )
    assert page.title == "Rates rise for the third time this year"


def test_a_live_blog_goes_by_the_title_it_is_shared_under():
    blog = {"@type": "LiveBlogPosting", "headline": "Budget LIVE: chancellor sits down"}
    assert said('<meta property="og:title" content="Budget day">', json_ld=blog).title == "Budget day"


def test_the_heading_comes_before_the_window_title():
    assert said("<title>Valley Post - home of news</title>", "<h1>Mine <em>reopens</em></h1>").title == "Mine reopens"


def test_entities_escaped_twice_are_resolved():
    assert said(json_ld=article(headline="R&amp;amp;D at &#8216;Ardle&#8217;")).title == "R&D at ‘Ardle’"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Mine reopens | Valley Post", "Mine reopens"),
        ("Mine reopens - Business - Valley Post", "Mine reopens - Business"),
        ("Valley Post: Mine reopens", "Valley Post: Mine reopens"),
        ("Valley Post | Mine reopens", "Mine reopens"),
        ("Mine reopens - and the town waits", "Mine reopens - and the town waits"),
        ("Mine reopens – valley.example", "Mine reopens"),
        ("Valley Post", "Valley Post"),
        ("", ""),
    ],
)
def test_only_the_sites_own_name_is_cut_from_a_title(title, expected):
    assert strip_site_name(title, ("Valley Post",), "https://www.valley.example/a") == expected


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("Ann Lee and Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("By Ann Lee, Bo Chen & Cy Dodd", ["Ann Lee", "Bo Chen", "Cy Dodd"]),
        ("Ann Lee, staff writer", ["Ann Lee"]),
        ("Dr. Ann Lee; Prof Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee (in Oslo) ann@valley.example", ["Ann Lee"]),
        ("Written by: Ann Lee | Bo Chen", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee, RD", ["Ann Lee"]),
        ("By Ann Lee Monday, November 18, 2019", ["Ann Lee"]),
        ("AFP", ["AFP"]),
        ("admin", []),
        ("www.valley.example", []),
        ("12345", []),
        ("The Associated Press", ["The Associated Press"]),
        ("Andy Anders", ["Andy Anders"]),
    ],
)
def test_bylines_split_into_names(byline, names):
    assert list(split_byline(byline)) == names


def test_json_ld_authors_come_first_and_references_are_followed():
    graph = {"@graph": [article(headline="A", author=[{"@id": "#a"}, "Bo Chen"]), {"@id": "#a", "name": "Ann Lee"}]}
    assert said('<meta name="author" content="Somebody Else">', json_ld=graph).authors == ("Ann Lee", "Bo Chen")


def test_the_sites_own_name_is_no_author():
    head = '<meta property="og:site_name" content="Valley Post"><meta name="author" content="Valley Post">'
    assert said(head).authors == ()
    with_person = said(head, json_ld=article(author=[{"name": "Valley Post"}, {"name": "Ann Lee"}]))
    assert with_person.authors == ("Ann Lee",)


def test_a_byline_names_whom_the_site_does_not():
    stated = article(author={"@type": "Organization", "name": "Valley Post"}, publisher={"name": "Valley Post"})
    assert said(json_ld=stated).authors == ("Valley Post",)
    assert said(body='<p class="byline">By Ann Lee</p>', json_ld=stated).authors == ("Ann Lee",)


def test_an_address_is_no_author():
    assert said('<meta property="article:author" content="https://social.example/ann.lee">').authors == ()


def test_a_byline_on_the_page_is_the_last_resort():
    assert said(body='<p class="byline">By Ann Lee and Bo Chen</p>').authors == ("Ann Lee", "Bo Chen")
    assert said(body='<aside><p class="byline">By Ann Lee</p></aside>').authors == ()


def test_the_source_is_found_by_host_then_by_name():
    assert said(url="https://www.ledger.example/a").source_name == "The Larkmouth Ledger"
    assert said('<meta property="og:site_name" content="Ledger">').source_name == "The Larkmouth Ledger"
    assert said(json_ld=article(publisher={"name": "Hill Gazette"})).source_name == "Hill Gazette"
    assert said(url="https://www.ledger.example/a", source_name="valley post").source_name == "Valley Post"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/x?utm_source=y&id=5&fbclid=z#part", "https://a.example/x?id=5"),
        ("https://A.Example/x", "https://a.example/x"),
        ("/relative/path", "https://page.example/relative/path"),
        ("javascript:alert(1)", "https://page.example/now"),
        ("http://[::1/broken", "https://page.example/now"),
    ],
)
def test_the_canonical_address_is_clean_and_only_of_the_web(address, expected):
    tree = parse_html(f'<html><head><link rel="canonical" href="{address}"></head><body>x</body></html>')
    assert canonical_url(read_head(tree), "https://page.example/now?utm_medium=mail") == expected


@pytest.mark.parametrize(
    ("types", "url", "section", "kind"),
    [
        ({"opinionnewsarticle"}, "", "", Kind.OPINION),
        ({"newsarticle"}, "https://a.example/opinion/2024/rates", "", Kind.OPINION),
        ({"newsarticle"}, "https://a.example/news/opinion-polls-move", "", None),
        ({"newsarticle"}, "", "Editorials", Kind.OPINION),
        (set(), "https://www.prnewswire.com/news-releases/a.html", "", Kind.PRESS_RELEASE),
        ({"newsarticle"}, "https://a.example/brandvoice/opinion/x", "", Kind.PRESS_RELEASE),
        ({"liveblogposting"}, "", "Opinion", Kind.LIVE_BLOG),
        ({"videoobject"}, "", "", Kind.VIDEO),
        ({"newsarticle", "videoobject"}, "", "", None),
        ({"newsarticle"}, "", "Business", None),
    ],
)
def test_the_kind_comes_with_its_evidence(types, url, section, kind):
    found = find_kind(types=types, url=url, section=section)
    assert (found and found[0]) == kind
    assert found is None or found[1]


def test_the_language_is_a_plain_code():
    assert said(html_tag='<html lang="en-GB">').language == "en"
    assert said('<meta property="og:locale" content="pt_BR">').language == "pt"
    assert said(html_tag='<html lang="{{ page.lang }}">').language == ""


def test_json_ld_with_comments_and_trailing_commas_is_read():
    tree = parse_html(
        '<script type="application/ld+json"><!-- {"@type": "NewsArticle", "headline": "Rates rise",} --></script><p>x'
    )
    assert read_head(tree).json_ld[0]["headline"] == "Rates rise"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["@type", "@id", "headline", "author", "publisher", "datePublished", "articleSection", "articleBody",
          "description", "inLanguage", "name", "@graph"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.just("NewsArticle"), max_size=8), st.text(max_size=60))
def test_hostile_json_ld_and_meta_never_raise(json_ld, content):
    escaped = (
        content.replace("&", "&amp;").replace('"', "&quot;").replace("\x00", "").encode("utf-8", "ignore").decode()
    )
    head = "".join(f'<meta property="{name}" content="{escaped}">' for name in ("og:title", "author", "date", "og:url"))
    json_ld = json.loads(json.dumps(json_ld).replace("</", "<\\/"))
    assert isinstance(said(head, json_ld=json_ld), PageMetadata)


@pytest.mark.parametrize(
    ("title", "headlines", "name"),
    [
        ("Rain floods the mill - News - Valley Post", ("Rain floods the mill",), "Valley Post"),
        ("Valley Post | News | Rain floods the mill", ("Rain floods the mill!",), "Valley Post"),
        ("Rain - floods - the mill | Valley Post", ("Rain floods the mill",), "Valley Post"),
        ("Rain floods the mill - 2025", ("Rain floods the mill",), ""),
        ("Rain floods the mill - Valley Post", ("Sun dries the mill",), ""),
        ("Rain floods the mill", ("Rain floods the mill",), ""),
    ],
)
def test_the_part_of_a_title_farthest_from_the_headline_is_the_sites_name(title, headlines, name):
    assert site_in_title(title, headlines) == name


def test_a_title_of_very_many_parts_is_read_in_a_time_that_grows_with_its_length():
    with soon():  # it grew by the square of its length
        assert site_in_title("word - " * 300_000 + "Valley Post", ("something else",)) == ""
