"""The comparison with the fields that Reuters' editors filled in."""

from __future__ import annotations

import gzip
import json
from io import StringIO

from django.core.management import call_command

STORY = """<REUTERS TOPICS="NO" NEWID="{number}"><PLACES>{places}</PLACES><PEOPLE>{people}</PEOPLE>
<TEXT><TITLE>TRADE TALKS</TITLE><BODY>{body}</BODY></TEXT></REUTERS>
"""


def story(number: int, places: list[str], people: list[str], body: str) -> str:
    told = {"places": places, "people": people}
    return STORY.format(
        number=number, body=body, **{kind: "".join(f"<D>{code}</D>" for code in codes) for kind, codes in told.items()}
    )


def test_counts_what_of_the_fields_is_found_in_the_text(tmp_path):
    stories = [
        story(1, ["uk", "usa"], ["james-baker", "poehl"], "In Britain James Baker met nobody. Reuter"),
        story(2, ["yugoslavia", "japan"], ["sumita"], "In Japan Satoshi Sumita spoke."),
        story(3, ["france"], [], "A story without people is not drawn."),
    ]
    (tmp_path / "reuters").mkdir()
    with gzip.open(tmp_path / "reuters" / "one.sgm.gz", "wt", encoding="latin-1") as file:
        file.write("".join(stories))
    out = StringIO()
    call_command("evaluate_entities", str(tmp_path), fields=10, stdout=out)
    assert json.loads(out.getvalue()) == {
        "places": {"noted": 4, "recall": 0.5, "missed": {"usa": 1, "yugoslavia": 1}},
        "people": {"noted": 3, "recall": 0.6667, "missed": {"poehl": 1}},
    }
