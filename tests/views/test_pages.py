"""The other pages: results, lists, profiles, feeds, errors."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from articles.search import directory
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyFactory,
    PlaceFactory,
    SourceFactory,
    StoryFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def soup(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_an_empty_archive_says_so(client):
    assert "The archive is empty" in soup(client, "/").text


def test_a_page_of_results_is_light(client, make_article):
    for _ in range(20):
        make_article(text="Quokka text. " * 200)
    assert len(client.get("/?q=quokka").content) < 60_000


def test_dense_rows_are_titles_with_source_and_date_and_more_of_them(client, make_article):
    for _ in range(42):
        make_article()
    comfortable, dense = soup(client, "/?q=quokka"), soup(client, "/?q=quokka&rows=dense")
    assert (len(comfortable.select(".result")), len(dense.select(".result"))) == (15, 35)
    assert comfortable.select_one(".result__text")
    assert not dense.select(".result__text, .result .tags, .why")
    assert dense.select_one(".result .source").text == "Quokka Source"
    assert dense.select_one(".result time")
    switch = dense.select_one(".folding a[href='?q=quokka']")
    assert switch.text == "comfortable"
    assert "rows=dense" in dense.select_one(".pages a[rel=next]")["href"]
    assert dense.select_one("#filters input[name=rows][value=dense]")


def test_the_chips_lead_out_one_filter_at_a_time(client, make_article):
    make_article()
    page = soup(client, "/?q=quokka&company=quokka-company&not_topic=none&sort=oldest&page=1")
    chips = {chip.find(string=True).strip(): chip["href"] for chip in page.select(".chips a")}
    assert chips == {
        "Company: Quokka Company": "?q=quokka&not_topic=none&sort=oldest",
        "Topic: not none (unknown)": "?q=quokka&company=quokka-company&sort=oldest",
        "Clear filters": "?q=quokka&sort=oldest",
    }


def test_a_date_that_is_none_is_left_out_and_said(client, make_article):
    make_article()
    page = client.get("/?since=lately&until=2090").content.decode()
    assert "&#x27;since&#x27; was left out" in page
    assert "&#x27;until&#x27; was left out" not in page
    assert "1 article" in page


def test_hints_are_shown(client, make_article):
    make_article()
    assert soup(client, '/?q="quokka text').select_one(".hint") is not None


def test_the_facet_part_filters_its_values_by_typing(client, make_article):
    for number in range(12):
        make_article(companies=[CompanyFactory(name=f"Firm {number:02}", slug=f"firm-{number:02}")])
    page = soup(client, "/facets/company/?find_company=firm+1&company=firm-03")
    assert [label.text.strip() for label in page.select("li label")] == ["Firm 10", "Firm 11", "Firm 03"]
    assert client.get("/facets/nonsense/").status_code == 404


def test_show_more_keeps_the_ticks(client, make_article):
    for number in range(12):
        make_article(companies=[CompanyFactory(name=f"Firm {number:02}", slug=f"firm-{number:02}")])
    page = soup(client, "/?company=firm-11&topic=quokka-topic")
    more = page.select_one("#facet-company .facet__more")
    assert len(page.select("#facet-company li")) == 8
    full = soup(client, more["href"].split("#")[0])
    assert len(full.select("#facet-company li")) == 12
    assert [box["value"] for box in full.select("#facet-company input[checked]")] == ["firm-11"]


def test_pages_say_what_they_are_to_whom_they_are_sent(client, make_article):
    article = make_article(title="Quokka <b>strike</b>")
    story = StoryFactory(title="The strike", articles=[article, make_article()])
    told = {
        "/?q=quokka": ("quokka", "2 articles of business news."),
        "/companies/quokka-company/": ("Quokka Company", "2 articles in the archive."),
        story.get_absolute_url(): ("The strike", "2 articles tell of it."),
        article.get_absolute_url(): ("Quokka <b>strike</b>", "Quokka text. More of it."),
    }
    for address, (title, description) in told.items():
        page = soup(client, address)
        named = {one["property"]: " ".join(one["content"].split()) for one in page.select("meta[property^='og:']")}
        assert (named["og:title"], named["og:description"]) == (title, description)
        assert page.select_one("link[rel=icon]")
    assert soup(client, "/help/").select_one("meta[property='og:title']")["content"] == "newsarchive"


def test_lists_go_by_count_name_and_letter(client):
    big, small, accented = CompanyFactory(name="Zeta"), CompanyFactory(name="alpha"), CompanyFactory(name="Édition")
    ArticleFactory(companies=[big, small, accented])
    ArticleFactory(companies=[big])
    CompanyFactory(name="Without articles")
    names = lambda query: [link.text for link in soup(client, f"/companies/{query}").select(".columns a")]  # noqa: E731
    assert names("") == ["Zeta", "alpha", "Édition"]
    assert names("?order=name") == ["alpha", "Édition", "Zeta"]
    assert names("?letter=E") == ["Édition"]
    assert names("?letter=%00&page=x") == []


def test_topics_stand_in_a_tree_and_go_by_count_name_and_letter_too(client):
    above = TopicFactory(name="Zoos")
    ArticleFactory(topics=[above, TopicFactory(name="Markets", parent=above)])
    ArticleFactory(topics=[above])
    names = lambda query: [link.text for link in soup(client, f"/topics/{query}").select(".columns a")]  # noqa: E731
    assert names("?order=count") == ["Zoos", "Markets"]
    assert names("?order=name") == ["Markets", "Zoos"]
    assert names("?letter=Z") == ["Zoos"]
    links = [link["href"] for link in soup(client, "/topics/").select(".choices a")]
    assert links == ["/topics/", "?order=count", "?order=name"]


def test_a_long_list_goes_on_in_its_own_order(client, monkeypatch):
    monkeypatch.setattr(directory, "PER_PAGE", 2)
    ArticleFactory(companies=[CompanyFactory(name=name) for name in ("Ad", "Ab", "Ac", "Zeta")])
    for query, names in (("?order=name", ["Ad", "Zeta"]), ("?letter=A", ["Ad"]), ("", ["Ad", "Zeta"])):
        following = soup(client, f"/companies/{query}").select_one("[rel=next]")["href"]
        assert [link.text for link in soup(client, f"/companies/{following}").select(".columns a")] == names


def test_lists_say_that_samples_are_among_what_they_count(client):
    ArticleFactory(companies=[CompanyFactory()])
    for address in ("/companies/", "/topics/", "/sources/"):
        assert soup(client, address).select_one(".footer__sample") is None
    SourceFactory(is_sample=True)
    for address in ("/companies/", "/topics/", "/sources/"):
        assert soup(client, address).select_one(".footer__sample") is not None


def test_a_company_page_says_who_it_is(client):
    PlaceFactory(name="Utopia", slug="utopia", kind="country", country="UT")
    parent = CompanyFactory(name="Parent")
    company = CompanyFactory(
        name="Xyz", slug="xyz", ticker="XYZ", exchange="NYSE", country="UT", sector="Tools", parent=parent
    )
    CompanyAliasFactory(company=company, text="Xyz Corp")
    other = CompanyFactory(name="Beside")
    ArticleFactory(companies=[company, other], title="About Xyz")
    page = soup(client, "/companies/xyz/")
    assert all(word in page.text for word in ("XYZ", "NYSE", "Tools", "Utopia", "Parent", "Xyz Corp", "About Xyz"))
    related = page.select_one(".related__both[href*='company=xyz'][href*='company%3Abeside']")
    assert related is not None
    assert client.get("/companies/nobody/").status_code == 404


def test_the_number_beside_a_related_company_is_what_the_search_finds(client):
    company, other = CompanyFactory(slug="xyz"), CompanyFactory(slug="beside")
    ArticleFactory(companies=[company, other])
    ArticleFactory(companies=[company])
    ArticleFactory(companies=[other])
    link = soup(client, "/companies/xyz/").select_one(".related__both[href*='beside']")
    assert soup(client, link["href"]).select_one("#count").text.split()[0] == link.text


def test_the_tree_of_topics_counts_what_lies_below(client):
    parent = TopicFactory(name="Above")
    child = TopicFactory(name="Below", parent=parent)
    ArticleFactory(topics=[child])
    counts = {item.find("a").text: item.find(class_="n").text for item in soup(client, "/topics/").select(".tree li")}
    assert counts == {"Above": "1", "Below": "1"}
    assert "Below" in soup(client, f"/topics/{parent.slug}/").text


def test_a_search_is_a_feed(client, make_article):
    article = make_article(title="A quokka & a \x0b<b>")
    make_article(title="Undated quokka", undated=True)
    make_article(title="Other", text="Nothing.")
    response = client.get("/feed/?q=quokka&kind=news")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles[0] == "A quokka & a <b>"
    assert "Undated quokka" in titles
    assert feed.find(f"{ATOM}entry/{ATOM}id").text == f"urn:newsarchive:article:{article.pk}"


def test_a_feed_has_one_entry_for_a_story_and_each_article_where_every_copy_is_asked_for(client, make_article):
    told = [make_article(title=f"Quokka strike, day {number}") for number in range(3)]
    make_article(title="Another quokka")
    StoryFactory(articles=told)

    def titles(address: str) -> list[str]:
        feed = ET.fromstring(client.get(address).content)
        return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]

    assert sorted(titles("/feed/?q=quokka")) == ["Another quokka", "Quokka strike, day 2"]
    assert len(titles("/feed/?q=quokka&copies=all")) == 4


@pytest.mark.parametrize(
    "address", ["/nothing/", "/articles/999999999/x/", "/articles/99999999999999999999/x/", "/topics/x/"]
)
def test_what_is_not_there_is_said_kindly(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Nothing stands at this address" in response.content.decode()


def test_error_pages_render_without_a_request():
    for name in ("400", "403", "404", "500"):
        assert "newsarchive" in render_to_string(f"{name}.html")
