"""What part a company plays: subject, mentioned, source, or none where it stands only in what is no story."""

from __future__ import annotations

from functools import cache

import pytest

from articles.documents import ExtractedArticle, RawCapture, Role
from articles.pipeline import Rules, file_rules, try_to_extract
from tests.extract.test_companies import draft, extractor

STORY = (
    "Toyota said on Monday that its sales had risen by a tenth in the first half of the year. "
    "The carmaker expects the growth to go on in the second half."
)


def roles(article: ExtractedArticle) -> dict[str, Role]:
    return {finding.slug: finding.role for finding in article.companies}


@cache
def rules() -> Rules:
    return file_rules()


def roles_of_capture(content: str, media_type: str) -> dict[str, Role]:
    result = try_to_extract(RawCapture(content=content.encode(), media_type=media_type, name="page"), rules())
    assert isinstance(result, tuple)
    _, (article,) = result
    return roles(article)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Toyota cut output, a spokesman told Reuters on Monday.", "reuters"),
        ("He told the Financial Times that Toyota was late.", "financial-times"),
        ("People told Bloomberg News that Toyota closed a plant.", "bloomberg"),
        ("Toyota opened a plant, as The Wall Street Journal first reported.", "the-wall-street-journal"),
        ("Toyota declined to comment to CNBC.", "cnbc"),
        ("NEW YORK (Reuters) - Toyota opened a plant.", "reuters"),
        ("Toyota opened a plant. Photo: Getty Images", "getty-images"),
        ("Toyota opened a plant. (Image: Reuters)", "reuters"),
        ("Toyota opened a plant. Image source, Getty Images", "getty-images"),
        ("Toyota opened a plant. Credit: Reuters/Jane Roberts", "reuters"),
        ("Toyota opened a plant. Photo courtesy of Ford Motor Company", "ford"),
        ("Toyota opened a plant. Picture: Samsung Electronics", "samsung-electronics"),
        ("Toyota opened a plant (Samsung Electronics photo).", "samsung-electronics"),
    ],
)
def test_who_is_quoted_or_credited_is_a_source_and_who_the_story_is_about_is_not(text, slug):
    assert roles(extractor().extract(draft(text))) == {"toyota": Role.SUBJECT, slug: Role.SOURCE}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("A photo of Samsung Electronics phones leaked.", "samsung-electronics"),
        ("They use open source Microsoft tools.", "microsoft"),
        ("It bought the Samsung Electronics photo business.", "samsung-electronics"),
        ("Analysts credit Toyota with the change.", "toyota"),
        ("Shares of Getty Images rose.", "getty-images"),
    ],
)
def test_words_of_credits_inside_a_sentence_make_no_source(text, slug):
    assert roles(extractor().extract(draft(text))) == {slug: Role.SUBJECT}


def test_a_news_agency_named_with_its_legal_form_is_no_source_unless_it_is_quoted():
    bought = extractor().extract(draft("Toyota had bought the studio from CNBC Inc last October."))
    quoted = extractor().extract(draft("Toyota had bought the studio, a person told CNBC Inc last October."))

    assert roles(bought)["cnbc"] is Role.SUBJECT
    assert roles(quoted)["cnbc"] is Role.SOURCE


def test_a_company_named_once_far_down_is_mentioned():
    article = draft(*[STORY] * 4, "Then there is Honda Motor too.", title="Toyota sells more cars")
    assert roles(extractor().extract(article)) == {"toyota": Role.SUBJECT, "honda": Role.MENTIONED}


def test_a_company_quoted_and_written_about_is_no_mere_source():
    article = draft("Reuters agreed to buy a broadcaster, it told Reuters.", title="Reuters buys a broadcaster")
    (finding,) = extractor().extract(article).companies
    assert finding.role is Role.SUBJECT
    assert Role.SOURCE in {mention.role for mention in finding.mentions}


@pytest.mark.parametrize(
    "promotion",
    ["ALSO READ: Nvidia shares hit a record high after results", "Read more: Nvidia shares hit a record high"],
)
def test_a_company_named_in_a_promotion_alone_has_no_role(promotion):
    content = f"Toyota sells more cars\n\n{STORY}\n\n{promotion}\n\n{STORY} It gave no reason."
    assert roles_of_capture(content, "text/plain") == {"toyota": Role.SUBJECT}


def test_a_page_of_html_gives_promotion_credit_quotation_and_tail_their_roles():
    content = (
        f"<html><body><article><h1>Toyota sells more cars</h1><p>{STORY}</p>"
        "<p><strong>Read more:</strong> <a href='/x'>Nvidia shares hit a record high after results</a></p>"
        "<figure><img src='a.jpg'><figcaption>(Image: Getty Images)</figcaption></figure>"
        f"<p>{STORY} A dealer told Reuters so.</p><h3>About Honda</h3>"
        "<p>Honda Motor Co. makes cars and motorcycles and has its seat in Tokyo.</p></article></body></html>"
    )
    assert roles_of_capture(content, "text/html") == {
        "toyota": Role.SUBJECT,
        "reuters": Role.SOURCE,
        "honda": Role.SOURCE,
    }
