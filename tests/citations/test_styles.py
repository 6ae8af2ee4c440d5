"""References in the words of the manuals of style."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from articles.citations.reference import Reference
from articles.citations.styles import apa, chicago, mla, plain

REFERENCE = Reference(
    number=12,
    title="Quokka Motors opens a plant",
    authors=("Jane Q. Doe", "Hans van der Berg"),
    publisher="The Daily Ledger",
    published=(2025, 7, 1),
    is_inferred=False,
    url="https://ledger.example/plant",
    archive_url="https://archive.example/articles/12/plant/",
    captured=date(2025, 7, 8),
    sha256="ab12",
    language="en",
)
ARCHIVED = " [newsarchive, article 12, https://archive.example/articles/12/plant/; captured 2025-07-08; SHA-256 ab12]"


def test_apa():
    assert plain(apa(REFERENCE)) == (
        "Doe, J. Q., & van der Berg, H. (2025, July 1). Quokka Motors opens a plant. The Daily Ledger. "
        "https://ledger.example/plant" + ARCHIVED
    )


def test_mla():
    assert plain(mla(REFERENCE)) == (
        "Doe, Jane Q., and Hans van der Berg. “Quokka Motors opens a plant.” The Daily Ledger, 1 July 2025, "
        "https://ledger.example/plant." + ARCHIVED
    )


def test_chicago():
    assert plain(chicago(REFERENCE)) == (
        "Doe, Jane Q., and Hans van der Berg. “Quokka Motors opens a plant.” The Daily Ledger, July 1, 2025. "
        "https://ledger.example/plant." + ARCHIVED
    )


@pytest.mark.parametrize("style", [apa, mla, chicago])
def test_only_the_publisher_stands_in_italics(style):
    assert [text for text, is_italic in style(REFERENCE) if is_italic] == ["The Daily Ledger"]


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (apa, "Quokka Motors opens a plant. (n.d.). The Daily Ledger."),
        (mla, "“Quokka Motors opens a plant.” The Daily Ledger, https://ledger.example/plant, accessed 8 July 2025."),
        (chicago, "“Quokka Motors opens a plant.” The Daily Ledger, n.d. https://ledger.example/plant."),
    ],
)
def test_without_authors_and_date_the_title_leads(style, words):
    assert plain(style(replace(REFERENCE, authors=(), published=()))).startswith(words)


@pytest.mark.parametrize(
    ("style", "words"), [(apa, "(ca. 2025, July)."), (mla, "[July 2025?]"), (chicago, "[July 2025?].")]
)
def test_a_date_that_the_archive_inferred_is_marked_and_no_finer_than_it_is_known(style, words):
    assert words in plain(style(replace(REFERENCE, published=(2025, 7), is_inferred=True)))


@pytest.mark.parametrize("style", [apa, mla, chicago])
def test_nothing_but_a_title_still_makes_a_reference(style):
    bare = replace(REFERENCE, title="Is it?", authors=(), publisher="", published=(), url="", captured=None, sha256="")
    written = plain(style(bare))
    assert "Is it?" in written
    assert "?." not in written
    assert "None" not in written
    assert written.endswith("[newsarchive, article 12, https://archive.example/articles/12/plant/]")


def test_many_authors_are_cut_as_each_manual_says():
    families = ("Abe", "Bly", "Cox", "Dee", "Elm", "Fox", "Gee", "Hay", "Ivy", "Jay", "Kay")
    eleven = tuple(f"Ann {family}" for family in families)
    many = replace(REFERENCE, authors=eleven)
    assert plain(mla(many)).startswith("Abe, Ann, et al. “")
    assert plain(chicago(many)).startswith("Abe, Ann, Ann Bly, Ann Cox, Ann Dee, Ann Elm, Ann Fox, Ann Gee, et al. “")
    assert ", Jay, A., & Kay, A. (2025" in plain(apa(many))
    assert ", Hay, A., … Kay, A. (2025" in plain(apa(replace(many, authors=eleven + eleven)))


def test_quotation_marks_within_a_title_become_single():
    quoting = replace(REFERENCE, title='“No” to "more" tariffs')
    assert "“‘No’ to ‘more’ tariffs.”" in plain(mla(quoting))
