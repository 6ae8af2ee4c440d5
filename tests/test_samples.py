"""The bundled sample captures: what they must be, and what the stages must make of each."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from articles import pipeline
from articles.capture.files import read_paths
from articles.capture.manifest import read_manifest
from articles.documents import Rejection, Role
from articles.models import Article, Sighting
from articles.store.captures import Outcome

PROJECT = Path(__file__).resolve().parent.parent
SAMPLES = PROJECT / "articles" / "samples"
TRUTH = [json.loads(line) for line in (PROJECT / "tests/data/samples_truth.jsonl").read_text("utf-8").splitlines()]
FILES = sorted({story["file"] for story in TRUTH})
MANIFEST = read_manifest(str(SAMPLES / "manifest.jsonl"))


def captures():
    """Every sample with what the manifest knows of it."""
    return [MANIFEST.describe(raw) for raw in read_paths(MANIFEST.paths())]


@pytest.fixture(scope="module")
def extracted():
    """What the stages make of every sample: {file: (page, articles)}."""
    rules = pipeline.file_rules()
    return {
        str(Path(raw.name).relative_to(SAMPLES).as_posix()): pipeline.try_to_extract(raw, rules) for raw in captures()
    }


# The samples themselves


def test_manifest_and_folder_name_the_same_files():
    assert MANIFEST.problems == ()
    listed = {str(Path(path).relative_to(SAMPLES).as_posix()) for path in MANIFEST.paths()}
    present = {
        str(path.relative_to(SAMPLES).as_posix()) for path in SAMPLES.rglob("*") if path.suffix in (".html", ".txt")
    }
    assert listed == present == set(FILES)


def test_there_are_forty_stories_from_eight_outlets_and_nine_topics():
    assert len(TRUTH) >= 40
    assert len({story["source"] for story in TRUTH if story["source"]}) >= 8
    topics = Counter(topic for story in TRUTH for topic in story["topics"])
    assert {"electric-vehicles", "tariffs", "gen-z-employment"} <= topics.keys()
    assert len(topics) >= 9


def test_stories_span_2020_to_2026_and_one_is_undated():
    years = {story["published"][:4] for story in TRUTH if story["published"]}
    assert years == {"2020", "2021", "2022", "2023", "2024", "2025", "2026"}
    assert any(story["published"] is None for story in TRUTH)


def test_invented_outlets_have_invented_addresses():
    for entry in MANIFEST.entries.values():
        assert str(urlsplit(entry.url).hostname).endswith(".example")


def test_both_forms_two_encodings_and_several_stories_a_page_are_among_them():
    by_file = Counter(story["file"] for story in TRUTH)
    assert sum(name.endswith(".txt") for name in FILES) >= 8
    assert {name.rpartition(".")[2] for name, count in by_file.items() if count > 1} == {"html", "txt"}
    assert any(b"charset=windows-1252" in raw.content for raw in captures())


# What the stages make of them


@pytest.mark.parametrize("name", FILES)
def test_sample_becomes_the_articles_it_holds(name, extracted):
    outcome = extracted[name]
    assert not isinstance(outcome, Rejection), outcome
    _, articles = outcome
    stories = [story for story in TRUTH if story["file"] == name]
    assert len(articles) == len(stories)
    for article, story in zip(articles, stories, strict=True):
        draft = article.draft
        assert draft.position == story["position"]
        assert draft.title_is_derived == story["title_derived"]
        if not story["title_derived"] and story["title"] is not None:
            assert draft.title == story["title"]
        assert draft.source_name == story["source"]
        assert (draft.published.moment.date().isoformat() if draft.published else None) == story["published"]
        assert draft.kind == story["kind"]


@pytest.mark.parametrize("name", FILES)
def test_sample_keeps_the_story_from_its_first_words_to_its_last(name, extracted):
    stories = [story for story in TRUTH if story["file"] == name]
    for article, story in zip(extracted[name][1], stories, strict=True):
        assert article.draft.text.startswith(story["begins"]), article.draft.text[:120]
        assert article.draft.text.endswith(story["ends"]), article.draft.text[-120:]
        assert story["words"] - 12 <= article.draft.word_count <= story["words"] + 3


@pytest.mark.parametrize("name", FILES)
def test_sample_is_tagged_with_what_it_is_about(name, extracted):
    stories = [story for story in TRUTH if story["file"] == name]
    for article, story in zip(extracted[name][1], stories, strict=True):
        companies = {finding.slug for finding in article.companies if finding.role != Role.SOURCE}
        assert set(story["companies"]) <= companies
        assert not set(story["not_companies"]) & companies
        assert set(story["topics"]) <= {finding.slug for finding in article.topics}


# Through the store


@pytest.mark.django_db
def test_all_samples_are_taken_in_and_taken_in_again_change_nothing():
    rules = pipeline.archive_rules()
    receipts = list(pipeline.ingest(captures(), rules=rules, how=Sighting.How.SAMPLE))
    assert {receipt.outcome for receipt in receipts} == {Outcome.NEW}
    assert Article.objects.public().count() == len(TRUTH)
    before = list(Article.objects.order_by("pk").values())
    receipts = list(pipeline.ingest(captures(), rules=rules, how=Sighting.How.SAMPLE))
    assert {receipt.outcome for receipt in receipts} == {Outcome.DUPLICATE}
    assert list(Article.objects.order_by("pk").values()) == before
