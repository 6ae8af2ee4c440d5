"""Publishers by any of their names and addresses."""

from __future__ import annotations

import re

import pytest

from articles.clean.sources import SourceBook, load_sources
from articles.documents import SourceName

BOOK = SourceBook(load_sources())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Time of India", "The Times of India"),
        ("TIMES OF INDIA", "The Times of India"),
        ("AP", "Associated Press"),
        ("wsj.com", "The Wall Street Journal"),
        ("Barron’s", "Barron's"),
        ("El Pais", "El País"),
        ("S&P Global", "S&P Global"),
    ],
)
def test_a_publisher_goes_by_many_names(written, name):
    assert BOOK.by_name(written).name == name


@pytest.mark.parametrize("written", ["", "Nobody's Gazette", "x" * 5000])
def test_a_name_nobody_goes_by_finds_nobody(written):
    assert BOOK.by_name(written) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://economictimes.indiatimes.com/a/b.cms", "The Economic Times"),
        ("https://timesofindia.indiatimes.com/a", "The Times of India"),
        ("https://www.bbc.co.uk/news", "BBC News"),
        ("uk.reuters.com/article", "Reuters"),
        ("https://finance.yahoo.com/x", "Yahoo Finance"),
    ],
)
def test_the_longest_host_names_the_publisher(url, name):
    assert BOOK.by_url(url).name == name


@pytest.mark.parametrize("url", ["", "https://example.org", "http://[broken", "notreuters.com"])
def test_other_addresses_name_nobody(url):
    assert BOOK.by_url(url) is None


def test_the_data_file_is_whole():
    sources = load_sources()
    assert len(sources) >= 250
    assert len({source.slug for source in sources}) == len(sources)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", source.slug) for source in sources)
    hosts = [host for source in sources for host in source.hosts]
    assert len(set(hosts)) == len(hosts)


def test_a_name_wins_over_an_alias_of_another():
    book = SourceBook([SourceName(name="A", slug="a", aliases=("B",)), SourceName(name="B", slug="b")])
    assert book.by_name("B").slug == "b"
