"""References and exports of ticked articles and of whole searches."""

from __future__ import annotations

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory, CompanyFactory, TopicFactory

pytestmark = pytest.mark.django_db


def lines_of(response) -> list[str]:
    return b"".join(response.streaming_content).decode().splitlines()


def test_the_page_of_an_article_cites_it_in_three_styles(client, make_article):
    article = make_article(authors=["Jane Doe"])
    soup = BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")
    cited = " ".join(soup.select_one(".cite").text.split())
    assert "Doe, J. (2025, July 7). Quokka title. Quokka Source." in cited
    assert "Doe, Jane. “Quokka title.” Quokka Source, 7 July 2025" in cited
    assert "captured 2025-07-08" in cited
    for link in soup.select(".cite a[download]"):
        assert client.get(link["href"]).status_code == 200


def test_the_page_of_an_article_describes_itself_to_machines(client, make_article):
    article = make_article(title="A </script><script>alert(1)</script> & more", authors=["Jane Doe", "PTI"])
    html = client.get(article.get_absolute_url()).content.decode()
    soup = BeautifulSoup(html, "html.parser")
    [block] = soup.find_all("script", type="application/ld+json")
    data = json.loads(block.string)
    assert data["headline"] == article.title
    assert data["@type"] == "NewsArticle"
    assert [author["@type"] for author in data["author"]] == ["Person", "Organization"]
    assert data["datePublished"] == "2025-07-07"
    assert "<script>alert" not in html


def test_ticked_articles_are_cited_together_and_hidden_ones_left_out(client, make_article):
    first, second = make_article(title="First quokka"), make_article(title="Second quokka")
    hidden = make_article(title="Hidden quokka", state="hidden")
    query = f"?article={second.pk}&article={first.pk}&article={hidden.pk}&article=nonsense&article={'9' * 30}"
    page = client.get("/cite/" + query).content.decode()
    assert "2 references" in page
    assert "Hidden quokka" not in page
    titles = [item["title"] for item in client.get("/cite/references.json" + query).json()]
    assert titles == ["Second quokka", "First quokka"]


def test_citing_nothing_says_how_to_tick(client):
    assert "Tick articles in" in client.get("/cite/").content.decode()
    assert client.get("/cite/references.bib").status_code == 404
    assert client.get("/cite/references.exe?article=1").status_code == 404
    assert client.get("/export/articles.exe").status_code == 404


def test_a_search_is_exported_as_csv_with_every_article_and_no_formula(client, make_article):
    make_article(title="=1+1 quokka")
    make_article(title="@quokka", authors=["Ann Doe", "Bo Roe"])
    make_article(title="Wombat", text="Nothing.")
    [head, *rows] = csv.reader(
        io.StringIO("\n".join(lines_of(client.get("/export/articles.csv?q=quokka&sort=oldest"))))
    )
    assert head[0] == "\ufeffid"
    titles = [row[head.index("title")] for row in rows]
    assert titles == ["'=1+1 quokka", "'@quokka"]
    assert [row[head.index("authors")] for row in rows] == ["", "Ann Doe; Bo Roe"]
    assert rows[0][head.index("companies")] == "Quokka Company"


def test_a_search_is_exported_as_json_lines_with_the_texts(client, make_article):
    article = make_article()
    make_article(title="Hidden quokka", state="hidden")
    [line] = lines_of(client.get("/export/articles.jsonl"))
    record = json.loads(line)
    assert (record["id"], record["text"]) == (article.pk, article.text)
    assert (record["published"], record["published_as"]) == ("2025-07-07", "7 July 2025")
    assert record["address"].endswith(article.get_absolute_url())


def test_ticked_articles_are_exported_alone(client, make_article):
    make_article()
    ticked = make_article(title="Ticked quokka")
    assert [
        json.loads(line)["title"] for line in lines_of(client.get(f"/export/articles.jsonl?article={ticked.pk}"))
    ] == ["Ticked quokka"]


def test_an_export_asks_as_often_for_one_portion_as_for_one_article(client, make_article, monkeypatch):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert lines_of(client.get("/export/articles.csv"))
        return len(caught)

    make_article()
    before = queries()
    for _ in range(5):
        make_article(companies=[CompanyFactory()], topics=[TopicFactory()])
    assert queries() == before <= 8
    monkeypatch.setattr("articles.search.records.PORTION", 2)
    assert len(lines_of(client.get("/export/articles.csv"))) == 7


def test_results_have_ticks_for_their_form(client):
    article = ArticleFactory()
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    assert soup.select_one("form#ticked .tick input")["value"] == str(article.pk)
    assert soup.select_one("form#ticked button")
