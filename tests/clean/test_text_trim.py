"""What is taken out after the line model has chosen: far pieces, repeated lines."""

from __future__ import annotations

import numpy as np

from articles.clean.text_furniture import furniture_rule
from articles.clean.text_trim import drop_announced, keep_tweets, repeated_lines, trim_story

SENTENCE = "The ferry left the harbour at noon with forty lorries and a choir on board."


def trimmed(scores: list[float], kept: list[bool]) -> list[bool]:
    lines = [f"{SENTENCE[:-1]}, for the {index}th time." for index in range(len(scores))]
    story = list(kept)
    trim_story(lines, story, np.array(scores), np.full(len(scores), 16.0))
    return story


def test_a_far_piece_that_is_hardly_a_story_is_dropped():
    scores = [5.0] * 5 + [-4.0] * 13 + [0.5] * 2
    assert trimmed(scores, [score > 0 for score in scores]) == [True] * 5 + [False] * 15


def test_a_far_piece_that_reads_like_the_story_stays():
    scores = [5.0] * 5 + [-4.0] * 13 + [4.0] * 2
    assert trimmed(scores, [score > 0 for score in scores])[-2:] == [True, True]


def test_a_near_piece_stays_however_weak():
    scores = [5.0] * 5 + [-4.0] * 6 + [0.5] * 2
    assert trimmed(scores, [score > 0 for score in scores])[-2:] == [True, True]


def test_a_long_line_counts_once():
    assert repeated_lines([SENTENCE, "Share", SENTENCE, "Share"]).tolist() == [False, False, True, False]


def test_captions_and_author_notes_are_known_by_rule():
    assert furniture_rule("Crews lift the bell out of the water on Tuesday. (Ana Silva/Coast Press)") == "caption"
    assert furniture_rule("Crews lift the bell out of the water (Image: GETTY )") == "caption"
    assert furniture_rule("The mayor (left) with the harbour master on the new pier.") == "caption"
    assert furniture_rule("Ana Silva is a senior reporter for the Coast Press.") == "about the author"
    assert furniture_rule("Tom Berg in Oslo contributed to this report.") == "about the author"
    assert furniture_rule("If you buy through our links, we may earn a commission.") == "affiliate notice"


def test_sentences_of_a_story_that_look_alike_are_not():
    assert furniture_rule("The bill passed by one vote (51 to 50) after a long night.") == ""
    assert furniture_rule("Ana Silva was a reporter for ten years before she bought the ferry.") == ""
    assert furniture_rule("Its owners may earn less this year than they did in 2019.") == ""


CREDIT = "— Harbour Watch (@harbourwatch) May 4, 2024"
TWEET = "The ferry is late again and nobody tells us why"


def with_tweets(lines: list[str], told: set[str]) -> list[str]:
    story = [line in told for line in lines]
    keep_tweets(lines, story, [True] * len(lines))
    return [line for line, is_kept in zip(lines, story, strict=True) if is_kept]


def test_a_tweet_between_paragraphs_stays_with_its_credit():
    lines = [SENTENCE, TWEET, CREDIT, "It came at nine."]
    assert with_tweets(lines, {SENTENCE, "It came at nine."}) == lines


def test_a_tweet_that_ends_the_story_stays():
    assert with_tweets([SENTENCE, TWEET, CREDIT, "Most read"], {SENTENCE}) == [SENTENCE, TWEET, CREDIT]


def test_of_what_stands_above_a_tweet_only_its_own_line_is_taken():
    lines = ["Home", "Sport", TWEET, CREDIT, SENTENCE]
    assert with_tweets(lines, {SENTENCE}) == [TWEET, CREDIT, SENTENCE]


def test_a_tweet_far_from_the_story_does_not_come_in():
    lines = [SENTENCE, "Most read", "Latest", "Sport", TWEET, CREDIT]
    assert with_tweets(lines, {SENTENCE}) == [SENTENCE]


def test_a_tweet_on_one_line_is_told_by_its_tail():
    line = "Late again pic.twitter.com/Ab12Cd34 — Harbour Watch (@harbourwatch) May 4, 2024"
    assert with_tweets([SENTENCE, line, "Most read"], {SENTENCE}) == [SENTENCE, line]


def test_headlines_below_a_related_heading_inside_a_story_are_other_stories():
    lines = [
        SENTENCE,
        "Related stories",
        "Ferry line wins a prize",
        "A choir that never sleeps at sea",
        SENTENCE,
        "Crew",
    ]
    story, rules = [True, False, True, True, True, True], ["", "related heading", "", "", "", ""]
    drop_announced(lines, story, rules)
    assert story == [True, False, False, False, True, True]
    assert rules[2:4] == ["related headline"] * 2


def test_a_related_heading_above_the_story_takes_nothing():
    lines = ["Related stories", "Ferry line wins a prize", SENTENCE]
    story, rules = [False, False, True], ["related heading", "", ""]
    drop_announced(lines, story, rules)
    assert rules[1] == ""


def test_what_a_site_says_of_the_author_goes_with_its_heading():
    lines = [SENTENCE, "About the author", "Ana Roe covers harbours for the Courier."]
    story, rules = [True, False, True], ["", furniture_rule(lines[1]), ""]
    drop_announced(lines, story, rules)
    assert story == [True, False, False]
