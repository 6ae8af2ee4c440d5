"""Companies: names, evidence, roles, tickers."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from articles.documents import (
    Alias,
    ArticleDraft,
    Block,
    BlockKind,
    CompanyEntry,
    MentionField,
    Precision,
    PublishedDate,
    Role,
    Vocabulary,
)
from articles.extract.article import Extractor
from articles.extract.company_candidates import MOST_CANDIDATES
from articles.extract.vocabulary import load_companies, load_places
from tests.bounded import soon


@cache
def extractor() -> Extractor:
    return Extractor(Vocabulary(companies=load_companies(), places=load_places()))


def draft(*paragraphs: str, title: str = "A day of news", year: int | None = None) -> ArticleDraft:
    published = None
    if year:
        published = PublishedDate(
            moment=datetime(year, 1, 1, tzinfo=UTC), precision=Precision.YEAR, basis="test", is_inferred=False
        )
    return ArticleDraft(
        position=0, title=title, published=published, paragraphs=tuple(Block(text=text) for text in paragraphs)
    )


def found(*paragraphs: str, title: str = "A day of news", year: int | None = None) -> set[str]:
    article = extractor().extract(draft(*paragraphs, title=title, year=year))
    return {finding.slug for finding in article.companies if finding.role is not Role.SOURCE}


@pytest.mark.parametrize(
    "text",
    [
        "Shares of Xiaomi Corp. rose.",
        "It overtook Xiaomi's older models.",
        "It overtook Xiaomi’s older models.",
        "The Xiaomi-made car sold well.",
        "A division called Xiaomi Auto will build it.",
    ],
)
def test_finds_a_company_with_legal_form_possessive_or_hyphen(text):
    assert found(text) == {"xiaomi"}


def test_takes_the_legal_form_into_the_span():
    (finding,) = extractor().extract(draft("Yesterday Xiaomi Corp. unveiled a car.")).companies
    assert [mention.surface for mention in finding.mentions] == ["Xiaomi Corp."]


def test_prefers_the_longest_name():
    assert found("The joint venture SAIC-GM-Wuling sold vans.") == {"saic-gm-wuling"}
    assert found("She works for Bank of America in town.") == {"bank-of-america"}


@pytest.mark.parametrize(
    "text",
    [
        "Apple picking starts in autumn.",
        "It comes with No Cost EMI options for half a year.",
        "The target was missed, and the gap grew next year.",
        "Next came the question of what to wear.",
        "Indeed, nobody asked.",
        "Academy Empower your mind, elevate your skills",
        "Shell beaches line the coast.",
        "Orange juice is dear.",
        "Henry Ford had a farm.",
        "The Ford Foundation gave a grant.",
        "They hiked through the Amazon for a week.",
        "The plant is in Snowflake, Ariz., and it is old.",
    ],
)
def test_leaves_ordinary_words_and_other_names_alone(text):
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("A decade later, Apple declined to comment.", "apple"),
        ("Apple shares fell by a tenth.", "apple"),
        ("He was hired when Amazon called about a job.", "amazon"),
        ("Investors in Target were told to wait.", "target"),
        ("The carmaker Ford cut 500 jobs.", "ford"),
        ("Ford Motor Co cut 500 jobs. Ford will hire later.", "ford"),
        ("The airline Emirates ordered jets.", "emirates"),
        ("The chief executive of Gap resigned.", "gap"),
    ],
)
def test_takes_an_ambiguous_name_with_evidence(text, slug):
    assert found(text) == {slug}


def test_accepts_every_mention_once_one_is_proven():
    article = extractor().extract(draft("Apple Inc. spoke first.", "Apple then fell silent."))
    (finding,) = article.companies
    assert [mention.surface for mention in finding.mentions] == ["Apple Inc.", "Apple"]


def test_keeps_short_names_as_they_are_written():
    assert found("Analysts at UBS and BMW met GHD managers.") == {"ubs", "bmw", "ghd"}
    assert found("The ups and downs of a bmw-like shape.") == set()


def test_blocks_a_name_that_belongs_to_a_person():
    assert "wendel" not in found("A group led by broker Jeffrey Wendel raised its stake. Wendel said no more.")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Buy $TSLA now.", "tesla"),
        ("The maker Tesla Motors (NASDAQ: TSLA) fell.", "tesla"),
        ("Code TSLA.O was halted.", "tesla"),
        ("Its code is 1810.HK on the screen.", "xiaomi"),
    ],
)
def test_finds_tickers(text, slug):
    assert slug in found(text)


def test_refuses_a_ticker_behind_another_name():
    assert found("HEALTHCARE SERVICES <HSAI.O> NAMES EXECUTIVES") == set()


def test_an_ambiguous_word_that_begins_a_longer_formal_name_is_another_company():
    assert "shell" not in found("The miner sold its Shell Rock and Gravel Ltd unit for cash, and shares rose.")
    assert "shell" in found("The miner sold its stake in Shell Ltd for cash, and shares rose.")


def test_a_word_with_its_legal_form_may_end_another_company_s_name():
    assert "xiaomi" not in found("It raised its stake in Stageline Xiaomi Corp to a tenth.")
    assert "xiaomi" in found("It raised its stake in Stageline Xiaomi Corp to a tenth. Xiaomi said nothing.")
    assert "xiaomi" in found("Last week the chairman of Xiaomi Corp left.")


def test_gives_a_former_name_to_its_bearer_of_that_year():
    assert found("Users left Facebook in droves.", year=2019) == {"meta-platforms"}
    assert found("Users left Facebook in droves.", year=2024) == {"facebook"}


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman told Reuters that nothing changed.",
        "According to Bloomberg, the talks go on.",
        "CNBC reported that shares rose.",
        "The driver said so in an interview with Fortune magazine.",
    ],
)
def test_a_news_source_quoted_is_only_a_source(text):
    assert found(text) == set()


def test_a_news_company_in_its_own_business_is_no_source():
    assert "reuters" in found("The parent agreed to sell Reuters shares.", "Shares of Reuters rose.")


def test_an_about_tail_is_a_source():
    text = "About OPPO: OPPO is a maker of phones."
    article = ArticleDraft(
        position=0, title="A launch", paragraphs=(Block(text="A phone came."), Block(text=text, kind=BlockKind.ABOUT))
    )
    (finding,) = extractor().extract(article).companies
    assert finding.role is Role.SOURCE


def test_the_headline_makes_a_subject():
    (finding,) = extractor().extract(draft("It said so.", title="Toyota cuts output")).companies
    assert finding.role is Role.SUBJECT


def test_works_with_a_vocabulary_of_ones_own():
    company = CompanyEntry(slug="acme", name="Acme", aliases=(Alias(text="Acme"),))
    article = Extractor(Vocabulary(companies=(company,))).extract(draft("Acme Ltd. closed."))
    assert [finding.slug for finding in article.companies] == ["acme"]


def test_an_empty_vocabulary_and_an_empty_text_find_nothing():
    article = Extractor(Vocabulary()).extract(ArticleDraft(position=0, title="", paragraphs=()))
    assert (article.companies, article.people, article.places) == ((), (), ())


def test_proposes_companies_by_their_form():
    text = draft("Shares of Blorbo Robotics Inc. rose. Fnord, a maker of lamps, and Apple Inc. did not.")
    article = extractor().extract(text)
    assert {(candidate.name, candidate.key) for candidate in article.candidates} == {
        ("Blorbo Robotics Inc", "blorbo"),
        ("Fnord", "fnord"),
    }


def test_proposes_the_surest_only_where_a_text_names_very_many():
    letters = "BCDFGHJKLMNPQRSTVWXZ"
    names = [f"Blor{first.lower()}{second.lower()}on Corp" for first in letters for second in "aeiou"]
    article = extractor().extract(draft("Fnord, a maker of lamps, rose. " + ". ".join(names) + "."))
    assert len(article.candidates) == MOST_CANDIDATES
    assert {candidate.rule for candidate in article.candidates} == {"legal-form"}


def test_the_list_is_long_and_its_parents_exist():
    companies = load_companies()
    slugs = {company.slug for company in companies}
    assert len(companies) >= 4_000
    assert len(slugs) == len(companies)
    assert all(company.parent in slugs for company in companies if company.parent)


def test_reads_a_line_of_a_megabyte_in_bounded_time():
    with soon():
        extractor().extract(draft("Ford said " * 10_000 + "A. " * 30_000))


def test_an_ambiguous_name_in_the_headline_and_again_in_the_text_is_the_company():
    assert found("Apple, once proud, fell silent.", "Apple too was tired.", title="Apple gives up") == {"apple"}


def test_a_name_in_the_headline_that_is_an_ordinary_word_in_the_text_is_not():
    assert found("Apple, once sour, fell. Apple too was eaten; an apple is a fruit.", title="Apple gives up") == set()


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("BLORBO PRODUCTS CORP <BLRB.O> 3RD QTR NET", "Shr 40 cts vs 23 cts", "BLORBO PRODUCTS CORP"),
        ("<BLORBO HOUSES OF FLORIDA INC> <BLRB> 3RD", "Shr four cts", "BLORBO HOUSES OF FLORIDA INC"),
        ("A day of news", "A bid came from Blorbo Houses of Florida <BLRB.O> last week.", "Blorbo Houses of Florida"),
        ("A day of news", "Its rival Blorbo Robotics (NASDAQ: BLRB) rose.", "Blorbo Robotics"),
    ],
)
def test_proposes_a_company_whose_symbol_is_stated(title, text, name):
    (candidate,) = extractor().extract(draft(text, title=title)).candidates
    assert (candidate.name, candidate.rule) == (name, "stated-symbol")
    where = title if candidate.field is MentionField.TITLE else text
    assert where[candidate.start : candidate.end] == name


@pytest.mark.parametrize("title", ["FNORD SEES GAIN AT BLORBO CORP <BLRB>", "APPLE INC <AAPL.O> 3RD QTR NET"])
def test_proposes_no_headline_that_tells_more_than_a_name_and_no_listed_company(title):
    assert extractor().extract(draft("Shr 40 cts vs 23 cts", title=title)).candidates == ()


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("The stake is held by Goldman Sachs (Pacific) Ltd, it said.", set()),
        ("The stake is held by Goldman Sachs Ltd, it said.", {"goldman-sachs"}),
        ("Pension money went to Lockheed Martin Properties Ltd.", set()),
        ("Pension money went to Lockheed Martin Properties Ltd, owned by Lockheed Martin.", {"lockheed-martin"}),
    ],
)
def test_an_offshoot_that_begins_with_a_company_s_name_does_not_prove_the_company(text, slugs):
    assert found(text) == slugs


def test_a_part_of_the_country_is_no_airline_by_its_capital():
    assert "southwest-airlines" not in found("The gas bought from Southwest producers cost 1.96 a unit.")
    assert "southwest-airlines" in found("Fares at Southwest Airlines rose. Seats at Southwest are full.")


def test_finds_a_long_name_with_a_slip_of_the_shift_key():
    assert found("The meeting of Lockheed MArtin Corp was put off.") == {"lockheed-martin"}


def test_a_word_belongs_to_the_company_that_the_text_names_in_full_with_it():
    paragraphs = ("Orange Health Affiliates Inc repurchased bonds.", "Orange said it operates more, its chief added.")

    assert found(*paragraphs) == set()
    assert found(paragraphs[1]) == {"orange"}
    assert found(*paragraphs, "Shares of Orange SA fell.") == {"orange"}


def test_one_word_in_a_headline_in_capitals_is_no_company_where_a_symbol_follows_a_longer_name():
    assert found("Net loss 3,922 vs loss 420", title="XIAOMI LANTERN SYSTEMS INC <XLSI.O> 3RD QTR LOSS") == set()
    assert found("Net loss 3,922 vs loss 420", title="XIAOMI INC <XLSI.O> 3RD QTR LOSS") == {"xiaomi"}


def test_a_plus_is_part_of_a_name():
    assert found("Ships waited at the Panama Canal Commission.") == set()
    assert found("It was shown on Canal+ first.") == {"vivendi"}


def test_one_word_behind_another_capital_within_a_sentence_ends_some_other_name():
    assert found("They met at the bakery Forno Xiaomi in town.") == set()
    assert found("They met at the bakery Forno Xiaomi in town.", "Xiaomi had paid.") == {"xiaomi"}


def test_an_ordinary_word_with_a_legal_form_may_end_another_name():
    assert found("The family bought Redwood Target Corp in May.") == set()
    assert found("The family bought Target Corp in May.") == {"target"}


def test_a_word_that_two_more_capitals_follow_begins_another_name():
    assert found("They asked a Xiaomi Harbour Intelligence spokesman.") == set()
    assert found("They asked a Xiaomi Harbour Intelligence spokesman.", "Xiaomi did not answer.") == {"xiaomi"}


@pytest.mark.parametrize("behind", ["Chief Executive Lei", "Corp. Chairman Lei", "Vice President Lei", "phones"])
def test_titles_and_legal_forms_begin_no_other_name(behind):
    assert found(f"It was told by Xiaomi {behind} and nobody else.") == {"xiaomi"}
    for word in ("Chinese", "Lei's", "C"):
        assert found(f"They spoke of the {word} Xiaomi in town.") == {"xiaomi"}
