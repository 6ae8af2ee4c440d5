"""Lines that are taken out of an article by rule, and such that only look like them."""

import pytest

from articles.clean.boilerplate import LINE_RULES, strip_boilerplate
from articles.clean.html_blocks import segment
from articles.clean.html_parse import parse_html
from articles.documents import PageMetadata
from tests.bounded import soon

PROSE = "<p>The committee met on Monday and, after a long debate, put the vote off until the next week.</p>"


def stripped(markup, **said):
    """(texts kept, {text: rule} removed) of a page all of whose blocks the model took."""
    blocks = segment(parse_html(f"<html><body>{markup}</body></html>"))
    kept, removed = strip_boilerplate(blocks, [True] * len(blocks), PageMetadata(**said))
    return [block.text for block in kept], {piece.text: piece.rule for piece in removed}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Read more: Ferry line adds a night crossing", "promotion"),
        ("ALSO READ | Fishing quota talks fail again", "promotion"),
        ("[Related: Bridge tolls to rise in May]", "promotion"),
        ("Don't miss", "promotion"),
        ("Advertisement", "advertisement"),
        ("Story continues below advertisement", "advertisement"),
        ("Article content", "advertisement"),
        ("Thanks for signing up!", "interface"),
        ("Show comments", "interface"),
        ("Sign up for our weekly newsletter and never miss a story.", "newsletter"),
        ("Subscribe to our channel for more videos", "newsletter"),
        ("Like this story? Share it with a friend!", "share"),
        ("Follow us on Twitter and Facebook", "share"),
        ("Do you have a story to tell? Email: desk@valley.example", "contact"),
        ("Email Rosa Lindqvist at rosa@valley.example", "contact"),
        ("Ann Lee and Bo Chen contributed to this report.", "contributors"),
        ("(Reporting by Ann Lee; Editing by Bo Chen)", "contributors"),
        ("© 2025 Valley Post. All rights reserved.", "notice"),
        ("This article was originally published in The Hill Gazette.", "notice"),
        ("4 min read", "reading time"),
        ("Updated: 5 March 2025, 14:20 GMT", "timestamp"),
        ("17:41 JST, October 13, 2024", "timestamp"),
        ("By Ann Lee and Bo Chen", "byline"),
        ("Photo: Lena Frost/Ledger Pictures", "photo credit"),
        ("Miners on the platform at Ardle (Photo by Lena Frost)", "photo credit"),
    ],
)
def test_furniture_is_taken_out_by_the_rule_that_names_it(line, rule):
    kept, removed = stripped(PROSE + f"<p>{line}</p>" + PROSE)
    assert removed[line] == rule
    assert line not in kept


@pytest.mark.parametrize(
    "line",
    [
        "Read in full, the report is less alarming than its summary suggests, three of its authors said.",
        "Advertisement spending fell by four per cent in the quarter, the agency said.",
        "Related parties held 12 per cent of the shares at the end of the year.",
        "By Friday evening half the town stood on the platform.",
        "By the end of March the company had repaid most of the loan.",
        "Follow the money and you end up in a small office above a bakery.",
        "Share prices fell across the region on Tuesday.",
        "Sign language classes are full until the autumn.",
        "More than 300 people lost their posts.",
        "Comments by the governor moved the currency within minutes.",
        "Subscribers left in droves after the price rise, the company said.",
        "Photographs of the accident were shown in court.",
        "In March 2025 the mine reopened.",
        "Email was invented long before the web.",
        "Watch makers in the valley sold more pieces than ever last year.",
    ],
)
def test_sentences_that_begin_alike_stay(line):
    kept, _ = stripped(PROSE + f"<p>{line}</p>" + PROSE)
    assert line in kept


def test_a_linked_headline_between_paragraphs_is_another_storys():
    line = "Bridge tolls to rise in May after all"
    assert stripped(PROSE + f'<p><a href="/x">{line}</a></p>' + PROSE)[1][line] == "linked headline"
    sentence = "The tolls will rise in May after all."
    assert sentence in stripped(PROSE + f'<p><a href="/x">{sentence}</a></p>' + PROSE)[0]


def test_what_a_page_says_three_times_is_furniture_but_for_tables():
    assert stripped(PROSE + "<p>Loose talk</p>" * 3 + PROSE)[1]["Loose talk"] == "said three times"
    cells = "<table><tr><td>No data</td></tr>" * 3 + "</table>"
    assert "No data" in stripped(PROSE + cells + PROSE)[0]


def test_a_biography_at_the_end_is_no_article():
    line = "Rosa Lindqvist is a reporter who covers mining and the northern railways."
    kept, removed = stripped(PROSE * 8 + f"<p>{line}</p>", authors=("Rosa Lindqvist",))
    assert removed[line] == "about the author"
    assert line in stripped(f"<p>{line}</p>" + PROSE * 8, authors=("Rosa Lindqvist",))[0]
    assert kept


def test_the_title_is_not_said_twice():
    kept, removed = stripped("<h1>Mine reopens</h1>" + PROSE, title="Mine reopens")
    assert removed["Mine reopens"] == "title repeated"
    assert len(kept) == 1


def test_rules_never_leave_nothing():
    assert stripped("<p>Advertisement</p>")[0] == ["Advertisement"]


def test_what_the_model_left_out_within_the_article_is_recorded_with_a_reason():
    markup = PROSE + "<figcaption>Miners on the platform</figcaption>" + PROSE
    blocks = segment(parse_html(f"<html><body>{markup}</body></html>"))
    _, removed = strip_boilerplate(blocks, [True, False, True], PageMetadata())
    assert [(piece.text, piece.rule) for piece in removed] == [("Miners on the platform", "model: caption")]


@pytest.mark.parametrize("piece", ["a ", "By A. ", "1,2 ", "read ", "(", "by ", "Follow on ", "+1.2 ", "@", "& "])
def test_every_rule_is_quick_on_a_long_line(piece):
    line = piece * (1_000_000 // len(piece))
    with soon():
        for rule in LINE_RULES:
            rule.pattern.match(line)
            rule.pattern.fullmatch(line)
