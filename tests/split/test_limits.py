from articles.documents import PARAGRAPH_BREAK, Block
from articles.split.limits import bound_blocks

BLOCKS = tuple(Block(text=f"Line {number} of the page.") for number in range(10))


def test_a_page_within_the_limit_stays_whole():
    assert bound_blocks(BLOCKS, limit=1_000) == (BLOCKS, ())


def test_what_lies_beyond_is_cut_at_a_word_and_told():
    kept, (note,) = bound_blocks(BLOCKS, limit=57)
    assert [block.text for block in kept] == ["Line 0 of the page.", "Line 1 of the page.", "Line 2 of the"]
    assert note.rule == "too long: 139 characters beyond the first 57 of the page"
    assert note.text.startswith("page. Line 3")


def test_a_word_without_end_is_cut_where_the_limit_is():
    (kept,), _ = bound_blocks((Block(text="w" * 5_000),), limit=1_000)
    assert kept.text == "w" * 1_000


def test_the_joined_text_stays_within_the_limit():
    for limit in range(0, 220, 7):
        kept, _ = bound_blocks((Block(text=""), *BLOCKS), limit=limit)
        assert len(PARAGRAPH_BREAK.join(block.text for block in kept if block.text)) <= limit
