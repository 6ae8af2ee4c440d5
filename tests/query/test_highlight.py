"""Words looked for between spaces, as the whole text has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import MentionField
from articles.query.highlight import find_spans
from articles.query.parse import parse
from articles.query.words import placed_surfaces

LETTERS = st.text(st.sampled_from("abSsU19.,-‐'’&_$é日\u0301\u00a0 \n\t"), max_size=60)


@given(LETTERS | st.text())
def test_no_word_reaches_across_a_space(text):
    found, before, at = [], 0, 0
    for chunk in text.split(" "):
        slots = 0
        for first, offset, surface in placed_surfaces(chunk):
            found.append((before + first, at + offset, surface))
            slots += len(surface.slots)
        before += slots
        at += len(chunk) + 1
    assert found == list(placed_surfaces(text))


@pytest.mark.parametrize("query", ['"e commerce rose"', '"commerce rose"', "e-comm*", "rose NEAR/1 commerce"])
def test_words_far_into_a_text_are_marked_where_they_stand(query):
    text = "Well-known  U.S. words,\nA.B. and don’t; " * 40 + "then e-commerce\nrose."
    spans = find_spans(parse(query).tree, text, MentionField.TEXT)
    assert spans
    assert all(text[start:end].strip(".") in ("e-commerce\nrose", "e-commerce", "commerce", "rose", "commerce\nrose")
               for start, end in spans)  # fmt: skip
    assert spans[0][0] >= text.index("e-commerce")
