"""The optional spaCy model."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles import pipeline
from articles.documents import ArticleDraft, Block
from newsarchive.ner import load_recogniser


@pytest.fixture(autouse=True)
def _forget():
    load_recogniser.cache_clear()
    yield
    load_recogniser.cache_clear()


def test_no_name_means_no_model_and_no_import(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    assert load_recogniser("") is None


def test_says_that_spacy_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)  # as if it were not installed
    with pytest.raises(ImproperlyConfigured, match=r"'en_quokka'.*pip install spacy"):
        load_recogniser("en_quokka")


def test_says_that_the_model_is_missing(monkeypatch):
    def load(name):
        raise OSError("[E050] Can't find model")

    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))
    with pytest.raises(ImproperlyConfigured, match=r"spacy download en_quokka"):
        load_recogniser("en_quokka")


def test_spacy_itself_knows_no_such_model():
    pytest.importorskip("spacy")
    with pytest.raises(ImproperlyConfigured, match=r"spacy download en_quokka"):
        load_recogniser("en_quokka")


def test_the_pipeline_uses_the_model_of_the_settings_and_loads_it_once(monkeypatch, settings):
    loaded = []

    def load(name):
        loaded.append(name)
        seen = SimpleNamespace(text="Zaxby Quorndle", label_="PERSON", start_char=9, end_char=23)
        return lambda text: SimpleNamespace(ents=[seen] if text.startswith("All like") else [])

    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))
    settings.NER_MODEL = "en_quokka"
    for _ in range(2):
        rules = pipeline.file_rules()
    assert loaded == ["en_quokka"]
    article = rules.extractor.extract(drafted("All like Zaxby Quorndle here."))
    assert [person.name for person in article.people] == ["Zaxby Quorndle"]


def drafted(text: str) -> ArticleDraft:
    return ArticleDraft(position=0, title="Rain", paragraphs=(Block(text=text),))
