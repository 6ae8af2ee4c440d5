"""Live blogs and pages of videos, told by what the page says or by how it is laid out."""

import pytest

from articles.clean.html import clean_html
from articles.clean.sources import SourceBook, load_sources
from articles.documents import Kind, RawCapture, Rejection

SOURCES = SourceBook(load_sources())
ENTRY = "The finance minister has left the building without a word to the cameras, and talks go on in the second room."
MORE = "Dock workers in Sundvik say that they will not unload the ship until the ministry answers their letter of May."
VIDEO = "Divers have filmed the wreck of the ferry Alma, which sank off Sundvik in 1956 with a cargo of paper and tin."


def kind_of(body, head="", url="", title="Talks on the harbour budget"):
    markup = f"<html lang=en><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>{body}</main></body>"
    page = clean_html(RawCapture(content=markup.encode(), media_type="text/html", url=url), sources=SOURCES)
    assert not isinstance(page, Rejection), page.reason
    return page.metadata.kind, page.metadata.kind_evidence


def entries(line, count=7):
    texts = (ENTRY, MORE)
    return "".join(f"<div>{line(number)}<p>Hour {number}: {texts[number % 2]}</p></div>" for number in range(count))


PROSE = f"<p>{ENTRY}</p><p>{MORE}</p><p>{ENTRY} {MORE}</p>"
LIVE = {
    "times above entries": {"body": entries(lambda n: f"<time>{n + 9}:4{n}</time>")},
    "times with zones": {"body": entries(lambda n: f"<span>1{n}.05 GMT</span>")},
    "ages and headings": {"body": entries(lambda n: f"<div>{n + 2} minutes ago</div><h2>What is new at {n}</h2>")},
    "times with am and pm": {"body": entries(lambda n: f"<div>{n + 1}:30 p.m. EST</div>")},
    "structured data": {
        "body": PROSE,
        "head": '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Talks"}</script>',
    },
    "the title": {"body": PROSE, "title": "Harbour budget live: minister leaves talks"},
    "another title": {"body": PROSE, "title": "Storm hits the coast – as it happened"},
    "the address": {"body": PROSE, "url": "https://courier.example/news/live-updates/harbour-budget"},
}
VIDEOS = {
    "Open Graph": {"body": f"<p>{VIDEO}</p>", "head": "<meta property='og:type' content='video.other'>"},
    "structured data": {
        "body": f"<p>{VIDEO}</p>",
        "head": '<script type="application/ld+json">{"@type":"VideoObject","name":"Wreck","datePublished":"2025-07-01"}'
        "</script>",
    },
    "the address": {"body": f"<p>{VIDEO}</p>", "url": "https://courier.example/video/2025/wreck-of-the-alma"},
    "the title": {"body": f"<p>{VIDEO}</p>", "title": "Watch: divers film the wreck of the Alma"},
}
NEITHER = {
    "an article": {"body": PROSE},
    "an article with a video in it": {
        "body": PROSE,
        "head": '<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Talks on the harbour budget",'
        '"datePublished":"2025-07-01"},{"@type":"VideoObject","name":"Talks","datePublished":"2025-07-01"}]</script>',
    },
    "an article beside a list of the latest": {
        "body": PROSE
        + "".join(f"<div><span>{n + 9}:15</span><a href='/{n}'>Another story {n}</a></div>" for n in range(9))
    },
    "a title that lives": {"body": PROSE, "title": "How the people of Sundvik live with the tide"},
    "an article on video games": {"body": PROSE, "title": "Maker of video games moves to Sundvik"},
    "an article with its own times": {"body": "<div>09:15</div><div>Updated 11:30</div>" + PROSE},
}


@pytest.mark.parametrize("name", LIVE)
def test_a_live_blog_is_told(name):
    kind, evidence = kind_of(**LIVE[name])
    assert kind is Kind.LIVE_BLOG
    assert evidence.startswith("live blog: ")


@pytest.mark.parametrize("name", VIDEOS)
def test_a_page_of_a_video_is_told(name):
    kind, evidence = kind_of(**VIDEOS[name])
    assert kind is Kind.VIDEO
    assert evidence.startswith("video: ")


@pytest.mark.parametrize("name", NEITHER)
def test_a_plain_article_is_neither(name):
    assert kind_of(**NEITHER[name]) == (None, "")
