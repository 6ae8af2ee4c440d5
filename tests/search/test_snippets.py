"""The best passages of a text for a query."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.documents import MentionField
from articles.query.highlight import find_spans, marker
from articles.query.parse import parse
from articles.search.snippets import best_passages, find_hits, mark
from tests.bounded import soon

FILLER = "Nothing of the sort was said on that day by anyone in the room. " * 8


def passages(query, text, **options):
    return best_passages(find_hits(marker(parse(query).tree, MentionField.TEXT), text), text, **options)


def marked(passage):
    return [piece for piece, is_marked in passage.pieces() if is_marked]


def test_shows_the_passage_with_most_of_the_query_rather_than_the_first():
    text = f"Steel was quiet. {FILLER}\n\nThen a tariff on steel came into force. {FILLER}"
    best = passages("steel tariffs", text, count=1)
    assert [marked(passage) for passage in best] == [["tariff", "steel"]]
    assert best[0].text.startswith("Then a tariff")


def test_two_passages_stand_in_reading_order_and_do_not_overlap():
    text = f"Alpha came first. {FILLER}\n\n{FILLER}\n\nOmega came last."
    first, second = passages("omega alpha", text)
    assert (marked(first), marked(second)) == (["Alpha"], ["Omega"])
    assert first.start + len(first.text) <= second.start


def test_marks_survive_accents_stems_and_joined_names():
    text = "The cafés of Škoda’s city sell e-commerce to AT&T: merging mergers."
    (passage,) = passages('cafe skoda ecommerce at&t "mergers"', text)
    assert marked(passage) == ["cafés", "Škoda", "e-commerce", "AT&T", "mergers"]


def test_a_phrase_is_marked_as_one_piece_and_only_where_it_stands():
    (passage,) = passages('"mass production"', "Production en masse is no mass production at all.")
    assert marked(passage) == ["mass production"]


def test_markup_in_the_text_stays_text():
    (passage,) = passages("bold", "A <b>bold</b> & brave <script>move</script>.")
    assert "".join(piece for piece, _ in passage.pieces()) == "A <b>bold</b> & brave <script>move</script>."


def test_negated_words_and_words_of_other_fields_are_not_marked():
    (passage,) = passages("tesla -byd -title:nio title:geely", "BYD, Nio, Geely and Tesla.")
    assert marked(passage) == ["Tesla"]
    title = "Tesla and BYD"
    assert mark(title, find_spans(parse("text:tesla byd").tree, title, MentionField.TITLE)) == [
        ("Tesla and ", False),
        ("BYD", True),
    ]


def test_a_line_too_short_to_say_anything_is_not_the_beginning():
    story = "The council said on Monday that the works in the harbour would go on until the autumn."
    (passage,) = passages("", f"Three stories\n\n{story}\n\nMore.", count=1)
    assert (passage.text, passage.start) == (story, 15)
    assert [one.text for one in passages("", "Short.\n\nBoth.", count=1)] == ["Short."]


def test_without_a_match_in_the_text_its_beginning_is_shown():
    (passage,) = passages("company:xiaomi", f"\n\nA beginning. {FILLER}")
    assert passage.text.startswith("A beginning.")
    assert passage.marks == ()
    assert passage.is_cut_after
    assert passages("x", "") == ()


def test_cuts_are_at_words_and_said():
    text = "word " * 200 + "needle " + "word " * 200
    (passage,) = passages("needle", text, count=1)
    assert passage.is_cut_before
    assert passage.is_cut_after
    assert set(passage.text.split()) == {"word", "needle"}


def test_a_long_text_costs_little():
    text = "alpha beta gamma delta " * 100_000
    with soon():
        passages("alpha beta gam* delta", text)


@given(st.text(), st.text(alphabet="ab e-é&'\n.", max_size=300), st.integers(1, 60))
def test_passages_are_pieces_of_the_text(query, text, length):
    for passage in passages(query + " a OR b* OR e", text, length=length):
        assert text[passage.start : passage.start + len(passage.text)] == passage.text
        assert "\n\n" not in passage.text
        end = 0
        for start, stop in passage.marks:
            assert end <= start < stop <= len(passage.text)
            end = stop
        assert "".join(piece for piece, _ in mark(passage.text, passage.marks)) == passage.text
