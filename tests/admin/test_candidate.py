"""Candidates in the admin: the most named first, accepted, merged or rejected."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import CompanyCandidate
from articles.store.search_entries import index_articles
from tests.factories import (
    ArticleFactory,
    CandidateSightingFactory,
    CompanyAliasFactory,
    CompanyCandidateFactory,
)

LIST = "admin:articles_companycandidate_changelist"


def act(desk, action: str, *candidates: CompanyCandidate, **more: str) -> str:
    data = {"action": action, "_selected_action": [one.pk for one in candidates], **more}
    response = desk.post(reverse(LIST), data, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def candidate(db) -> CompanyCandidate:
    """Quillback, which two articles name and one of them only in a way that is not found again."""
    made = CompanyCandidateFactory(name="Quillback Corp", key="quillback")
    for text in ("Quillback Corp said profit rose.", "Nothing was said."):
        article = ArticleFactory(title="A day", text=text)
        index_articles(article_ids=[article.pk])
        CandidateSightingFactory(candidate=made, article=article)
    return made


def test_lists_the_most_named_first_and_hidden_articles_do_not_count(desk, candidate):
    rare = CandidateSightingFactory(candidate__name="Rare Corp").candidate
    hidden = CompanyCandidateFactory(name="Hidden Corp")
    for _ in range(3):
        CandidateSightingFactory(candidate=hidden, article=ArticleFactory(state="hidden"))

    rows = desk.get(reverse(LIST)).context["cl"].result_list

    assert [(row.pk, row.articles) for row in rows] == [(candidate.pk, 2), (rare.pk, 1), (hidden.pk, 0)]


def test_accepting_makes_the_company_tags_its_articles_and_says_how_many(desk, candidate):
    words = act(desk, "accept", candidate)

    candidate.refresh_from_db()
    assert "1 article gained the tag" in words
    assert candidate.company is not None
    assert candidate.company.taggings.count() == 1


def test_an_alias_of_a_known_company_tags_its_articles(desk, candidate):
    company = CompanyAliasFactory(company__name="Brightwater", company__slug="brightwater").company

    words = act(desk, "merge", candidate, company="brightwater")

    assert "1 article gained the tag" in words
    assert company.taggings.count() == 1


def test_an_unknown_company_is_asked_for_again(desk, candidate):
    assert "No company goes by that name." in act(desk, "merge", candidate, company="nowhere")
    candidate.refresh_from_db()
    assert candidate.decision == "open"


def test_what_was_rejected_is_neither_accepted_nor_rejected_again(desk, candidate):
    assert "Rejected 1 company candidates." in act(desk, "reject", candidate)
    for action in ("reject", "accept"):
        assert "None of them is open." in act(desk, action, candidate)
    candidate.refresh_from_db()
    assert (candidate.decision, candidate.company) == ("rejected", None)


def test_shows_the_sentences_of_a_candidate(desk, candidate):
    page = desk.get(reverse("admin:articles_companycandidate_change", args=[candidate.pk])).content.decode()
    assert page.count("Quillback Corp said profit rose.") == 2
