"""The words that tell an article from all others."""

from __future__ import annotations

from articles.similar.key_terms import KEPT, RARE_FROM, ArchiveCounts, Rarities, alike, count_terms, key_terms


def rarity_of(stem, *counted):
    return Rarities(*counted)[stem]


def stems(title, text, **counted):
    return [term.stem for term in key_terms(count_terms(title, text), **counted)]


def test_rare_words_come_before_common_ones():
    found = stems("", "The company said its quokka farm would be sold to the market.")
    assert found[0] == "quokka"
    assert "said" not in found
    assert "the" not in found


def test_a_word_of_the_title_weighs_more():
    assert stems("Numbat sold", "A quokka and a numbat were sold.")[0] == "numbat"


def test_keeps_a_fixed_number_of_terms():
    text = " ".join(f"zeb{letter}{other}" for letter in "abcdefgh" for other in "ijklmnop")
    assert len(stems("", text)) == KEPT


def test_what_the_archive_counts_often_is_not_rare():
    counted = ArchiveCounts(articles=20_000, of_stem={"tesla": 9_000})
    assert rarity_of("tesla") > RARE_FROM > rarity_of("tesla", counted)
    assert stems("", "Tesla bought a quokka.", rarities=Rarities(counted))[0] == "quokka"


def test_function_words_of_other_languages_are_not_rare():
    found = stems("", "Der Quokka und die Bank haben nicht viel.")
    assert found[0] == "quokka"
    assert all(rarity_of(word) < RARE_FROM for word in ("und", "nicht", "avec", "pero"))


def test_rare_words_side_by_side_are_one_name():
    terms = {term.stem: term.name for term in key_terms(count_terms("", "Zorbian Quexal fell, as did Wimbat."))}
    assert terms["zorbian"] == terms["quexal"] != terms["wimbat"]


def test_alike_is_one_for_the_same_words_and_none_for_others():
    assert round(alike({"a": 2.0, "b": 1.0}, {"a": 2.0, "b": 1.0}), 6) == 1
    assert alike({"a": 2.0}, {"b": 2.0}) == 0
    assert alike({}, {"b": 2.0}) == 0
