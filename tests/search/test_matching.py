"""The SQL of a query and the matcher in Python find the same articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.index.vector import build_vector
from articles.models import Article, Company, CompanyAlias, Person, Place, SearchEntry, Source, SourceAlias, Topic
from articles.query.match import QueryDocument, Tag, matches
from articles.query.parse import parse
from articles.query.render import to_text
from articles.query.synonyms import make_thesaurus, widen
from articles.query.tree import Name, Named
from articles.search.matching import matching, text_query
from articles.search.matching_names import resolve_names

pytestmark = pytest.mark.django_db

COMPANIES = (("xiaomi", "Xiaomi", ("Xiaomi Corp.",)), ("att", "AT&T", ("AT&T Inc",)), ("nestle", "Nestlé", ()))
PEOPLE = (("lei-jun", "Lei Jun"), ("jun-li", "Jun Li"))
PLACES = (("china", "China", ["PRC"]), ("sao-paulo", "São Paulo", []))
TOPICS = (("electric-vehicles", "Electric vehicles"), ("tariffs", "Tariffs and trade"))
SOURCES = (("the-times-of-india", "The Times of India", ("Time of India",)), ("reuters", "Reuters", ()))

TEXT_WORDS = (
    *("tariff", "tariffs", "the", "of", "and", "AT&T", "AT", "&", "T", "S&P", "500", "e-commerce", "ecommerce", "e"),
    *("commerce", "U.S.", "US", "us", "Xiaomi's", "Xiaomi", "café", "cafe", "mass", "production", "mass-produced"),
    *("merger", "merging", "1,000", "1000", "1.4", "don't", "O'Reilly", "Škoda", "state-of-the-art", "小米", "C-3PO"),
)
QUERY_PARTS = (
    *TEXT_WORDS,
    *('"mass production"', '"the tariff"', '"S&P 500"', '"tariff*"', '"e commerce"', '"O\'Reilly" ', "tari*", "com*"),
    *("-tariff", "-the", "OR", "|", "(", ")", "NOT", "NEAR/3", "NEAR", "AND", '"', "-(", "title:", "text:", "author:"),
    *("company:xiaomi", "company:AT&T", 'company:"nestlé"', "company:nobody", "-company:xiaomi", "topic:tariffs"),
    *("person:jun", "person:lei-jun", 'place:"são paulo"', "place:prc", 'source:"time of india"', "source:reuters"),
    *("lang:en", "-lang:en", "kind:news", "after:2025", "before:2025-07", "date:2025-07", "date:2025", "date:undated"),
    *(
        "-date:2025-07",
        "-after:2025",
        "words:>5",
        "words:<=5",
        "words:3..9",
        "date:2025-07-02",
        "date:2025-07-01",
        "-date:2025-07-01",
    ),
)


THESAURUS = make_thesaurus(
    (("merger", "S&P", "mass production"), ("tariff", "e-commerce", "US"), ("e commerce", "café", "state of the art"))
)


def tags(rows, chosen):
    return tuple(
        Tag(slug=row[0], names=(row[1], *(row[2] if len(row) > 2 else ()))) for row in rows if row[0] in chosen
    )


def some(rows):
    return st.sets(st.sampled_from([row[0] for row in rows]), max_size=2)


@st.composite
def documents(draw):
    def text(longest):
        return " ".join(draw(st.lists(st.sampled_from(TEXT_WORDS), max_size=longest)))

    published = draw(
        st.sampled_from(
            (
                (None, None),
                (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
                (datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)),
                (datetime(2025, 7, 2, 9, tzinfo=UTC), datetime(2025, 7, 2, 9, tzinfo=UTC) + timedelta(seconds=1)),
                (datetime(2024, 12, 31, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
            )
        )
    )
    source = draw(st.sampled_from((None, *SOURCES)))
    return QueryDocument(
        title=text(5),
        text=text(12),
        authors=tuple(draw(st.lists(st.sampled_from(("Lei Jun", "Tim O'Reilly", "the café")), max_size=2))),
        companies=tags(COMPANIES, draw(some(COMPANIES))),
        topics=tags(TOPICS, draw(some(TOPICS))),
        people=tags(PEOPLE, draw(some(PEOPLE))),
        places=tags(PLACES, draw(some(PLACES))),
        source=tags(SOURCES, (source[0],))[0] if source else None,
        language=draw(st.sampled_from(("en", "de", ""))),
        kind=draw(st.sampled_from(("news", "opinion"))),
        published_from=published[0],
        published_until=published[1],
        word_count=draw(st.integers(0, 12)),
    )


@pytest.fixture
def vocabulary():
    ids = {}
    for slug, name, aliases in COMPANIES:
        company = Company.objects.create(slug=slug, name=name)
        ids[slug] = company.pk
        for alias in aliases:
            CompanyAlias.objects.create(company=company, text=alias)
    for slug, name, aliases in SOURCES:
        source = Source.objects.create(slug=slug, name=name)
        ids[slug] = source.pk
        for alias in aliases:
            SourceAlias.objects.create(source=source, name=alias)
    for slug, name in PEOPLE:
        ids[slug] = Person.objects.create(slug=slug, name=name).pk
    for slug, name, aliases in PLACES:
        ids[slug] = Place.objects.create(slug=slug, name=name, kind="city", aliases=aliases).pk
    for slug, name in TOPICS:
        ids[slug] = Topic.objects.create(slug=slug, name=name).pk
    return ids


def write_entry(document, ids):
    """A search entry as the store writes it, for one document; returns its article's id."""
    article = Article.objects.create(title="-", slug="-", text="-")
    start, end = document.published_from, document.published_until
    entry = SearchEntry(
        article=article,
        published_at=start,
        year=start.year if start else None,
        month=start.month if start and end - start < timedelta(days=32) else None,
        day=start.day if start and end - start < timedelta(days=2) else None,
        source_id=ids[document.source.slug] if document.source else None,
        kind=document.kind,
        language=document.language,
        word_count=document.word_count,
        company_ids=[ids[tag.slug] for tag in document.companies],
        person_ids=[ids[tag.slug] for tag in document.people],
        place_ids=[ids[tag.slug] for tag in document.places],
        topic_ids=[ids[tag.slug] for tag in document.topics],
        vector=build_vector(title=document.title, text=document.text, authors=document.authors),
    )
    entry.save(force_insert=True)
    return article.pk


def found(query):
    return set(matching(parse(query).tree).values_list("pk", flat=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(documents(), min_size=1, max_size=6),
    st.lists(st.lists(st.sampled_from(QUERY_PARTS), max_size=7).map(" ".join), min_size=1, max_size=12),
)
def test_sql_and_matcher_agree(vocabulary, some_documents, queries):
    ids = {write_entry(document, vocabulary): document for document in some_documents}
    for query in queries:
        tree = widen(parse(query).tree, THESAURUS)
        expected = {pk for pk, document in ids.items() if matches(tree, document)}
        assert set(matching(tree).values_list("pk", flat=True)) & set(ids) == expected, (query, to_text(tree))


def test_names_symbols_and_accents_are_found():
    texts = {
        "att": "AT&T raised its outlook.",
        "spaced": "Shares of AT & T fell.",
        "sp": "The S&P 500 closed higher.",
        "shop": "An e-commerce giant and its $1.4 billion deal.",
        "cafe": "A café in Łódź lists tariffs at 1,000 zloty.",
        "them": "He told us IT was late.",
        "us": "U.S. makers of C-3PO toys, says Xiaomi’s chief of the year.",
    }
    ids = {write_entry(QueryDocument(text=text), {}): name for name, text in texts.items()}

    def names(query):
        return {ids[pk] for pk in found(query)}

    assert names("at&t") == names("AT & T") == names('"AT&T"') == {"att", "spaced"}
    assert names('"s&p 500"') == names("S&P 500") == {"sp"}
    assert names("ecommerce") == names("e-commerce") == names('"e commerce"') == names("E‑Commerce") == {"shop"}
    assert names('"ecommerce giant"') == names('"e-commerce giant"') == {"shop"}
    assert names("cafe lodz tariff") == names("CAFÉ") == names('"1000 zloty"') == {"cafe"}
    assert names("US") == names('"U.S. makers"') == {"us"}
    assert names("US c3po") == names("U.S. C-3PO xiaomi") == names('"chief of the year"') == {"us"}
    assert names("$1.4 billion") == names('"$1.4 billion"') == {"shop"}


def test_quotes_ask_for_the_words_themselves():
    pk = write_entry(QueryDocument(text="Two mergers were announced."), {})
    assert found("merger") == {pk} == found('"merger*"') == found('"mergers"')
    assert found('"merger"') == set()


def test_a_day_leaves_out_what_is_known_only_to_the_month():
    start = datetime(2025, 7, 1, tzinfo=UTC)
    month = write_entry(QueryDocument(published_from=start, published_until=datetime(2025, 8, 1, tzinfo=UTC)), {})
    day = write_entry(QueryDocument(published_from=start, published_until=start + timedelta(days=1)), {})
    assert found("date:2025-07-01") == found("date:2025-06-30..2025-07-02") == {day}
    assert found("date:2025-07") == {month, day}
    assert found("date:2025-07-00") == found("date:2025-13") == {month, day}  # no dates: left out, with a hint


def test_title_and_text_are_not_adjacent():
    write_entry(QueryDocument(title="Mass", text="production", authors=("Lei", "Jun")), {})
    assert found('"mass production"') == found('"lei jun"') == found("mass NEAR/15 production") == set()
    assert found("mass production") == found("title:mass text:production author:lei") != set()


def test_only_negatives_find_the_rest():
    pk = write_entry(QueryDocument(text="steel"), {})
    write_entry(QueryDocument(text="tariff"), {})
    assert found("-tariff") == {pk}
    assert found("-tariff -steel") == set()


def test_a_ticker_stands_for_its_company_unless_one_is_called_so():
    sap, saputo = (
        Company.objects.create(slug="sap", name="SAP", ticker="SAP"),
        Company.objects.create(slug="saputo", name="Saputo", ticker="SAP"),
    )
    tesla = Company.objects.create(slug="tesla", name="Tesla", ticker="TSLA")
    values = {"TSLA": tesla, "$tsla": tesla, "Tesla, Inc.": tesla, "sap": sap, "Saputo Inc": saputo}
    leaves = {value: Named(Name.COMPANY, value) for value in values}
    assert {value: resolve_names(leaf)[leaf] for value, leaf in leaves.items()} == {
        value: [company.pk] for value, company in values.items()
    }


def test_an_unknown_name_finds_nothing_and_its_negation_everything():
    pk = write_entry(QueryDocument(text="steel"), {})
    assert found("company:nobody") == set()
    assert found("-company:nobody") == {pk}
    assert found("company:nobody OR steel") == {pk}


def test_long_texts_are_taken_and_their_ends_found(is_long):
    text = "alpha " * 20_000 + "omega psi"
    pk = write_entry(QueryDocument(text=text), {})
    assert found("omega alpha") == {pk}
    assert found('"omega psi"') == set()  # beyond the last position words stand alone
    unique = " ".join(f"w{number}x" for number in range(200_000 if is_long else 20_000))
    pk = write_entry(QueryDocument(text=unique), {})
    assert found("w7x") == {pk}


@pytest.mark.parametrize(
    "query",
    [
        "a" * 5_000,
        "(" * 900 + "x",
        "x NEAR/15 y " * 80,
        "-" * 900,
        "e-e-e-e-e " * 90,
        "ab* " * 200,
        "\x00\ud800",
        "'\\'",
    ],
)
def test_extreme_queries_are_answered(query):
    pk = write_entry(QueryDocument(text="x y steel"), {})
    assert set(matching(parse(query).tree).values_list("pk", flat=True)[:5]) <= {pk}


def test_ranking_reads_only_what_a_match_is_owed_to():
    assert text_query(parse("company:xiaomi").tree) is None
    assert text_query(parse("byd -tesla").tree) == "'byd'"


def test_each_vocabulary_is_asked_once(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(4):  # companies, tickers for the one that none is called, topics, entries
        list(matching(parse("company:xiaomi company:att -company:nestle topic:tariffs OR company:x").tree))
