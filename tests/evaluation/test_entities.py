"""Floors under precision and recall of companies, people and places on gold written by reading.

Five parts were labelled and measured once before anything was changed for them:
- 'fresh' (30 Reuters articles drawn by a seed, 13 pages for companies only): companies .875 and .549, people .900 and
  .750, places 1.000 and .963;
- 'newer' (50 Reuters articles): companies .914 and .500, people .864 and .905, places .930 and .957;
- 'last' (42 Reuters articles, read only when the list of historical companies was finished): companies .882 and .667
  (.862 and .556 without that list), people .960 and .923, places .982 and .964;
- 'later' (48 articles of ModApte's test split): companies .853 and .537, people .905 and .905, places .986 and .958;
- 'latest' (40 more of them, read when what 'later' showed was mended): companies .933 and .636, people .900 and 1.000,
  places .972 and 1.000;
- 'blind' (40 articles of the whole collection, read when the register of filers had been taken in): companies .900 and
  .720, people 1.000 and .938, places .983 and .934;
- 'split' (40 articles of ModApte's test split, drawn before 6,400 companies of the 1970s to 1990s were written down and
  read when they were): companies .950 and .704 (.875 and .648 until the gold named four as the text does; .941 and .593
  without those companies), people .955 and .955, places .966 and 1.000.
- 'test' (30 articles of ModApte's test split, drawn and read when 3,400 arms, subsidiaries and companies of today were
  on the list): companies .811 and .577 (.829 and .558 without those), people .875 and 1.000, places .933 and .933; of
  the seven wrong ones six were companies that the list had twice, since when 400 doubles are folded;
- 'test_second' (30 more, read when that was mended): companies .926 and .893 (.923 and .857 without those companies),
  people .950 and .864, places .938 and 1.000.
In the last six a company found under another of its names counts as found. The misses are small firms of 1987 that no
register lists; of 'latest', .86 was found or proposed to a curator at first sight ('recall_proposed'), of 'blind' .94.
All else is seen. Lowering a floor needs a reason in the commit.
"""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

EVALUATION = Path(__file__).parents[3] / "shared" / "evaluation"
GOLD = Path(__file__).parents[1] / "data" / "gold"

pytestmark = pytest.mark.skipif(
    not EVALUATION.is_dir(), reason="the texts that have gold are not at hand (../shared/evaluation)"
)


@pytest.fixture(scope="module")
def scores():
    out = StringIO()
    call_command("evaluate_entities", str(EVALUATION), gold=GOLD, json=True, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("part", "kind", "measure", "floor"),
    [
        ("all", "companies", "precision", 0.97),
        ("all", "companies", "recall", 0.70),
        ("all", "companies", "recall_listed", 0.95),
        ("all", "companies", "recall_proposed", 0.84),
        ("all", "people", "precision", 0.97),
        ("all", "people", "recall", 0.95),
        ("all", "places", "precision", 0.96),
        ("all", "places", "recall", 0.97),
        ("reuters", "companies", "precision", 0.97),
        ("reuters", "companies", "recall", 0.75),
        ("publishers", "companies", "precision", 0.96),
        ("benchmark", "companies", "precision", 0.97),
        ("benchmark", "companies", "recall", 0.86),
        ("reuters_last", "companies", "precision", 0.96),
        ("reuters_last", "companies", "recall", 0.72),
        ("reuters_later", "companies", "precision", 0.93),
        ("reuters_later", "companies", "recall", 0.64),
        ("reuters_latest", "companies", "precision", 0.93),
        ("reuters_latest", "companies", "recall", 0.65),
        ("reuters_blind", "companies", "precision", 0.95),
        ("reuters_blind", "companies", "recall", 0.73),
        ("reuters_split", "companies", "precision", 0.95),
        ("reuters_split", "companies", "recall", 0.70),
        ("reuters_test", "companies", "precision", 0.97),
        ("reuters_test", "companies", "recall", 0.61),
        ("reuters_test_second", "companies", "precision", 0.95),
        ("reuters_test_second", "companies", "recall", 0.89),
    ],
)
def test_keeps_its_floor(scores, part, kind, measure, floor):
    assert scores[part][kind][measure] >= floor
