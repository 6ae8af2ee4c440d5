"""How likely two articles tell of one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from articles.similar.key_terms import count_terms, key_terms
from articles.similar.story_groups import JOINED_FROM
from articles.similar.story_scores import WINDOW, Telling, pair_features, score_pair

DAY = datetime(2025, 7, 7, tzinfo=UTC)


def telling(title, text, *, days=0.0, companies=(1,), topics=(1,)):
    return Telling(
        published_at=DAY + timedelta(days=days),
        terms=key_terms(count_terms(title, text)),
        companies=frozenset(companies),
        topics=frozenset(topics),
    )


BID = telling(
    "Zorbian bids for Quexal", "Zorbian offered 4.31 billion for Quexal, the Wimbat maker led by Aldora Finch."
)
ANSWER = telling(
    "Quexal turns Zorbian down",
    "Aldora Finch, who runs Wimbat maker Quexal, called the offer of Zorbian a joke.",
    days=1,
)
ELSEWHERE = telling("Zorbian opens a plant", "Zorbian opened a plant in Lower Harmsworth for its Dulcet range.", days=1)


def test_two_articles_of_one_event_score_high():
    assert score_pair(BID, ANSWER) >= JOINED_FROM


def test_the_same_company_in_another_event_is_not_enough():
    assert score_pair(BID, ELSEWHERE) < JOINED_FROM


def test_the_score_does_not_depend_on_the_order():
    assert score_pair(BID, ANSWER) == score_pair(ANSWER, BID)


def test_days_between_make_it_less_likely():
    later = replace(ANSWER, published_at=DAY + timedelta(days=2.9))
    assert score_pair(BID, later) < score_pair(BID, ANSWER)


def test_articles_further_apart_than_the_window_are_not_compared():
    later = replace(BID, published_at=DAY + WINDOW + timedelta(seconds=1))
    assert score_pair(BID, later) == 0


def test_other_companies_make_it_less_likely():
    other = replace(ANSWER, companies=frozenset({2}))
    assert score_pair(BID, other) < score_pair(BID, ANSWER)


def test_a_name_of_several_words_counts_once():
    one = telling("", "Zorbian Quexal Wimbat fell.")
    other = telling("", "Zorbian Quexal Wimbat rose.")
    assert pair_features(one, other)["rare"] == 0.25
