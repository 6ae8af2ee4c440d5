"""Rules by which a line alone is furniture."""

from pathlib import Path

import pytest

from articles.clean.normalise import normalise_text
from articles.clean.text_furniture import _COMPILED, _EDGES, furniture_rule

DATA = Path(__file__).parent.parent / "data"
LINES = sorted(
    {
        line
        for path in DATA.glob("text*/*.txt")
        for line in normalise_text(path.read_text("utf-8", "replace")).split("\n")
        if line.strip(_EDGES)
    }
)


def known_by_trying_each(line):
    """The first rule that knows a line, every rule tried in turn."""
    bare = line.strip(_EDGES)
    for name, limit, needs, pattern in _COMPILED:
        held = not needs or any(need in bare.lower() for need in needs)
        if len(bare) <= limit and held and pattern.fullmatch(bare):
            return name
    return ""


@pytest.mark.parametrize("written", [str, str.upper, str.title], ids=["as it is", "in capitals", "as a title"])
def test_the_quick_look_at_a_line_passes_over_none_that_a_rule_knows(written):
    lines = [written(line) for line in LINES]

    named = [furniture_rule(line) for line in lines]

    assert named == [known_by_trying_each(line) for line in lines]
    assert len(set(named)) > 10


def test_a_line_of_marks_is_an_ornament():
    assert furniture_rule("* * *") == "ornament"
