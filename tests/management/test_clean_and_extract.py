"""`manage.py clean` and `extract`: JSON without a database, from the real stages."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.documents import Precision, PublishedDate
from articles.management.article_json import moment_as_text

PROJECT = Path(__file__).resolve().parents[2]
CLEAN_KEYS = {
    "capture", "position", "title", "title_derived", "authors", "source", "section", "kind", "published",
    "published_precision", "published_basis", "language", "text", "removed",
}  # fmt: skip
EXTRACT_KEYS = {"companies", "people", "places", "topics"}
STORY = """<!doctype html><html lang="en"><head><title>Ford opens a battery plant</title>
<meta property="article:published_time" content="2024-03-05T08:30:00Z"></head><body><nav>Home Markets Cars</nav>
<article><h1>Ford opens a battery plant</h1>
<p>Ford Motor opened a battery plant in Michigan on Tuesday, its first in the state for electric vehicles.</p>
<p>The carmaker said that the plant would employ two thousand people and supply its electric pickup trucks.</p>
<p>Tesla, which makes its own cells in Nevada, did not answer questions about the price of the new batteries.</p>
</article><footer>Subscribe to our newsletter</footer></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "story.html"
    path.write_text(STORY)
    return path


def run(capsys, *arguments, status=0):
    try:
        call_command(*map(str, arguments))
        ended = 0
    except SystemExit as end:
        ended = end.code
    assert ended == status
    return capsys.readouterr()


def test_clean_prints_an_object_for_each_article(page, capsys):
    (article,) = map(json.loads, run(capsys, "clean", page, "--jsonl").out.splitlines())

    assert article.keys() >= CLEAN_KEYS
    assert (article["capture"], article["position"]) == (str(page), 0)
    assert (article["title"], article["published"]) == ("Ford opens a battery plant", "2024-03-05T08:30:00Z")
    assert "newsletter" not in article["text"]


def test_extract_adds_what_was_found_with_its_places(page, capsys):
    (article,) = map(json.loads, run(capsys, "extract", page, "--jsonl").out.splitlines())

    assert article.keys() >= CLEAN_KEYS | EXTRACT_KEYS
    assert {"Tesla"} <= {company["name"] for company in article["companies"]}
    for kind in EXTRACT_KEYS - {"topics"}:
        for thing in article[kind]:
            for mention in thing["mentions"]:
                text = article["title"] if mention["field"] == "title" else article["text"]
                assert text[mention["start"] : mention["end"]] == mention["surface"]


def test_text_to_read_is_the_default(page, capsys):
    out = run(capsys, "extract", page).out

    assert out.startswith("Ford opens a battery plant\n")
    assert "companies: " in out


def test_what_is_rejected_or_skipped_is_said_on_standard_error(page, capsys):
    (page.parent / "README").write_text("about")
    (page.parent / "void.txt").write_text("")

    out, err = run(capsys, "clean", page.parent, "--jsonl", status=1)

    assert len(out.splitlines()) == 1
    said = [json.loads(line) for line in err.splitlines()]
    assert [sorted(one) for one in said] == [["capture", "skipped"], ["capture", "rejected"]]


@pytest.mark.parametrize("command", ["clean", "extract"])
def test_neither_needs_a_database(page, command):
    environ = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}

    done = subprocess.run(
        [sys.executable, "manage.py", command, str(page), "--jsonl"],
        cwd=PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert json.loads(done.stdout)["title"] == "Ford opens a battery plant"


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.SECOND, "2024-03-05T08:30:00Z"),
        (Precision.DAY, "2024-03-05"),
        (Precision.MONTH, "2024-03"),
        (Precision.YEAR, "2024"),
        (Precision.UNKNOWN, None),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(precision, text):
    moment = datetime(2024, 3, 5, 8, 30, tzinfo=UTC)

    assert moment_as_text(PublishedDate(moment=moment, precision=precision, basis="x", is_inferred=False)) == text


def test_no_date_is_null():
    assert moment_as_text(None) is None
