"""The commands about stories."""

from __future__ import annotations

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Story
from tests.factories import ArticleFactory
from tests.store.test_stories import ANSWER, BID, PLANT

REUTERS = """<REUTERS LEWISSPLIT="TRAIN" OLDID="{number}" NEWID="{number}">
<DATE>26-FEB-1987 15:0{number}:01.79</DATE><TEXT><TITLE>{title}</TITLE><BODY>{body}</BODY></TEXT></REUTERS>
"""


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_joins_what_was_stored_before():
    for title, text in (BID, ANSWER, PLANT):
        ArticleFactory(title=title, text=text)
    assert not Story.objects.exists()
    assert "the archive has 1 stories" in run("join_stories", "--all")
    assert Story.objects.get().article_count == 2
    assert "3 found" not in run("benchmark_related", "--articles", "3")


@pytest.mark.django_db
def test_wants_to_know_which():
    with pytest.raises(CommandError, match="--all"):
        run("join_stories")
    with pytest.raises(CommandError, match="join_stories"):
        run("benchmark_related")


def test_measures_the_joining_on_judged_pairs(tmp_path):
    filler = "Shares of the group rose a little in early trading as dealers weighed it. " * 5
    told = [(1, *BID), (2, *ANSWER), (3, *PLANT)]
    stories = [REUTERS.format(number=number, title=title, body=f"{text} {filler}") for number, title, text in told]
    (tmp_path / "reut2-000.sgm.gz").write_bytes(gzip.compress("".join(stories).encode("latin-1")))
    judged = tmp_path / "pairs.csv"
    judged.write_text("# judged\nlower,higher,same,half\n1,2,yes,held out\n1,3,no,held out\n2,3,no,tuning\n")
    figures = json.loads(run("evaluate_stories", str(tmp_path), "--judged", str(judged), "--json"))
    assert figures["articles"] == 3
    assert figures["held_out"]["pairs"] == 2
    assert figures["held_out"]["wrong"] == []
    assert "held out" in run("evaluate_stories", str(tmp_path), "--judged", str(judged))


def test_names_what_is_missing(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        run("evaluate_stories", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="holds no stories"):
        run("evaluate_stories", str(tmp_path))
