"""Names and signs as business news writes them, found through PostgreSQL and by the matcher alike."""

from __future__ import annotations

import pytest

from articles.query.match import QueryDocument, matches
from articles.query.parse import parse
from articles.search.matching import matching
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

CASES = (
    # text, queries that find it, queries that do not
    ("AT&T raised its outlook.", ("AT&T", "at&t", "AT & T", '"AT&T"', '"at and t"'), ("ATT", "AT&S", '"AT T"')),
    ("The S&P 500 closed higher.", ("S&P 500", '"S&P 500"', '"the s&p 500 closed"', "S & P"), ('"S&P 600"', "SP500")),
    ("A toy of C-3PO sold out.", ("C-3PO", "c3po", '"C-3PO"', '"c 3po"', "C‑3PO"), ("C-3", "3P")),
    ("Its 5G network grows.", ("5G", "5g", '"5G network"'), ("4G", "5", "G")),
    (
        "A $1.4 billion deal.",
        ("$1.4 billion", '"$1.4 billion"', "1.4", '"1.4 billion deal"'),
        ("14", "1,4", '"4 billion"'),
    ),
    ("U.S. makers complain.", ("U.S.", "US", '"U.S. makers"', "U.S"), ("usa", "u.k")),
    ("He told us IT was late.", ("IT", "us", '"told us"'), ("U.S.", '"US"')),
    ("Xiaomi’s chief spoke.", ("Xiaomi", "xiaomi's", "Xiaomi’s", '"xiaomi chief"'), ("mi",)),
    ("Workers don’t strike.", ("don't", "don’t", '"workers don\'t strike"'), ('"do not"',)),
    ("An e-commerce giant.", ("e-commerce", "ecommerce", '"e commerce"', "commerce", "e-Commerce giant"), ("e-com",)),
    ("State-of-the-art plants.", ("state-of-the-art", '"state of the art"', "art plants"), ('"state art"',)),
    ("A café in Łódź.", ("cafe lodz", "CAFÉ ŁÓDŹ", '"café in łódź"', "caf*"), ("cafes lodz-city",)),
    ("Škoda, Citroën and Nestlé.", ("skoda citroen nestle", '"Citroën and Nestlé"'), ('"skoda nestle"',)),
    ("He said: “To be or not to be.”", ('"to be or not to be"', "“to be or not”", '"or not to"'), ('"to be to be"',)),
    (
        "The rise of the yuan.",
        ('"the rise of the yuan"', '"of the"', "rise of the yuan"),
        ('"rise of yuan"', '"rise yuan"'),
    ),
    ("Tim O'Reilly owns it.", ("O'Reilly", "O’Reilly", "oreilly", '"tim o\'reilly"'), ("O'Neill",)),
    ("Prices of 1,000 cars.", ("1000", "1,000", '"1000 cars"'), ("1.000", "100")),
    ("小米 sells cars in China.", ("小米", '"小米"'), ("大米",)),
    ("Mergers of ﬁrms, ＡＢＣ too.", ("firm", "abc"), ("irms",)),
    ("F-150 and 737-800 sell.", ("F-150", "f150", "737-800", '"737 800"'), ("737800",)),
    ("M&A rose, R&D fell.", ("M&A", "R & D", '"M&A rose"', "r&d"), ("M&D",)),
    ('Yahoo! and Toys"R"Us closed.', ("Yahoo!", "yahoo", "yahoos inc", '"yahoo and toys"'), ('"yahoo toys"',)),
    ("Berkshire's Buffett (95) steps back", ("buffett", '"Buffett 95"', "Buffett's"), ("buffet*r",)),
    ("C++ and .NET jobs, #jobs @work", (".NET", "#jobs", "@work", "jobs work"), ("dotnet",)),
    ("50% off, €20 or £3", ("50%", "€20", "£3", '"20 or 3"'), ("5%",)),
)


@pytest.mark.parametrize(("text", "finding", "missing"), CASES, ids=[text for text, _, _ in CASES])
def test_names_and_signs_are_found_as_people_write_them(text, finding, missing):
    article = ArticleFactory(title="-", text=text)
    document = QueryDocument(title="-", text=text)
    for queries, is_found in ((finding, True), (missing, False)):
        for query in queries:
            tree = parse(query).tree
            assert matching(tree).filter(pk=article.pk).exists() == is_found, query
            assert matches(tree, document) == is_found, query
