"""People: full names by rules, surnames behind them."""

from __future__ import annotations

import pytest

from articles.documents import ArticleDraft, Block
from tests.extract.test_companies import draft, extractor


def people(*paragraphs: str, title: str = "A day of news") -> dict[str, list[str]]:
    article = extractor().extract(draft(*paragraphs, title=title))
    return {finding.name: [mention.surface for mention in finding.mentions] for finding in article.people}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Then Kyle Elliott agreed.", "Kyle Elliott"),
        ("US President Donald Trump spoke.", "Donald Trump"),
        ("Chief executive Zaxby Quorn resigned.", "Zaxby Quorn"),
        ("It was said by Ursula von der Leyen in April.", "Ursula von der Leyen"),
        ("A visit by Bashar al-Assad was cancelled.", "Bashar al-Assad"),
        ("Its founder Lei Jun drank wine.", "Lei Jun"),
        ("Then Yale Zhang, the managing director, laughed.", "Yale Zhang"),
        ("The chairman, Lee Jae-yong, left.", "Lee Jae-yong"),
        ("Valencia’s mayor, María José Catalá, wept.", "María José Catalá"),
        ("Treasurer Paul Keating replied.", "Paul Keating"),
        ("The lawyer Simone White won.", "Simone White"),
        ("Then Bill Smith said it.", "Bill Smith"),
        ("Will Smith, a lawyer, left.", "Will Smith"),
        ("Don Smith told them.", "Don Smith"),
        ("It is leaner, said John Lord, a spokesman.", "John Lord"),
        ("According to Mary Bishop, an analyst, it fell.", "Mary Bishop"),
    ],
)
def test_finds_a_full_name(text, name):
    assert name in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "He said she and they agreed.",
        "New York and Hong Kong are far apart.",
        "The White House and Wall Street were quiet.",
        "South Korea met North Carolina at Grand Central Station.",
        "On Monday Morgan Stanley and Goldman Sachs merged.",
        "The European Union and the Labour Party voted.",
        "Shanghai-based consultancy Automotive Foresight, said so.",
        "He compared it with Tesla's Model S. About the price he said little.",
        "Bags come in all sizes, from Short Narrow to Long Wide. None is too wide.",
        "Its holdings of Special Drawing Rights rose.",
        "Work on the National Wildlife Refuge began.",
        "According to Advertising Age, the logo is known.",
        "It sold <Davis Mining and Manufacturing Inc> to others.",
        "Southwest Forest said it is leaving. Southwest Forest added nothing.",
        "Senators passed the Farm Bill Tuesday. Will Congress agree, they said.",
        "The phone comes in Ruby Rose and weighs 200g in Pearl White. It is thinner in the case of Pearl White.",
    ],
)
def test_finds_no_person_in_other_names(text):
    assert people(text) == {}


def test_gives_surnames_to_the_person_named_in_full():
    found = people("Then Jeroen Temmerman joined. Temmerman's boss told Temmerman to wait.")
    assert found == {"Jeroen Temmerman": ["Jeroen Temmerman", "Temmerman", "Temmerman"]}


def test_gives_a_surname_that_two_share_to_neither():
    found = people("Then Jane Roberts met John Roberts. Roberts left.")
    assert found == {"Jane Roberts": ["Jane Roberts"], "John Roberts": ["John Roberts"]}


def test_a_family_name_first_is_the_surname():
    assert people("Its founder Li Shufu spoke. Later Li left.")["Li Shufu"] == ["Li Shufu", "Li"]


def test_finds_the_surname_in_the_headline():
    assert people("Then Kyle Elliott agreed.", title="What Elliott advises")["Kyle Elliott"][0] == "Elliott"


def test_leaves_the_authors_out():
    article = ArticleDraft(
        position=0,
        title="Cars",
        authors=("Dennis Mathu",),
        paragraphs=(Block(text="Writes Dennis Mathu, a reporter."),),
    )
    assert extractor().extract(article).people == ()
