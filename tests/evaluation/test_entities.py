"""Floors under precision and recall of companies, people and places on gold written by reading.

All of it is seen by now, the 'fresh' part too. When that was labelled (30 Reuters articles drawn by a seed, 13 pages
for companies only) and measured once, before anything was changed for it, companies had precision .875 and recall
.549, people .900 and .750, places 1.000 and .963. The 'newer' part
(50 Reuters articles drawn by a seed) was labelled and measured once before anything was changed for it: companies
.914 and .500, people .864 and .905, places .930 and .957. Lowering a floor needs a reason in the commit.
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
    ("kind", "measure", "floor"),
    [
        ("companies", "precision", 0.95),
        ("companies", "recall", 0.66),
        ("companies", "recall_listed", 0.95),
        ("people", "precision", 0.95),
        ("people", "recall", 0.94),
        ("places", "precision", 0.96),
        ("places", "recall", 0.97),
    ],
)
def test_keeps_its_floor(scores, kind, measure, floor):
    assert scores["all"][kind][measure] >= floor
