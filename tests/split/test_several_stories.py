"""HTML pages without telling markup: digests are cut into their stories, articles with subheads stay whole."""

import pytest

from articles.clean.html import clean_html
from articles.clean.sources import SourceBook, load_sources
from articles.documents import RawCapture, Rejection
from articles.split.page import split_page
from tests.split.several_stories import ARTICLES, DIGESTS, FRONTS, SINGLES, STORIES

SOURCES = SourceBook(load_sources())


def split(markup):
    page = clean_html(RawCapture(content=markup.encode(), media_type="text/html"), sources=SOURCES)
    return page if isinstance(page, Rejection) else split_page(page, sources=SOURCES)


@pytest.mark.parametrize("name", DIGESTS)
def test_a_digest_becomes_its_stories(name):
    markup, count = DIGESTS[name]
    drafts = split(markup)
    assert not isinstance(drafts, Rejection), drafts.reason
    assert len(drafts) == count
    for draft in drafts:
        assert [block.text for block in draft.paragraphs] == list(STORIES[draft.title])


@pytest.mark.parametrize("name", SINGLES)
def test_an_article_with_subheads_stays_whole(name):
    drafts = split(SINGLES[name])
    assert not isinstance(drafts, Rejection), drafts.reason
    (draft,) = drafts
    introduction, parts = next(parts for title, parts in ARTICLES.items() if parts[0] in SINGLES[name])
    texts = [block.text for block in draft.paragraphs]
    assert [
        text for text in (introduction, *(one for part in parts.values() for one in part)) if text not in texts
    ] == []
    assert "teasers" not in name or not any(title in texts for title in STORIES)


@pytest.mark.parametrize("name", FRONTS)
def test_a_section_front_is_rejected_with_that_reason(name):
    rejected = split(FRONTS[name])
    assert isinstance(rejected, Rejection)
    assert rejected.reason == "Not an article: a section front or a list of teasers."
