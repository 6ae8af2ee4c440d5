"""Live blogs among text scrapes: times above entries, and a word that says so."""

from articles.clean.plain_text import clean_plain_text
from articles.clean.sources import SourceBook, load_sources
from articles.documents import CleanPage, Kind, RawCapture

SOURCES = SourceBook(load_sources())
ENTRIES = (
    "The first boats have left the harbour, and the wind has turned to the south since the morning.",
    "Two crews are said to have given up. The harbour master is looking for them near the lighthouse.",
    "Everybody is safe. The two boats lie in the cove behind the mill, where nobody can hear a telephone.",
    "The race is over. The winner is the oldest boat in the field, with a crew of three brothers.",
    "That was the regatta, and this is where we stop. A full report will follow in the evening.",
)


def page_of(*lines: str) -> CleanPage:
    page = clean_plain_text(RawCapture(content="\n".join(lines).encode(), media_type="text/plain"), sources=SOURCES)
    assert isinstance(page, CleanPage)
    return page


def entries(count: int) -> list[str]:
    return [line for hour, text in enumerate(ENTRIES[:count], 14) for line in (f"{hour}:05", text)]


def test_a_label_and_three_entries_make_a_live_blog():
    page = page_of("LIVE", "Boats race round the cape of Marne", *entries(3))
    assert (page.metadata.kind, page.metadata.kind_evidence) == (Kind.LIVE_BLOG, "live blog: label ‘LIVE’")
    assert [block.text for block in page.blocks if block.text][-3:] == list(ENTRIES[:3])


def test_a_title_that_says_so_makes_one():
    assert page_of("Regatta live: boats race round the cape", *entries(3)).metadata.kind is Kind.LIVE_BLOG


def test_many_entries_tell_by_themselves():
    assert page_of("Boats race round the cape of Marne", *entries(5)).metadata.kind is Kind.LIVE_BLOG


def test_an_article_with_a_few_times_is_none():
    assert page_of("Boats race round the cape of Marne", *entries(3)).metadata.kind is None
