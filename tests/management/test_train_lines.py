"""Training of the line model by the command: what is learned from, what is written, what is measured."""

from __future__ import annotations

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.clean.text_features import FEATURE_NAMES
from articles.clean.text_model import SECOND_NAMES
from articles.clean.text_title_features import TITLE_NAMES
from articles.management.labelled_pages import read_folder, site_of
from articles.prose.sources import SourceBook, load_sources

THINGS = ("mill", "bakery", "bridge", "choir", "market", "ferry")


def sentences(thing: str) -> list[str]:
    return [
        f"The {thing} in the old town is to be sold next year, its owners told the council on Monday morning.",
        f"They said that the {thing} had been in the family for a hundred years, and that it had never lost money.",
        f"The council will speak of the {thing} again in July, when the bids of three buyers are to be opened.",
    ]


@pytest.fixture
def folder(tmp_path):
    rows = []
    for number, thing in enumerate(THINGS):
        title = f"Old {thing} is to be sold"
        menu = "".join(f"<li>{name}</li>" for name in ("News", "Sport", "Weather", "Log in", "Subscribe"))
        body = "".join(f"<p>{line}</p>" for line in sentences(thing))
        html = f"<html><body><ul>{menu}</ul><h1>{title}</h1>{body}<footer>Terms of use</footer></body></html>"
        name = f"set/{number}.html.gz"
        (tmp_path / "set").mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(gzip.compress(html.encode()))
        row = {"file": name, "url": f"https://{thing}.example/old-{thing}", "title": title}
        if number:
            row["body"] = "\n".join(sentences(thing))
        rows.append(json.dumps(row))
    (tmp_path / "truth.jsonl").write_text("\n".join(rows))
    return tmp_path


def test_a_page_without_body_text_is_taught_by_the_cleaning_of_its_html(folder):
    taught, known, *_ = read_folder(folder, SourceBook(load_sources()))
    assert taught.body.split("\n\n") == sentences(THINGS[0])
    assert taught.page.labels.tolist() == known.page.labels.tolist()
    assert taught.shown == "Old mill is to be sold"


def test_a_headline_that_stands_nowhere_is_shown_by_the_pages_own_heading(folder):
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    (folder / "truth.jsonl").write_text(
        "\n".join(json.dumps({**row, "title": "A new owner is wanted"}) for row in rows)
    )
    page = read_folder(folder, SourceBook(load_sources()))[1]
    assert (page.title, page.shown) == ("A new owner is wanted", "Old bakery is to be sold")


def test_weights_of_all_features_are_written_with_their_source(folder, tmp_path):
    out = tmp_path / "weights.csv"
    call_command("train_lines", folder, out=out, source="six invented pages", date="2025-07-07", stdout=StringIO())
    lines = out.read_text("utf-8").splitlines()
    assert "# Source: six invented pages." in lines
    assert len([line for line in lines if line[0] in "12t"]) == len(FEATURE_NAMES) + len(SECOND_NAMES) + len(
        TITLE_NAMES
    )


def test_pages_of_other_folders_are_learned_from_and_measured_by_themselves(folder):
    said = StringIO()
    call_command("train_lines", folder, folder, measure=True, stdout=said)
    first, second = said.getvalue().split("Cross-validated by site, 6 pages of other folders learned from")
    assert first.startswith("Learned from the 6 pages of the other folders alone")
    assert "set, 6 pages" in first
    assert "headline of the truth, 6:" in second


def test_a_folder_without_truth_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no readable truth"):
        call_command("train_lines", tmp_path)


def test_a_site_is_named_without_country_and_service():
    assert [site_of(url) for url in ("https://news.bbc.co.uk/1", "http://www.cnn.com/a", "")] == ["bbc", "cnn", ""]
