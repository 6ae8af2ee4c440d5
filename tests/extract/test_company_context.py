"""The words beside a name, and the article's other names, decide whether it is the company."""

from __future__ import annotations

import pytest

from articles.documents import Alias, ArticleDraft, Block, CompanyEntry, PlaceEntry, Vocabulary
from articles.extract.article import Extractor
from articles.extract.company_context import has_symbol_behind, is_behind_given_name, stands_for_another


def company(name, *aliases, doubtful=()):
    forms = (name, *aliases)
    return CompanyEntry(
        slug=name.lower().replace(" ", "-"),
        name=name,
        aliases=tuple(Alias(text=text, kind="name", needs_evidence=text in doubtful) for text in forms),
    )


def companies_in(text, *companies, title=""):
    draft = ArticleDraft(position=0, title=title, paragraphs=(Block(text=text),))
    return [found.name for found in Extractor(Vocabulary(companies=companies)).extract(draft).companies]


@pytest.mark.parametrize(
    "behind",
    [" <BRBK.O> 3RD QTR NET", " Inc (NASDAQ: BRBK) said", " <BRBK>", " FSB <BRBK.O>", " Inc (NYSE American:BRB)"],
)
def test_a_symbol_behind_a_name_of_several_words_proves_the_company(behind):
    text = f"Profit rose at Brenton Banks{behind}"
    start = text.index("Brenton")
    assert has_symbol_behind(text, start, start + len("Brenton Banks"))


def test_one_word_before_a_symbol_may_end_a_longer_name():
    assert has_symbol_behind("ZENITH <ZE> SEES GAIN", 0, 6)
    assert not has_symbol_behind("BASIC ZENITH <BZ> SEES GAIN", 6, 12)


def test_a_headline_in_capitals_names_an_ambiguous_company_by_its_symbol():
    banks = company("Brenton Banks", doubtful=["Brenton Banks"])
    assert companies_in("Shr 38 cts", banks, title="BRENTON BANKS <BRBK.O> 3RD QTR NET") == ["Brenton Banks"]
    assert companies_in("Shr 38 cts", banks, title="BRENTON BANKS OF THE RIVER FLOOD") == []


def test_a_surname_behind_a_given_name_is_no_company():
    assert is_behind_given_name("Chancellor Helmut Kohl's government", 18, 24)
    assert not is_behind_given_name("Shoppers at Kohl's stores", 12, 18)
    shop = company("Kohl's")
    assert companies_in("The vote gave Chancellor Helmut Kohl's government a scare.", shop) == []
    assert companies_in("Shoppers went back to Kohl's stores.", shop) == ["Kohl's"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NASA chose five for its Commercial Lunar Payload Services program (CLPS).", True),
        ("Cotton Lint Private Systems (CLPS) said", False),
        ("CLPS rose.", False),
        ("Shares of the company (CLPS) rose.", False),
    ],
)
def test_initials_given_to_something_else_are_not_the_company(text, expected):
    assert stands_for_another(text, "CLPS", ["Cotton Lint Private Systems"]) is expected


def test_initials_given_to_something_else_drop_every_mention():
    firm = company("CLPS Inc", "CLPS")
    text = "It joined the Commercial Lunar Payload Services program (CLPS). Nine others were selected by CLPS in 2018."
    assert companies_in(text, firm) == []
    assert companies_in("Shares of CLPS rose when CLPS said profit grew.", firm) == ["CLPS Inc"]


def test_a_word_of_a_persons_name_proves_neither_a_company_nor_a_place():
    firm = company("Santos", doubtful=["Santos"])
    town = PlaceEntry(slug="santos", name="Santos", kind="city", country="BR")
    text = "Minister Fernando Santos Alvite will produce more oil. Santos said output fell to 12 mln barrels."
    draft = ArticleDraft(position=0, title="", paragraphs=(Block(text=text),))
    found = Extractor(Vocabulary(companies=(firm,), places=(town,))).extract(draft)
    assert [person.name for person in found.people] == ["Fernando Santos Alvite"]
    assert (found.companies, found.places) == ((), ())


def test_parts_of_offices_joined_by_a_hyphen_are_no_names():
    text = "It will grow, Vice-President Sennen Lazo said. Chairman-elect James Cotting told reporters so."
    draft = ArticleDraft(position=0, title="", paragraphs=(Block(text=text),))
    people = Extractor(Vocabulary()).extract(draft).people
    assert [person.name for person in people] == ["Sennen Lazo", "James Cotting"]
