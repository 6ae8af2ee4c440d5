from dataclasses import replace

from articles.clean.furniture import (
    FEWEST_STORIES,
    SeenPage,
    counted_paragraphs,
    drop_recurring,
    find_recurring,
    paragraph_number,
    site_of,
)
from articles.documents import Block, BlockKind, CleanPage, PageMetadata, Removed
from articles.prose.items import NEXT_STORY, RECURS

BOX = "Subscribers get the Valley Letter every Thursday before breakfast."
TEXTS = [f"The council met for the {number}th time and agreed on road {number}." for number in range(40)]


def page(number, *texts):
    paragraphs = counted_paragraphs([Block(text=text) for text in texts], ())
    return SeenPage(title=number, paragraphs=tuple(paragraphs), letters=tuple(map(len, paragraphs.values())))


def story(number, *more):
    return page(number, *(f"{text} Story {number}." for text in TEXTS[:5]), *more)


def cleaned(*texts, media_type="text/html", **known):
    blocks = tuple(text if isinstance(text, Block) else Block(text=text) for text in texts)
    return CleanPage(media_type=media_type, blocks=blocks, **known)


def test_a_paragraph_of_several_stories_recurs():
    pages = [story(number, BOX) for number in range(FEWEST_STORIES)]
    assert find_recurring(pages) == {paragraph_number(BOX): FEWEST_STORIES}
    assert find_recurring(pages[1:]) == {}
    assert find_recurring(pages, known=[paragraph_number(BOX)]) == {}


def test_background_that_few_stories_repeat_does_not():
    pages = [story(number, BOX) for number in range(6)] + [story(number) for number in range(6, 20)]
    assert find_recurring(pages) == {}


def test_copies_of_one_story_count_once():
    assert find_recurring([story(1, BOX)] * 10) == {}
    retitled = [replace(story(1, BOX), title=number) for number in range(10)]
    assert find_recurring(retitled) == {}


def test_headings_short_lines_and_long_texts_are_not_counted():
    blocks = [
        Block(text="What to know about this", kind=BlockKind.HEADING),
        Block(text="About the maker of doors and windows", kind=BlockKind.ABOUT),
        Block(text="Why it matters"),
        Block(text="word " * 400),
        Block(text=BOX),
    ]
    assert list(counted_paragraphs(blocks, [Removed(text=TEXTS[0], rule=f"{RECURS}, 4 pages")]).values()) == [
        BOX,
        TEXTS[0],
    ]


def test_what_recurs_is_taken_out_and_told():
    result = drop_recurring(cleaned(*TEXTS[:5], BOX.upper()), {paragraph_number(BOX): 7})
    assert [block.text for block in result.blocks] == TEXTS[:5]
    assert result.removed == (Removed(text=BOX.upper(), rule="recurs on this site, 7 pages"),)


def test_a_page_of_which_most_would_go_stays_whole():
    page = cleaned(BOX, "A line of its own.")
    assert drop_recurring(page, {paragraph_number(BOX): 7}) == page


def test_on_a_page_of_several_stories_each_keeps_what_was_taken_out_of_it():
    gap = Block(text="")
    before = (Removed(text="a", rule="x"), NEXT_STORY, Removed(text="b", rule="x"))
    page = cleaned(gap, *TEXTS[:4], gap, *TEXTS[4:9], BOX, removed=before)
    result = drop_recurring(page, {paragraph_number(BOX): 7})
    assert [piece.text for piece in result.removed] == ["a", "", "b", BOX]


def test_the_site_is_the_host_or_else_the_publisher():
    metadata = PageMetadata(canonical_url="https://www.Valley.example/a", source_name="The Valley")
    assert site_of(cleaned("x", url="https://news.other.example/b", metadata=metadata)) == "news.other.example"
    assert site_of(cleaned("x", metadata=metadata)) == "valley.example"
    assert site_of(cleaned("x", metadata=PageMetadata(source_name="The Valley"))) == "source:thevalley"
    assert site_of(cleaned("x", url="http://[bad")) == ""
