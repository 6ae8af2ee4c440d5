"""Rules and classifiers measured on Reuters-21578: floors that only a reason may lower."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from articles.extract.topic_evaluation import CATEGORIES, evaluate_learned, read_stories
from articles.management.commands import evaluate_topics

STORY = """<REUTERS TOPICS="YES" LEWISSPLIT="TEST" NEWID="7"><TOPICS><D>gold</D></TOPICS>
<TEXT>&#2;<TITLE>GOLD RISES &lt;AU></TITLE><DATELINE>X</DATELINE><BODY>Gold prices
rose.
    Bullion followed.
 Reuter
&#3;</BODY></TEXT></REUTERS>
<REUTERS TOPICS="NO" LEWISSPLIT="TEST" NEWID="8"><TEXT><BODY>No.</BODY></TEXT></REUTERS>"""


def test_stories_are_read_with_title_paragraphs_and_categories(tmp_path):
    (tmp_path / "reut2-000.sgm").write_text(STORY)
    (story,) = read_stories(tmp_path, split="test")
    assert story.draft.title == "GOLD RISES <AU>"
    assert [block.text for block in story.draft.paragraphs] == ["Gold prices rose.", "Bullion followed."]
    assert story.categories == {"gold"}


def test_the_command_says_what_is_missing(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        call_command("evaluate_topics", tmp_path / "nowhere")
    with pytest.raises(CommandError, match="no stories"):
        call_command("evaluate_topics", tmp_path)


def test_the_table_names_every_category(tmp_path, capsys):
    (tmp_path / "reut2-000.sgm").write_text(STORY)
    call_command("evaluate_topics", tmp_path)
    printed = capsys.readouterr().out
    assert all(category in printed for category in CATEGORIES)


FLOORS = {"largest": 0.92, "both": 0.86, "macro": 0.55}
FLOORS_OF_A_THIRD = {"largest": 0.91, "both": 0.85, "macro": 0.50}  # learned from every third story, and measured on it


def test_floors_on_the_test_split(shared, capsys, monkeypatch, is_long):
    floors = FLOORS if is_long else FLOORS_OF_A_THIRD
    if not is_long:
        monkeypatch.setattr(evaluate_topics, "TIMED", 50)
        monkeypatch.setattr(
            evaluate_topics, "evaluate_learned", lambda training, found: evaluate_learned(training[::3], found[::3])
        )
    folder = shared / "evaluation" / "reuters"
    if not folder.is_dir():
        pytest.skip("needs Reuters-21578 in ../shared/evaluation/reuters")
    call_command("evaluate_topics", folder, json=True)
    measured = json.loads(capsys.readouterr().out)
    total = measured["categories"]["all"]
    assert measured["stories"] == 3_299
    assert total["precision"] >= 0.92
    assert total["recall"] >= 0.82
    for category in CATEGORIES:
        assert measured["categories"][category]["precision"] >= 0.85, category
        assert measured["categories"][category]["recall"] >= 0.60, category
    learned = measured["learned"]
    assert learned["largest"]["f1"] >= floors["largest"]
    assert learned["both"]["categories"] == (90 if is_long else 70)
    assert learned["both"]["f1"] >= floors["both"]
    assert learned["both"]["macro_f1"] >= floors["macro"]
