"""Classifiers at work: as plain numbers, there and back, with the sentences that speak for a topic."""

from __future__ import annotations

import io

import numpy as np
import pytest

from articles.documents import ArticleDraft, Block
from articles.extract.topic_learning import train
from articles.extract.topic_model import LearnedText, TopicModel, Verdict
from tests.extract.test_topic_learning import ABOUT_CANALS, BREAD, CANALS

DRAFT = ArticleDraft(
    position=0,
    title="Canal opens",
    paragraphs=(Block(text="It rained. Barges waited at the locks by the towpath. Nobody minded."),),
)


@pytest.fixture(scope="module")
def training():
    return train([*CANALS, *BREAD], {"canals": ABOUT_CANALS, "bread": [not one for one in ABOUT_CANALS]})


def test_a_model_comes_back_from_its_bytes_as_it_was(training):
    again = TopicModel.from_bytes(training.model.to_bytes(), version=3)
    assert (again.version, again.term_count) == (3, training.model.term_count)
    for before, after in zip(training.model.suggest(CANALS), again.suggest(CANALS), strict=True):
        assert [one.slug for one in before] == [one.slug for one in after]
        assert [one.confidence for one in before] == pytest.approx([one.confidence for one in after], abs=1e-5)


def test_bytes_that_are_no_model_are_refused():
    file = io.BytesIO()
    np.savez_compressed(file, format=np.array(99))
    with pytest.raises(ValueError, match="not a topic model"):
        TopicModel.from_bytes(file.getvalue())


def test_pickles_are_never_opened():
    file = io.BytesIO()
    np.savez_compressed(file, format=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        TopicModel.from_bytes(file.getvalue())


def test_the_sentences_that_speak_most_for_a_topic_are_its_evidence(training):
    (canals,) = training.model.judge(DRAFT)
    assert canals.slug == "canals"
    assert [one.surface for one in canals.mentions][:2] == ["Canal opens", "Barges waited at the locks by the towpath."]
    assert max(one.confidence for one in canals.mentions) == pytest.approx(canals.confidence, abs=0.001)
    for one in canals.mentions[1:]:
        assert DRAFT.text[one.start : one.end] == one.surface


def test_a_title_derived_from_the_text_is_no_evidence(training):
    from dataclasses import replace

    (canals,) = training.model.judge(replace(DRAFT, title_is_derived=True))
    assert {one.field.value for one in canals.mentions} == {"text"}


def test_what_is_asked_about_is_judged_though_it_is_not_given(training):
    canals, bread = training.model.judge(DRAFT, about={"bread"})
    assert (canals.is_given, bread.is_given, bread.mentions) == (True, False, ())
    assert bread.confidence < 0.5


def test_a_trial_goes_before_the_models_own_verdict(training):
    (bread,) = training.model.judge(DRAFT, trials={"canals": Verdict(0.1, False), "bread": Verdict(0.8, True)})
    assert (bread.slug, bread.confidence) == ("bread", 0.8)


def test_an_empty_draft_is_given_nothing(training):
    assert training.model.judge(ArticleDraft(position=0, title="", paragraphs=())) == ()


def test_a_trial_measures_precision_and_recall(training):
    trial = training.trials["canals"]
    assert (trial.precision, trial.recall) == (1.0, 1.0)
    assert [one.is_given for one in trial.verdicts] == ABOUT_CANALS


def test_labels_that_nobody_knows_teach_nothing_and_are_judged_all_the_same():
    told = [None, *ABOUT_CANALS[1:]]
    trial = train([*CANALS, *BREAD], {"canals": told}).trials["canals"]
    assert trial.verdicts[0].is_given
    assert trial.recall == 1.0


def test_terms_are_bounded():
    model = train([*CANALS, *BREAD], {"canals": ABOUT_CANALS}, most_terms=10).model
    assert model.term_count == 10
    assert model.suggest([LearnedText(title="xyzzy", text="plugh")]) == [()]
