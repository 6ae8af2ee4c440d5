"""Long texts in parts: nothing is lost between them, and none is heavy."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Article
from articles.views.linking import NamedSpan, linked_paragraphs
from articles.views.parts import fitting, part_with, parts_of, weight_of, weight_of_part

ROOM = 400


def parts(text, spans=()):
    return parts_of(linked_paragraphs(Article(text=text), spans), ROOM)


def words_of(part):
    return "\n\n".join("".join(piece.text for piece in paragraph.pieces) for paragraph in part)


def test_a_short_text_is_one_part():
    assert len(parts("Boats wait.\n\nThe lock is shut.")) == len(parts("")) == 1


def test_a_part_ends_between_paragraphs_and_parts_are_about_as_heavy():
    text = "\n\n".join(f"Boat {number} waits above the lock." for number in range(60))
    found = parts(text)
    assert "\n\n".join(map(words_of, found)) == text
    assert [paragraph.number for part in found for paragraph in part] == [*range(1, 61)]
    assert max(map(weight_of_part, found)) - min(map(weight_of_part, found[:-1])) < 70


def test_a_paragraph_without_end_is_cut_between_words():
    text = "boats wait above the lock " * 100
    found = parts(text)
    assert "".join(map(words_of, found)) == text
    assert all(words_of(part).endswith(" ") for part in found)
    assert [part[0].start for part in found[:2]] == [0, len(words_of(found[0]))]


def test_finds_the_part_of_a_position():
    found = parts("boats wait above the lock " * 100)
    second = found[1][0].start
    assert [part_with(found, position) for position in (0, second - 1, second, 10**6)] == [1, 1, 2, len(found)]


@given(
    st.text(st.sampled_from('ab &<"水é\n'), max_size=3_000),
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 40)), max_size=40),
)
@example("水" * 2_000, [])
@example('"' * 2_000, [(5, 30)])
def test_no_part_is_too_heavy_and_no_character_is_lost(text, spans):
    found = parts(text, [NamedSpan(start, start + length, "x", "", "/x/") for start, length in spans])
    shown = "".join("".join(piece.text for piece in paragraph.pieces) for part in found for paragraph in part)
    assert shown == text.replace("\n\n", "")
    assert max(map(weight_of_part, found)) <= ROOM


@given(st.text(st.sampled_from('a&<"水é'), max_size=200), st.integers(0, 300))
def test_what_fits_is_as_much_as_there_is_room_for(text, room):
    end = fitting(text, room)
    assert weight_of(text[:end]) <= room
    assert end == len(text) or weight_of(text[: end + 8]) > room // 2
