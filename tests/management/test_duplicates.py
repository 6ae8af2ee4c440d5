"""`manage.py evaluate_duplicates`."""

from __future__ import annotations

import gzip
import json
from random import Random

import pytest
from django.core.management import CommandError, call_command

from articles.management.commands.evaluate_duplicates import Command
from articles.management.duplicates.edits import EDITS
from articles.models import Article
from articles.store.copies import fold_copies
from tests.factories import ArticleFactory

STORY = (
    '<REUTERS TOPICS="YES" NEWID="{number}">\n<TEXT><TITLE>{title}</TITLE>'
    "<BODY>{body}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
)


@pytest.fixture
def collection(tmp_path):
    """Forty stories of invented words, and a list that judges none of their pairs."""
    random = Random(3)
    stories = []
    for number in range(1, 41):
        sentences = [" ".join(f"w{random.randrange(3_000)}" for _ in range(12)).capitalize() + "." for _ in range(12)]
        stories.append(STORY.format(number=number, title=f"STORY {number}", body="\n    ".join(sentences)))
    (tmp_path / "reut2-000.sgm.gz").write_bytes(gzip.compress("".join(stories).encode("latin-1")))
    (tmp_path / "judged.csv").write_text("# none\nlower,higher,verdict\n1,2,form\n", encoding="utf-8")
    return tmp_path


def _run(capsys, folder, *arguments):
    call_command("evaluate_duplicates", folder, "--judged", folder / "judged.csv", *arguments)
    return capsys.readouterr().out


def test_finds_what_was_edited(collection, capsys):
    told = json.loads(_run(capsys, collection, "--stories", "40", "--copies", "21", "--json"))
    assert (told["stories"], told["copies"]) == (40, 21)
    assert told["recall"] == told["precision"] == 1
    assert set(told["recall_by_edit"]) == set(EDITS)


def test_the_same_seed_makes_the_same_copies(collection, capsys):
    runs = [json.loads(_run(capsys, collection, "--copies", "21", "--seed", "5", "--json")) for _ in range(2)]
    for told in runs:
        del told["texts_a_second_a_core"]
    assert runs[0] == runs[1]


def test_prints_a_table(collection, capsys):
    printed = _run(capsys, collection, "--copies", "14")
    assert "40 stories and 14 edited copies" in printed
    assert "in a digest" in printed


def test_a_folder_without_stories_is_refused(tmp_path):
    with pytest.raises(CommandError, match="holds no stories"):
        call_command("evaluate_duplicates", tmp_path)
    with pytest.raises(CommandError, match="is no folder"):
        call_command("evaluate_duplicates", tmp_path / "nowhere")


def test_a_missing_list_of_judged_pairs_is_refused(collection):
    with pytest.raises(CommandError, match="--judged"):
        call_command("evaluate_duplicates", collection, "--judged", collection / "none.csv")


@pytest.mark.django_db
def test_the_cost_of_one_more_article_is_measured_and_nothing_stays(capsys):
    text = " ".join(f"word{number}" for number in range(200))
    ArticleFactory(text=text)
    fold_copies(article_ids=Article.objects.values_list("pk", flat=True))
    call_command("evaluate_duplicates", "--lookup", "3", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["articles"], told["copies_folded"]) == (1, 3)
    assert told["copies"]["fold_median_ms"] > 0
    assert Article.objects.count() == 1
    call_command("evaluate_duplicates", "--lookup", "3")
    assert "no copy, folded" in capsys.readouterr().out


@pytest.mark.django_db
def test_nothing_to_measure_is_said():
    with pytest.raises(CommandError, match="an archive with articles"):
        call_command("evaluate_duplicates", "--lookup", "3")


def test_the_collection_is_looked_for_beside_the_checkout():
    parser = Command().create_parser("manage.py", "evaluate_duplicates")
    assert parser.parse_args([]).folder.parts[-3:] == ("shared", "evaluation", "reuters")
