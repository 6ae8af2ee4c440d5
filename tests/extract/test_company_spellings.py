"""How one company's name is spelt."""

from __future__ import annotations

import pytest

from articles.documents import Alias, ArticleDraft, Block, CompanyEntry, Vocabulary
from articles.extract.article import Extractor
from articles.extract.company_spellings import spellings


@pytest.mark.parametrize(
    ("name", "further"),
    [
        ("Acme & Sons", {"Acme and Sons"}),
        ("Acme and Sons", {"Acme & Sons"}),
        ("Roe, Doe & Poe", {"Roe Doe & Poe", "Roe, Doe and Poe", "Roe Doe and Poe"}),
        ("A.B. Acme", {"A. B. Acme", "AB Acme"}),
        ("Crédit Acme", {"Credit Acme"}),
        ("Alex. Acme", {"Alex Acme"}),
        ("Acme Bancorp", {"Acme Bancorporation"}),
        ("Acme Bancorporation", {"Acme Bancorp"}),
        ("Acme Brothers", {"Acme Bros"}),
        ("Acme Intl", {"Acme International"}),
        ("AB&C Acme", {"AB and C Acme"}),
        ("National Acme", set()),
        ("Acme", set()),
    ],
)
def test_knows_the_further_spellings_of_a_name(name, further):
    assert set(spellings(name)) == further


def test_finds_a_company_in_each_spelling():
    aliases = (Alias(text="Brightwater Gas & Electric", kind="short"),)
    company = CompanyEntry(slug="brightwater", name="Brightwater Gas & Electric", aliases=aliases)
    extractor = Extractor(Vocabulary(companies=(company,), places=()))
    text = (
        "Rates rose, Brightwater Gas and Electric Co said. BRIGHTWATER GAS AND ELECTRIC and Brightwater Gas & Electric."
    )

    found = extractor.extract(ArticleDraft(position=0, title="Rates", paragraphs=(Block(text=text),)))

    assert [len(item.mentions) for item in found.companies] == [3]
