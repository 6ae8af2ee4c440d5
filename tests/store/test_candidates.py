"""Candidates: kept with their articles, counted exactly, decided once."""

from __future__ import annotations

import pytest

from articles.documents import ArticleDraft, Block, CompanyEntry, ExtractedArticle, Vocabulary
from articles.extract.article import Extractor
from articles.extract.company_candidates import MOST_CANDIDATES
from articles.models import CandidateSighting, CompanyCandidate
from articles.store.candidates import accept_candidate, merge_candidate, reject_candidates
from articles.store.taggings import sync_taggings
from articles.store.vocabulary import archive_vocabulary
from tests.factories import ArticleFactory, CompanyCandidateFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db

SAID = "Quillback Corp said profit rose."


def extracted(text: str, *known: CompanyEntry) -> ExtractedArticle:
    draft = ArticleDraft(position=0, title="A day", paragraphs=(Block(text=text),))
    return Extractor(Vocabulary(companies=known)).extract(draft)


def counted() -> dict[str, int]:
    return dict(CompanyCandidate.objects.counted().values_list("key", "articles"))


def test_keeps_a_candidate_with_the_sentence_of_each_article():
    one, two = ArticleFactory(), ArticleFactory()

    sync_taggings(found={one.pk: extracted(SAID), two.pk: extracted("Shares in Quillback Corporation fell.")})

    assert counted() == {"quillback": 2}
    assert CandidateSighting.objects.get(article=one).sentence == SAID


def test_tagging_an_article_again_changes_no_row():
    article = ArticleFactory()
    for _ in range(2):
        sync_taggings(found={article.pk: extracted(SAID)})
        rows = set(CandidateSighting.objects.values_list("pk", "candidate"))

    assert len(rows) == 1
    assert set(CandidateSighting.objects.values_list("pk", "candidate")) == rows


def test_an_article_that_names_it_no_more_does_not_count():
    article = ArticleFactory()
    sync_taggings(found={article.pk: extracted(SAID)})

    sync_taggings(found={article.pk: extracted("Nobody said anything.")})

    assert counted() == {"quillback": 0}


def test_hidden_articles_do_not_count():
    shown, hidden = ArticleFactory(), ArticleFactory(state="hidden")

    sync_taggings(found={article.pk: extracted(SAID) for article in (shown, hidden)})

    assert counted() == {"quillback": 1}


def test_one_article_brings_a_bounded_number():
    text = ". ".join(f"Blor{first}{second}on Corp rose" for first in "bcdfghjk" for second in "aeiou") + "."
    article = ArticleFactory()

    sync_taggings(found={article.pk: extracted(text)})

    assert CandidateSighting.objects.count() == MOST_CANDIDATES


def test_knows_when_the_first_and_the_last_article_named_it():
    early, late = (ArticleFactory(published_at=f"{year}-03-01T00:00Z") for year in (1987, 2024))
    sync_taggings(found={article.pk: extracted(SAID) for article in (late, early)})

    seen = CompanyCandidate.objects.counted().get()

    assert (seen.first_seen.year, seen.last_seen.year) == (1987, 2024)


def test_an_accepted_candidate_is_a_company_under_its_everyday_name():
    candidate = CompanyCandidateFactory(name="Quillback Corp", key="quillback")
    CompanyFactory(name="Other", slug="quillback")
    curator = UserFactory(curator=True)

    company, names = accept_candidate(candidate=candidate, by=curator)

    assert (company.name, company.slug) == ("Quillback", "quillback-2")
    assert names == ["Quillback", "Quillback Corp"]
    assert set(company.aliases.values_list("text", "needs_evidence")) == {
        ("Quillback", True),
        ("Quillback Corp", False),
    }
    candidate.refresh_from_db()
    assert (candidate.decision, candidate.company, candidate.decided_by) == ("accepted", company, curator)


def test_a_company_made_of_a_candidate_is_found_and_proposed_no_more():
    accept_candidate(candidate=CompanyCandidateFactory(name="Quillback Corp", key="quillback"), by=None)
    draft = ArticleDraft(position=0, title="A day", paragraphs=(Block(text=SAID),))

    article = Extractor(archive_vocabulary()).extract(draft)

    assert [finding.slug for finding in article.companies] == ["quillback"]
    assert article.candidates == ()


def test_a_merged_candidate_is_an_alias():
    company = CompanyFactory(name="Brightwater")
    candidate = CompanyCandidateFactory(name="Quillback Corp", key="quillback")

    merge_candidate(candidate=candidate, company=company, by=None)

    assert set(company.aliases.values_list("text", flat=True)) == {"Quillback", "Quillback Corp"}
    assert (candidate.decision, candidate.company) == ("merged", company)


def test_a_rejected_candidate_stays_rejected_when_articles_name_it_again():
    article = ArticleFactory()
    sync_taggings(found={article.pk: extracted(SAID)})
    assert reject_candidates(candidates=list(CompanyCandidate.objects.all()), by=None) == 1

    sync_taggings(found={article.pk: extracted("Nobody said anything.")})
    sync_taggings(found={article.pk: extracted(SAID)})

    assert CompanyCandidate.objects.get().decision == "rejected"
    assert reject_candidates(candidates=list(CompanyCandidate.objects.all()), by=None) == 0
