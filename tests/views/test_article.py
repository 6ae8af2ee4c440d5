"""The page of an article."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from articles.models import Tagging
from tests.factories import (
    ArticleFactory,
    CompanyFactory,
    MentionFactory,
    TaggingFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def page(client, article):
    return BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")


def test_another_slug_leads_to_the_address(client):
    article = ArticleFactory(slug="right")
    for suffix in ("", "capture/"):
        response = client.get(f"/articles/{article.pk}/wrong/{suffix}")
        assert (response.status_code, response["Location"]) == (301, f"/articles/{article.pk}/right/{suffix}")


def test_links_what_the_text_names_and_nothing_a_curator_rejected(client, things):
    article = ArticleFactory(text="Quokka rose. Quokka fell.", companies=[things["company"]])
    for start in (0, 13):
        MentionFactory(article=article, company=things["company"], start=start, end=start + 6)
    links = page(client, article).select(".paper__text a.entity--company")
    assert [(link.text, link["href"]) for link in links] == [("Quokka", "/companies/quokka-company/")] * 2
    Tagging.objects.update(decision="rejected")
    assert page(client, article).select(".paper__text a") == []


def test_says_how_the_date_is_known_and_what_was_removed(client, make_article):
    soup = page(client, make_article(published_is_inferred=True, published_basis="tweet", published_evidence="Oct 19"))
    assert "7 July 2025, inferred" in " ".join(soup.select_one(".paper__byline").text.split())
    assert "Oct 19" in soup.select_one(".facts").text
    assert "Quokka advert" in soup.select_one(".removed").text
    assert "promotion" in soup.select_one(".removed").text


def test_shows_the_sentence_that_earned_a_tag(client, make_article):
    article = make_article()
    Tagging.objects.filter(company__isnull=False).update(evidence="More of it.", evidence_start=14)
    tag = page(client, article).select_one(".tagged--company li")
    assert tag.select_one("blockquote").text == "More of it."
    assert tag.select_one("details a")["href"] == "#p2"


@pytest.mark.parametrize(
    ("role", "told"), [("subject", "subject"), ("mentioned", "mentioned"), ("source", "quoted as source")]
)
def test_says_what_part_a_company_plays(client, make_article, role, told):
    article = make_article()
    Tagging.objects.filter(company__isnull=False).update(role=role, evidence="")
    tag = page(client, article).select_one(".tagged--company li")
    assert tag.select_one("a").text == "Quokka Company"
    assert tag.select_one(".soft").text == told


def test_shows_a_company_that_is_only_quoted_as_a_source_behind_the_tags(client, make_article):
    article = make_article()
    wire = CompanyFactory(name="Barge Wire")
    for start in (20, 14):
        MentionFactory(article=article, company=wire, start=start, end=start + 4, role="source")

    tags = page(client, article).select(".tagged--company li")

    assert [tag.select_one("a").text for tag in tags] == ["Quokka Company", "Barge Wire"]
    assert tags[1].select_one(".soft").text == "quoted as source"
    assert tags[1].select_one("blockquote").text == "More of it."
    assert tags[1].select_one("details a")["href"] == "#p2"
    Tagging.objects.create(article=article, company=wire, decision="rejected")
    assert len(page(client, article).select(".tagged--company li")) == 1


def test_shows_a_topics_score_and_the_sentences_that_carry_it(client):
    topic = TopicFactory()
    article = ArticleFactory(title="Canals open", text="It rained. Barges left. Locks opened.", topics=[topic])
    found = [["title", 0, 11, 0.91], ["text", 11, 23, 0.6], ["text", 900, 950, 0.5]]
    Tagging.objects.update(how="learned", confidence=0.914, sentences=found, evidence="Canals open")
    tag = page(client, article).select_one(".tagged--topic li")
    shown = [" ".join(quote.text.split()) for quote in tag.select("blockquote")]
    assert shown == ["Canals open 0.91", "Barges left. 0.60"]
    assert "Score 0.91" in tag.text
    assert "classifier" in tag.text


def test_shows_where_it_comes_from(client, make_article):
    article = make_article(canonical_url="https://quokka.example/a?b=c&d=e")
    soup = page(client, article)
    link = soup.find("a", href="https://quokka.example/a?b=c&d=e")
    assert set(link["rel"]) >= {"noopener", "nofollow"}
    facts = soup.select_one(".facts").text
    assert "8 July 2025, 10:11 UTC" in facts
    assert article.versions.get().capture.sha256 in facts


def test_paragraphs_keep_their_kind(client):
    article = ArticleFactory(text="A\n\nB\n\nC\n\nD\n\nE", paragraph_kinds=["heading", "quote", "list_item", "about"])
    names = [(tag.name, tag.get("id")) for tag in page(client, article).select(".paper__text > *")]
    assert names == [("h2", "p1"), ("blockquote", "p2"), ("p", "p3"), ("p", "p4"), ("p", "p5")]


def test_undated_and_sourceless_is_said(client):
    text = page(client, ArticleFactory(undated=True, source=None)).select_one(".paper__head").text
    assert "Undated" in text
    assert "No source stated" in text


def test_only_a_curator_sees_the_way_to_the_admin(client):
    article = ArticleFactory()
    assert "Edit this article" not in page(client, article).text
    client.force_login(UserFactory(curator=True))
    assert "Edit this article" in page(client, article).text


def test_a_sample_says_so_in_the_footer(client):
    article = ArticleFactory(source__is_sample=True)
    assert "Sample text" in page(client, article).select_one("footer").text
    assert "Sample text" not in page(client, ArticleFactory()).select_one("footer").text


def test_an_article_without_a_capture_has_a_page_and_no_original(client):
    article = ArticleFactory()
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get(f"{article.get_absolute_url()}capture/").status_code == 404


def test_shows_the_original_as_plain_text(client, make_article):
    article = make_article(raw_content=b"<html><p>quokka &amp; co</p></html>")
    soup = BeautifulSoup(client.get(f"{article.get_absolute_url()}capture/").content, "html.parser")
    assert soup.select_one("pre").text == "<html><p>quokka &amp; co</p></html>"


def test_a_permalink_marks_its_sentence_across_links(client, things):
    article = ArticleFactory(
        text="Then Quokka rose. It fell.\n\nThen Quokka rose again.", companies=[things["company"]]
    )
    MentionFactory(article=article, company=things["company"], start=5, end=11)
    soup = BeautifulSoup(client.get(article.get_absolute_url(), {"quote": "Then Quokka rose."}).content, "html.parser")
    assert "".join(mark.text for mark in soup.select("mark.quoted")) == "Then Quokka rose."
    assert soup.select_one("#quoted").text == "Then "
    assert soup.select_one("a.entity mark").text == "Quokka"
    assert "is marked" in soup.select_one(".paper__quoted").text


def test_a_permalink_whose_words_changed_says_so(client):
    article = ArticleFactory(text="The plant opens in May with 300 workers.")
    address = article.get_absolute_url()
    close = client.get(address, {"quote": "The plant opens in June with 300 workers."}).content.decode()
    assert "The text was changed since" in close
    assert '<mark class="quoted" id="quoted">The plant opens in May' in close
    gone = client.get(address, {"quote": "Nothing of the kind\x00"}).content.decode()
    assert "stand no more in the text" in gone
    assert 'quoted">' not in gone.replace('paper__quoted">', "")


def test_evidence_links_to_its_own_sentence(client, make_article):
    article = make_article()
    Tagging.objects.filter(company__isnull=False).update(evidence="More of it.", evidence_start=14)
    link = page(client, article).select_one(".tagged--company li details a[href*=quote]")
    assert 'id="quoted">More of it.' in client.get(article.get_absolute_url() + link["href"]).content.decode()


def test_a_long_text_is_read_in_parts(client, make_article):
    text = "\n\n".join(f"Paragraph {number} of many. " + "Quokkas eat leaves. " * 50 for number in range(1, 101))
    article = make_article(text=text)
    address, shown = article.get_absolute_url(), []
    following = ""
    for _ in range(9):
        soup = BeautifulSoup(client.get(address + following).content, "html.parser")
        shown += [paragraph["id"] for paragraph in soup.select(".paper__text > p")]
        later = soup.find("a", string="Later part")
        if later is None:
            break
        following = later["href"]
    assert shown == [f"p{number}" for number in range(1, 101)]
    assert "Part 5 of 5 · Earlier part" in soup.select_one(".parts").text
    assert client.get(f"{address}?part=99").content == client.get(f"{address}?part=5").content


def test_a_passage_is_shown_in_the_part_that_has_it(client, make_article):
    text = "\n\n".join(f"Paragraph {number} of many. " + "Quokkas eat leaves. " * 50 for number in range(1, 101))
    article = make_article(text=text)
    soup = BeautifulSoup(
        client.get(article.get_absolute_url(), {"quote": "Paragraph 99 of many."}).content, "html.parser"
    )
    assert soup.select_one("#quoted").text == "Paragraph 99 of many."
    assert "Part 5 of 5" in soup.select_one(".parts").text
    assert soup.select_one("#p99 #quoted")


def test_a_reason_the_page_has_no_room_for_has_an_address(client, make_article):
    article = make_article(text=f"{'A quokka ran. ' * 2_000}\n\nThe lock is shut.")
    for number in range(60):
        TaggingFactory(
            article=article, company=CompanyFactory(name=f"Firm {number}"), evidence="The lock is shut. " * 9,
            evidence_field="text", evidence_start=article.text.index("The lock"),
        )  # fmt: skip
    shown = page(client, article)
    folded = shown.select(".tagged--company li a.reason")
    assert folded
    unfolded = BeautifulSoup(client.get(article.get_absolute_url() + folded[-1]["href"]).content, "html.parser")
    reason = unfolded.select_one("#why details[open]")
    assert reason.select_one("blockquote").text.startswith("The lock is shut.")
    assert reason.find("a", string="Where it stands")["href"] == "?part=2#p2"


def test_zotero_and_others_read_what_it_is_from_its_head(client, make_article):
    """The names that Zotero's translator "Embedded Metadata" reads; DC.type decides what sort of item it makes."""
    article = make_article(
        title="Quokka & Co expands", authors=["Ada Marsh", "Ben Kent"], language="en", section="Business",
        published_at=datetime(2025, 7, 8, tzinfo=UTC), published_precision="day",
    )  # fmt: skip
    head = page(client, article).head
    told = {}
    for meta in head.select("meta[content]"):
        told.setdefault(meta.get("name") or meta.get("property"), []).append(meta["content"])
    assert told["DC.type"] == ["newspaperArticle"]
    assert told["citation_title"] == ["Quokka & Co expands"]
    assert told["citation_author"] == ["Ada Marsh", "Ben Kent"]
    assert told["citation_publication_date"] == ["2025-07-08"]
    assert told["citation_journal_title"] == told["og:site_name"] == ["Quokka Source"]
    assert told["citation_language"] == ["en"]
    assert told["article:section"] == ["Business"]
    assert told["citation_public_url"] == told["og:url"] == [f"http://testserver{article.get_absolute_url()}"]
    data = json.loads(head.select_one("script[type='application/ld+json']").string)
    assert (data["@type"], data["datePublished"][:10]) == ("NewsArticle", "2025-07-08")
    assert [author["name"] for author in data["author"]] == ["Ada Marsh", "Ben Kent"]


def test_the_archive_is_not_named_as_the_publication_of_an_article_without_one(client):
    head = page(client, ArticleFactory(source=None)).head
    assert head.select("meta[property='og:site_name'], meta[name=citation_journal_title]") == []
