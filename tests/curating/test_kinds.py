"""Each kind of item: what is shown, what each choice does, that it outlives the rules, and that it comes back whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles import pipeline
from articles.curating.queue import KINDS, decide, undo
from articles.documents import RawCapture
from articles.models import (
    Article,
    Capture,
    Company,
    CompanyCandidate,
    CopyVerdict,
    Story,
    StoryMember,
    StoryPin,
    Tagging,
)
from articles.store.candidates import refresh_candidates
from articles.store.copies import fold_copies
from articles.store.search_entries import index_articles
from tests.factories import (
    ArticleFactory,
    CandidateSightingFactory,
    CaptureFactory,
    CompanyAliasFactory,
    CompanyCandidateFactory,
    CopyPairFactory,
    StoryFactory,
    StoryLinkFactory,
    StoryTermsFactory,
    TaggingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "\n\n".join(
    (
        "Canal reopens after repairs to its upper lock",
        "Boats passed the upper lock of the old canal again, the keeper said, after engineers had mended its gates for "
        "the first time in forty years.",
        "The company that runs the waterway said that it had spent three million pounds on the work and that it "
        "expects twice as many boats as in the summer before the gates broke.",
        "The mayor, who had asked for the money, cut a ribbon beside the water and told the owners of the boats that "
        "they would pay no fees until the autumn.",
    )
)


def taken(kind: str, subject: int, choice: str, by, **given: str):
    decided = decide(KINDS[kind], subject, choice, given, by=by)
    assert decided.act is not None, decided.problem
    return decided.act


def state_of(article: Article) -> dict:
    row = Article.objects.filter(pk=article.pk).values().get()
    row.pop("updated_at")
    return row


@pytest.fixture
def rules(db):
    return pipeline.stored_rules()


@pytest.fixture
def ingested(rules):
    """An article that the rules made of a capture without a date."""
    raw = RawCapture(content=TEXT.encode(), media_type="text/plain", name="canal.txt")
    [pk] = pipeline.ingest_capture(raw, rules=rules).article_ids
    return Article.objects.get(pk=pk)


def processed_again(article: Article, rules) -> Article:
    pipeline.process(article.versions.get().capture_id, rules=rules)
    return Article.objects.get(pk=article.pk)


@pytest.mark.parametrize("kind", ["suggested", "uncertain", "doubted"])
@pytest.mark.parametrize("choice", ["accept", "reject"])
def test_a_tag_is_decided_and_taken_back(ada, kind, choice):
    how = {"suggested": {"how": "learned", "decision": "open", "model_version": 1}, "uncertain": {"decision": "open"}}
    article = ArticleFactory(text="Locks are shut.\n\nBoats wait.")
    tag = TaggingFactory(
        article=article, company=None, topic=TopicFactory(), evidence="Boats wait.", evidence_start=17,
        **how.get(kind, {"doubt": 0.95}),
    )  # fmt: skip
    before = Tagging.objects.filter(pk=tag.pk).values().get()

    shown = KINDS[kind].show(tag.pk)
    assert shown is not None
    assert [piece.text for piece in shown.texts[0].pieces if piece.is_marked] == ["Boats wait."]
    act = taken(kind, tag.pk, choice, ada)

    tag.refresh_from_db()
    assert (tag.decision, tag.how, tag.doubt) == (f"{choice}ed", "curator", None)
    assert undo(act, by=ada) == ""
    assert Tagging.objects.filter(pk=tag.pk).values().get() == before


def test_a_date_given_by_hand_holds_when_the_rules_run_again(ada, ingested, rules):
    before = state_of(ingested)
    assert KINDS["undated"].waiting().get().pk == ingested.pk
    assert "Write the date as" in decide(KINDS["undated"], ingested.pk, "edit", {"date": "May"}, by=ada).problem

    act = taken("undated", ingested.pk, "edit", ada, date="2024-05")
    again = processed_again(ingested, rules)

    assert (again.published_at, again.published_precision) == (datetime(2024, 5, 1, tzinfo=UTC), "month")
    assert not KINDS["undated"].waiting().exists()
    assert undo(act, by=ada) == ""
    assert state_of(ingested) == before


def test_that_nobody_can_know_the_date_is_a_decision_too(ada, ingested, rules):
    before = state_of(ingested)
    act = taken("undated", ingested.pk, "accept", ada)

    again = processed_again(ingested, rules)
    assert again.published_at is None
    assert again.curated_fields == ["published_at"]
    assert not KINDS["undated"].waiting().exists()
    undo(act, by=ada)
    assert state_of(ingested) == before


def test_an_inferred_date_is_confirmed_or_taken_away(ada):
    dated = {"published_is_inferred": True, "published_basis": "tweet", "published_evidence": "Monday"}
    kept, lost = (ArticleFactory(text="Boats passed on Monday.", **dated) for _ in range(2))
    before = state_of(kept), state_of(lost)
    shown = KINDS["dates"].show(kept.pk)
    assert shown is not None
    assert [piece.text for piece in shown.texts[0].pieces if piece.is_marked] == ["Monday"]

    acts = taken("dates", kept.pk, "accept", ada), taken("dates", lost.pk, "reject", ada)

    kept, lost = Article.objects.get(pk=kept.pk), Article.objects.get(pk=lost.pk)
    assert (kept.published_at, kept.published_basis) == (datetime(2025, 7, 7, tzinfo=UTC), "curator")
    assert (lost.published_at, lost.published_precision) == (None, "unknown")
    assert not KINDS["dates"].waiting().exists()
    assert not KINDS["undated"].waiting().exists()
    for act in acts:
        undo(act, by=ada)
    assert (state_of(kept), state_of(lost)) == before


def test_a_headline_written_by_hand_holds_when_the_rules_run_again(ada, ingested, rules):
    Article.objects.update(title_is_derived=True)
    before = state_of(ingested)
    assert "needs words" in decide(KINDS["titles"], ingested.pk, "edit", {"title": " "}, by=ada).problem

    act = taken("titles", ingested.pk, "edit", ada, title="A canal  opens again")
    again = processed_again(ingested, rules)

    assert (again.title, again.title_is_derived) == ("A canal opens again", False)
    assert undo(act, by=ada) == ""
    assert state_of(ingested) == before


def test_a_damaged_text_that_may_stand_is_published_for_good(ada, ingested, rules):
    Article.objects.update(is_damaged=True, state="needs_review", state_reason="Words were lost in the capture.")
    before = state_of(ingested)
    act = taken("damaged", ingested.pk, "accept", ada)

    again = processed_again(ingested, rules)
    assert (again.is_damaged, again.state, set(again.curated_fields)) == (False, "published", {"text", "state"})
    undo(act, by=ada)
    assert state_of(ingested) == before


@pytest.mark.parametrize("kind", ["undated", "titles", "damaged", "review"])
def test_what_is_not_worth_reading_is_hidden_and_shown_again(ada, kind):
    article = ArticleFactory(
        undated=True, title_is_derived=True, is_damaged=kind == "damaged", state="needs_review", state_reason="Look."
    )
    act = taken(kind, article.pk, "reject", ada)

    assert Article.objects.get().state == "hidden"
    assert not KINDS[kind].waiting().exists()
    undo(act, by=ada)
    assert Article.objects.get().state == "needs_review"
    assert Article.objects.get().search_entry is not None


def test_a_candidate_becomes_a_company_and_is_one_no_more(ada):
    candidate = CompanyCandidateFactory(name="Quillback Corp", key="quillback")
    article = ArticleFactory(text="Quillback Corp said profit rose.")
    index_articles(article_ids=[article.pk])
    CandidateSightingFactory(candidate=candidate, article=article)
    refresh_candidates()

    act = taken("candidates", candidate.pk, "accept", ada)

    company = Company.objects.get(name="Quillback")
    assert company.taggings.get().article == article
    assert "1 article gained the tag" in act.what
    assert undo(act, by=ada) == ""
    assert not Company.objects.filter(name="Quillback").exists()
    assert not Tagging.objects.exists()
    assert CompanyCandidate.objects.get().decision == "open"


def test_a_candidate_becomes_another_name_of_a_company_by_any_of_its_names(ada):
    company = CompanyAliasFactory(company__name="Brightwater Holdings", text="Brightwater").company
    candidate = CompanyCandidateFactory(name="Quillback Corp", key="quillback")
    kind = KINDS["candidates"]
    assert decide(kind, candidate.pk, "edit", {"company": "nobody"}, by=ada).problem.startswith("No company")

    act = taken("candidates", candidate.pk, "edit", ada, company="brightWATER")

    assert set(company.aliases.values_list("text", flat=True)) == {"Brightwater", "Quillback", "Quillback Corp"}
    undo(act, by=ada)
    assert set(company.aliases.values_list("text", flat=True)) == {"Brightwater"}
    assert Company.objects.filter(pk=company.pk).exists()


def test_a_company_that_is_used_by_now_stays_when_its_candidate_is_asked_of_again(ada):
    candidate = CompanyCandidateFactory(name="Quillback Corp", key="quillback")
    act = taken("candidates", candidate.pk, "accept", ada)
    company = Company.objects.get()
    TaggingFactory(company=company, how="curator")

    undo(act, by=ada)
    assert Company.objects.get() == company


def test_candidates_are_counted_by_the_articles_that_anyone_may_see(ada):
    candidate = CompanyCandidateFactory()
    CandidateSightingFactory(candidate=candidate)
    CandidateSightingFactory(candidate=candidate, article=ArticleFactory(state="hidden"))

    assert refresh_candidates() == 1
    assert refresh_candidates() == 0
    candidate.refresh_from_db()
    assert candidate.article_count == 1


@pytest.mark.parametrize("choice", ["accept", "reject"])
def test_two_articles_are_called_copies_or_not(ada, choice):
    words = " ".join(f"word{n}" for n in range(80))
    first, second = (
        ArticleFactory(text=words),
        ArticleFactory(text=f"{words} " + " ".join(f"other{n}" for n in range(70))),
    )
    fold_copies(article_ids=[first.pk, second.pk])
    pair = KINDS["copies"].waiting().get()
    shown = KINDS["copies"].show(pair.pk)
    assert shown is not None
    assert len(shown.texts) == 2

    act = taken("copies", pair.pk, choice, ada)

    assert CopyVerdict.objects.get().is_copy == (choice == "accept")
    assert not KINDS["copies"].waiting().exists()
    undo(act, by=ada)
    assert not CopyVerdict.objects.exists()
    assert KINDS["copies"].waiting().exists()


def test_sure_copies_are_not_asked_about(ada):
    CopyPairFactory(coverage=0.95)
    assert not KINDS["copies"].waiting().exists()


@pytest.mark.parametrize("choice", ["accept", "reject"])
def test_an_article_is_put_in_a_story_or_kept_out(ada, choice):
    told, loner = ArticleFactory(), ArticleFactory()
    story = StoryFactory(articles=[told, ArticleFactory()])
    before = set(StoryPin.objects.values_list("article", "decision"))
    StoryTermsFactory(article=loner, published_at=loner.published_at)
    link = StoryLinkFactory(first=told, second=loner, score=0.7)
    assert KINDS["stories"].waiting().get() == link
    shown = KINDS["stories"].show(link.pk)
    assert shown is not None
    assert [text.title for text in shown.texts] == [loner.title, told.title]

    act = taken("stories", link.pk, choice, ada)

    assert StoryMember.objects.filter(article=loner, story=story).exists() == (choice == "accept")
    assert StoryPin.objects.get(article=loner).decision == ("in" if choice == "accept" else "out")
    assert not KINDS["stories"].waiting().exists()
    assert undo(act, by=ada) == ""
    assert set(StoryPin.objects.values_list("article", "decision")) == before
    assert not StoryMember.objects.filter(article=loner).exists()


@pytest.mark.parametrize("choice", ["accept", "reject"])
def test_two_stories_are_made_one_or_kept_apart_and_that_is_undone(ada, choice):
    stories = [
        StoryFactory(articles=[ArticleFactory(), ArticleFactory()], title=f"Story {number}") for number in (1, 2)
    ]
    homes = dict(StoryMember.objects.values_list("pk", "story"))
    pins = set(StoryPin.objects.values_list("article", "story", "decision"))
    first, second = (StoryMember.objects.filter(story=story).order_by("pk")[0].article for story in stories)
    link = StoryLinkFactory(first=first, second=second, score=0.7)
    assert KINDS["stories"].waiting().get() == link
    shown = KINDS["stories"].show(link.pk)
    assert shown is not None
    assert shown.accept == "Yes, make them one story"

    act = taken("stories", link.pk, choice, ada)

    assert StoryMember.objects.values("story").distinct().count() == (1 if choice == "accept" else 2)
    assert not KINDS["stories"].waiting().exists()
    assert undo(act, by=ada) == ""
    assert dict(StoryMember.objects.values_list("pk", "story")) == homes
    assert set(StoryPin.objects.values_list("article", "story", "decision")) == pins
    assert set(Story.objects.values_list("pk", "merged_into")) == {(story.pk, None) for story in stories}
    assert KINDS["stories"].waiting().get() == link


def test_a_rejection_that_is_right_is_asked_about_no_more(ada):
    capture = CaptureFactory(status="rejected", reason="no article was found in it")
    shown = KINDS["captures"].show(capture.pk)
    assert shown is not None
    assert ("reason", "no article was found in it") in shown.facts

    act = taken("captures", capture.pk, "accept", ada)

    assert not KINDS["captures"].waiting().exists()
    undo(act, by=ada)
    assert KINDS["captures"].waiting().get() == capture


def test_a_capture_rejected_by_earlier_rules_is_processed_again(ada):
    capture = CaptureFactory(status="rejected", raw_content=TEXT.encode())

    act = taken("captures", capture.pk, "reject", ada)

    article = Article.objects.get()
    assert Capture.objects.get().status == "processed"
    undo(act, by=ada)
    article.refresh_from_db()
    assert article.state == "hidden"
    assert KINDS["captures"].waiting().get() == capture


def test_a_capture_that_the_rules_still_reject_waits_on(ada):
    capture = CaptureFactory(status="rejected", raw_content=b"\x00\x01\x02")
    assert "reject it too" in decide(KINDS["captures"], capture.pk, "reject", {}, by=ada).problem
    assert KINDS["captures"].waiting().get() == capture
