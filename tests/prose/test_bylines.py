"""Bylines as pages write them: who is named, and what only looks like a name."""

from __future__ import annotations

import pytest

from articles.prose.bylines import read_byline
from articles.prose.sources import SourceBook, load_sources


@pytest.fixture(scope="module")
def sources():
    return SourceBook(load_sources())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Roe and John Doe | Reuters", ("Jane Roe", "John Doe")),
        ("Edited By: Meera Joshi", ("Meera Joshi",)),
        ("Coast Radio | By Owen Sayle", ("Owen Sayle",)),
        ("July 15, 2023 by Jane Roe", ("Jane Roe",)),
        ("7 July 2025 | by Jane Roe", ("Jane Roe",)),
        ("Text: Tove Halden", ("Tove Halden",)),
        ("By Srinath", ("Srinath",)),
        ("By SRINATH | December 6, 2021", ("Srinath",)),
    ],
)
def test_who_wrote_is_read_however_it_is_said(line, names, sources):
    assert read_byline(line, sources) == names


@pytest.mark.parametrize(
    "line", ["By Staff", "By Reuters", "By Monday", "By Agencies", "By Tradition, the mayor speaks"]
)
def test_one_word_that_is_nobodys_name_names_nobody(line, sources):
    assert not read_byline(line, sources)


@pytest.mark.parametrize(
    "line", ["By design", "Sort By: Date", "Text: the bill in full", "Text: Full Bill By The Minister"]
)
def test_what_only_looks_like_a_byline_is_none(line, sources):
    assert read_byline(line, sources) is None
