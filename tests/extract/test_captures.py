"""The companies and people of the three real captures; the truth is in the captures' own README."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import ArticleDraft, RawCapture, Role
from articles.split.page import split_page
from tests.extract.test_companies import extractor

CAPTURES = Path(__file__).parents[3] / "shared" / "captures"
PHONES, LAUNCH, TARIFFS, CARS, HEADLESS, BLOG = range(6)
NAMES = ("000_6f1444ca7d025067.txt", "001_bfc44a44e1c669e2.txt", "002_e7ee57e9a4a93515.txt")

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not at hand (../shared/captures)")


@cache
def drafts() -> tuple[ArticleDraft, ...]:
    sources = SourceBook(load_sources())
    found: list[ArticleDraft] = []
    for name in NAMES:
        raw = RawCapture(content=(CAPTURES / name).read_bytes(), media_type="text/plain", name=name)
        found.extend(split_page(clean_capture(raw, sources=sources), sources=sources))
    return tuple(found)


def companies(number: int) -> set[str]:
    article = extractor().extract(drafts()[number])
    return {finding.slug for finding in article.companies if finding.role is not Role.SOURCE}


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (PHONES, "amazon disney ghd"),
        (LAUNCH, "oppo mediatek google corning flipkart amazon reliance-jio"),
        (TARIFFS, "wells-fargo"),
        (
            CARS,
            "xiaomi apple tesla porsche geely great-wall-motor baic bmw saic-motor general-motors magna-steyr"
            " samsung-electronics hesai nio xpeng byd toyota ubs",
        ),
        (HEADLESS, "xiaomi baidu xpeng nio byd tesla"),
        (BLOG, "xiaomi"),
    ],
)
def test_finds_the_companies_that_must_be_found(number, wanted):
    assert set(wanted.split()) <= companies(number)


@pytest.mark.parametrize(
    ("number", "unwanted"),
    [
        (PHONES, "fortune"),
        (LAUNCH, "vmpl circle"),
        (TARIFFS, "southwest-airlines wolfspeed the-economic-times fortune"),
        (CARS, "academy-sports-and-outdoors the-times-of-india"),
        (HEADLESS, "uber hims-hers american-airlines sony reuters cnbc"),
        (BLOG, ""),
    ],
)
def test_tags_no_company_of_promotions_headlines_or_sources(number, unwanted):
    assert not set(unwanted.split()) & companies(number)


def test_the_launch_has_nothing_that_is_no_company():
    assert not {slug for slug in companies(LAUNCH) if "bgmi" in slug or "reno" in slug}


def test_finds_the_people_and_never_the_author():
    named = {finding.name for finding in extractor().extract(drafts()[BLOG]).people}
    assert "Lei Jun" in named
    assert "Dennis Mathu" not in named


def test_xiaomi_is_the_subject_of_its_stories():
    for number in (CARS, HEADLESS, BLOG):
        (finding,) = (item for item in extractor().extract(drafts()[number]).companies if item.slug == "xiaomi")
        assert finding.role is Role.SUBJECT


def test_reuters_and_cnbc_are_sources_quoted():
    roles = {item.slug: item.role for item in extractor().extract(drafts()[HEADLESS]).companies}
    assert roles["reuters"] is Role.SOURCE
    assert roles["cnbc"] is Role.SOURCE
