"""Which of an article's captures it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from articles.store import recaptures
from articles.store.matching_texts import containment, shingles
from articles.store.recaptures import Taken, shown_of

NOON = datetime(2025, 7, 8, 12, tzinfo=UTC)
WORDS = [f"word{number}" for number in range(60)]


def taken(number: int, text: str, hours: int = 0) -> Taken:
    return Taken(capture_id=number, moment=NOON + timedelta(hours=hours), title="Ships", text=text)


@st.composite
def many_takes(draw):
    """Captures of pages whose texts are parts of one story, so that many are parts of each other."""
    pieces = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 3))
    return [
        taken(number, " ".join(WORDS[min(one, other) : max(one, other)]), hours)
        for number, (one, other, hours) in enumerate(draw(st.lists(pieces, min_size=1, max_size=8)))
    ]


@given(many_takes())
def test_the_newest_that_is_no_part_of_another_is_shown(takes):
    words = {one.capture_id: shingles(one.text) for one in takes}

    def is_part(one):
        return any(
            2 * len(words[one.capture_id]) <= len(words[other.capture_id])
            and containment(words[one.capture_id], words[other.capture_id]) >= 0.9
            for other in takes
            if other.text != one.text
        )

    whole = [one for one in takes if not is_part(one)]
    assert shown_of(takes) == max(whole, key=lambda one: (one.moment, one.capture_id))


def test_of_a_page_captured_thousands_of_times_few_texts_are_compared(monkeypatch):
    compared = []
    monkeypatch.setattr(recaptures, "shingles", lambda text: compared.append(text) or shingles(text))
    story = " ".join(WORDS)
    takes = [taken(number, f"{story} updated {number}", number) for number in range(2_000)]
    assert shown_of(takes).capture_id == 1_999
    assert len(compared) == 1
