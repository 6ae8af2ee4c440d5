"""Classifiers that learn topics, on invented articles and, where it is there, on Reuters-21578."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.topic_evaluation import Tally, learned_groups, macro_f1, sum_of
from articles.extract.topic_learning import learn
from articles.extract.topic_model import LearnedText, terms_of

CARGOES = ("coal", "timber", "salt", "wool", "clay", "hops", "slate", "tin")


def _text(subject: str, cargo: str) -> LearnedText:
    if subject == "canals":
        return LearnedText(
            title=f"Canal carries more {cargo}", text=f"Barges waited at the locks with {cargo}. The towpath was busy."
        )
    return LearnedText(
        title=f"Bakers lift the price of {cargo}", text=f"Flour and {cargo} cost more. Ovens stayed cold on Monday."
    )


CANALS = [_text("canals", cargo) for cargo in CARGOES]
BREAD = [_text("bread", cargo) for cargo in CARGOES]
ABOUT_CANALS = [True] * len(CANALS) + [False] * len(BREAD)


@pytest.fixture(scope="module")
def model():
    return learn([*CANALS, *BREAD], {"canals": ABOUT_CANALS, "bread": [not one for one in ABOUT_CANALS]})


def test_terms_are_stems_and_those_of_the_title_count_once_more():
    text = LearnedText(title="Canals closed", text="US barges waited.")
    assert terms_of(text) == ["canal", "close", "us", "barg", "wait", "title:canal", "title:close"]


def test_a_text_not_seen_before_gets_its_topic_and_no_other(model):
    (canals,), (bread,) = model.suggest(
        [
            LearnedText(title="Barges return to the canal", text="The locks and the towpath opened."),
            LearnedText(title="Bakers wait for flour", text="The ovens were cold, and bread cost more."),
        ]
    )
    assert canals.slug == "canals"
    assert bread.slug == "bread"


def test_a_text_without_a_known_word_gets_no_topic():
    has_topic = [True, True] + [False] * 14
    model = learn([*CANALS, *BREAD], {"canals": has_topic})
    assert model.suggest([LearnedText(title="", text=""), LearnedText(title="xyzzy", text="plugh")]) == [(), ()]


def test_confidence_lies_between_0_and_1_and_the_surest_comes_first():
    everything = {"canals": ABOUT_CANALS, "canals-again": ABOUT_CANALS[:7] + [False] * 9}
    model = learn([*CANALS, *BREAD], everything)
    for suggestions in model.suggest(CANALS):
        confidences = [one.confidence for one in suggestions]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= confidence <= 1 for confidence in confidences)


def test_a_clearer_text_is_given_with_more_confidence(model):
    ((clear,), (mixed,)) = model.suggest(
        [
            LearnedText(title="Canal locks", text="Barges on the canal passed the locks and the towpath."),
            LearnedText(title="Canal bakers", text="Barges at the locks by the towpath carry flour."),
        ]
    )
    assert clear.slug == mixed.slug == "canals"
    assert clear.confidence > mixed.confidence


def test_the_same_texts_give_the_same_model():
    first, second = (learn([*CANALS, *BREAD], {"canals": ABOUT_CANALS}) for _ in range(2))
    assert first.suggest(CANALS) == second.suggest(CANALS)


def test_a_topic_with_a_single_text_is_learned_all_the_same():
    model = learn([*CANALS, *BREAD], {"canals": [True] + [False] * 15})
    assert len(model.suggest(BREAD)) == len(BREAD)


def test_no_texts_give_no_suggestions(model):
    assert model.suggest([]) == []


@pytest.mark.parametrize("has_topic", [[True] * 16, [False] * 16])
def test_a_topic_of_all_texts_or_of_none_cannot_be_learned(has_topic):
    with pytest.raises(ValueError, match="canals: needs texts with the topic and texts without"):
        learn([*CANALS, *BREAD], {"canals": has_topic})


def test_labels_must_be_as_many_as_texts():
    with pytest.raises(ValueError, match="canals: 2 labels for 16 texts"):
        learn([*CANALS, *BREAD], {"canals": [True, False]})


@given(title=st.text(max_size=60), text=st.text(max_size=200))
def test_any_text_can_be_asked_about(model, title, text):
    (suggestions,) = model.suggest([LearnedText(title=title, text=text)])
    assert all(0 <= one.confidence <= 1 for one in suggestions)


def test_groups_are_the_largest_those_found_on_both_sides_and_all_learned():
    tallies = {f"c{n}": Tally(right=1, wrong=1) for n in range(11)} | {"unseen": Tally(wrong=3)}
    groups = learned_groups(tallies)
    assert {name: len(members) for name, members in groups.items()} == {"largest": 10, "both": 11, "learned": 12}
    assert sum_of(groups["learned"]).wrong == 14
    assert macro_f1(groups["both"]) == pytest.approx(2 / 3)


def test_nothing_measured_averages_to_nothing():
    assert sum_of([]) == Tally()
    assert macro_f1([]) == 0.0


def test_the_command_leaves_classifiers_out_where_it_has_nothing_to_learn_from(tmp_path, capsys):
    (tmp_path / "reut2-000.sgm").write_text(
        '<REUTERS TOPICS="YES" LEWISSPLIT="TEST" NEWID="7"><TOPICS><D>gold</D></TOPICS><TEXT><TITLE>GOLD</TITLE>'
        "<BODY>Gold rose.</BODY></TEXT></REUTERS>"
    )
    call_command("evaluate_topics", tmp_path)
    assert "classifiers: not measured" in capsys.readouterr().out
    call_command("evaluate_topics", tmp_path, json=True)
    assert json.loads(capsys.readouterr().out)["learned"]["both"]["categories"] == 0
