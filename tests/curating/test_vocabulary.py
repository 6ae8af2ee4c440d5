"""Edits of vocabularies are acts: what followed from them is undone too, and what others did since is left."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.curating import bulk, queue
from articles.curating.deciding import decide_tags
from articles.curating.vocabulary import record_edit, told
from articles.models import Company, CompanyAlias, CompanyCandidate, CurationAct, CurationRow, Tagging, Topic
from articles.store.row_states import states_of
from articles.tasks.tagging import retag
from tests.factories import (
    ArticleFactory,
    CandidateSightingFactory,
    CompanyAliasFactory,
    CompanyCandidateFactory,
    CompanyFactory,
    PersonFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def edited(row, by, **values) -> CurationAct:
    before = states_of([row])
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    act = record_edit(before, [row], by=by).act
    assert act is not None
    return act


def added(row, by) -> CurationAct:
    act = record_edit({}, [row], by=by).act
    assert act is not None
    return act


def deleted(row, by) -> CurationAct:
    before = states_of([row], is_going=True)
    type(row)._default_manager.get(pk=row.pk).delete()
    act = record_edit(before, by=by).act
    assert act is not None
    return act


def test_an_edit_says_in_words_what_it_changed(ada):
    act = edited(TopicFactory(name="Ships", rule="harbour"), ada, rule="canal", threshold=0.7)
    assert act.what == "edited the topic Ships"
    assert told(act.rows.get()) == "topic Ships: rule harbour → canal; threshold 0.5 → 0.7"
    assert told(added(CompanyAliasFactory(text="Quay"), ada).rows.get()) == "company alias Quay: added"


def test_what_is_saved_as_it_was_is_no_act(ada):
    company = CompanyFactory()
    assert record_edit(states_of([company]), [company], by=ada).act is None
    assert not CurationAct.objects.exists()


def test_people_are_not_named_where_a_takedown_does_not_reach(ada):
    act = edited(PersonFactory(name="Nora Field"), ada, name="Nora Meadow")
    assert "Nora" not in act.what


def test_of_two_edits_each_is_undone_by_itself(ada, ben):
    company = CompanyFactory(country="GB", sector="")
    first, second = edited(company, ada, country="FR"), edited(company, ben, sector="Ports")
    assert queue.undo(first, by=ada) == ""
    company.refresh_from_db()
    assert (company.country, company.sector) == ("GB", "Ports")
    assert queue.undo(second, by=ben) == ""


def test_what_was_edited_since_is_left(ada, ben):
    company = CompanyFactory(country="GB")
    act = edited(company, ada, country="FR")
    edited(company, ben, country="DE")
    assert queue.undo(act, by=ada) == "changed since"
    company.refresh_from_db()
    assert company.country == "DE"


def test_a_row_whose_name_is_taken_by_now_does_not_come_back(ada):
    act = deleted(SourceFactory(name="The Lock", slug="lock"), ada)
    SourceFactory(name="The Lock", slug="the-lock")
    assert queue.undo(act, by=ada) == "its name or address is taken by now"


def test_a_row_whose_company_is_gone_does_not_come_back(ada):
    alias = CompanyAliasFactory()
    act = deleted(alias, ada)
    Company.objects.filter(pk=alias.company_id).delete()
    assert queue.undo(act, by=ada) == "no longer there"


def test_what_people_use_by_now_is_not_taken_away_by_an_undo(ada, ben):
    company, topic = CompanyFactory(), TopicFactory(rule="")
    acts = [added(company, ada), added(topic, ada)]
    decide_tags([(ArticleFactory().pk, company, "accepted")], by=ben)
    TopicFactory(parent=topic)
    assert [queue.undo(act, by=ada) for act in acts] == ["in use by now", "in use by now"]
    assert Company.objects.filter(pk=company.pk).exists()
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_topic_added_goes_with_the_tags_of_its_rule(ada):
    article = ArticleFactory(title="Canal freight rises", text="Canal freight rose.")
    act = added(TopicFactory(rule="canal"), ada)
    assert Tagging.objects.get().article == article
    assert queue.undo(act, by=ada) == ""
    assert not Tagging.objects.exists()
    article.search_entry.refresh_from_db()
    assert article.search_entry.topic_ids == []


def test_a_deleted_company_comes_back_with_its_names_and_its_candidates(ada):
    company = CompanyAliasFactory(company__name="Lockgate", text="Lockgate").company
    candidate = CompanyCandidateFactory(company=company, decision="merged")
    act = deleted(company, ada)
    candidate.refresh_from_db()
    assert candidate.company is None
    assert queue.undo(act, by=ada) == ""
    candidate.refresh_from_db()
    again = Company.objects.get(pk=company.pk)
    assert (again.name, again.created_at, candidate.company) == ("Lockgate", company.created_at, again)
    assert [alias.text for alias in again.aliases.all()] == ["Lockgate"]


def named_in(count: int, name: str = "Lockgate Corp") -> CompanyCandidate:
    made = CompanyCandidateFactory(name=name, key=name.lower())
    for _ in range(count):
        CandidateSightingFactory(candidate=made, article=ArticleFactory(title="A day", text=f"{name} said so."))
    return made


def test_a_company_of_a_candidate_that_many_articles_name_is_taken_back_by_a_job(ada, sign_in, monkeypatch):
    monkeypatch.setattr("articles.tasks.tagging.AT_ONCE", 1)
    candidate = named_in(3)
    client = sign_in(ada)
    client.post(reverse("desk:decide"), {"kind": "candidates", "subject": candidate.pk, "choice": "accept"})
    company = Company.objects.get()
    retag.run_now(sort="company", number=company.pk, names=["Lockgate", "Lockgate Corp"])
    assert Tagging.objects.filter(company=company).count() == 3
    act = CurationAct.objects.get()

    page = client.post(reverse("desk:undo"), follow=True).content.decode()

    assert "Being taken back by a job" in page
    act.refresh_from_db()
    assert (act.state, Company.objects.count()) == ("undoing", 1)
    act = bulk.advance(act_id=act.pk)
    assert act.state == "undone"
    assert not Company.objects.exists()
    assert not Tagging.objects.exists()
    candidate.refresh_from_db()
    assert (candidate.decision, candidate.company) == ("open", None)


def test_a_topic_that_many_articles_have_is_taken_back_by_a_job_too(ada, sign_in, monkeypatch):
    monkeypatch.setattr("articles.desk.bulk.AT_ONCE", 1)
    for number in range(3):
        ArticleFactory(title=f"Canal freight rises {number}", text="Canal freight rose.")
    act = added(TopicFactory(rule="canal"), ada)
    sign_in(ada).post(reverse("desk:act_undo", args=[act.pk]))
    act.refresh_from_db()
    assert act.state == "undoing"
    assert bulk.advance(act_id=act.pk).state == "undone"
    assert not Topic.objects.exists()


def test_names_put_back_for_many_articles_are_tagged_again_by_a_job(ada, sign_in, monkeypatch):
    monkeypatch.setattr("articles.tasks.tagging.AT_ONCE", 1)
    alias = CompanyAliasFactory(text="Lockgate Works")
    for _ in range(2):
        ArticleFactory(title="A day", text="Lockgate Works said so.")
    act = deleted(alias, ada)
    sign_in(ada).post(reverse("desk:act_undo", args=[act.pk]))
    assert CompanyAlias.objects.filter(pk=alias.pk).exists()
    retag.run_now(sort="company", number=alias.company_id, names=["Lockgate Works"])
    assert Tagging.objects.filter(company=alias.company_id).count() == 2


def test_an_act_that_gave_a_known_company_a_name_is_undone_whatever_became_of_its_other_names(ada):
    company = CompanyAliasFactory(company__name="Brightwater", text="Brightwater").company
    candidate = named_in(1)
    kind = queue.KINDS["candidates"]
    act = queue.decide(kind, candidate.pk, "edit", {"company": "brightwater"}, by=ada).act
    assert act is not None
    assert Tagging.objects.get().company == company
    CompanyAliasFactory(company=company, text="Brightwater plc")
    assert queue.undo(act, by=ada) == ""
    assert not Tagging.objects.exists()
    assert {alias.text for alias in company.aliases.all()} == {"Brightwater", "Brightwater plc"}


def test_a_candidate_decided_on_since_is_left(ada, ben):
    candidate = named_in(1)
    act = queue.decide(queue.KINDS["candidates"], candidate.pk, "reject", {}, by=ada).act
    CompanyCandidate.objects.filter(pk=candidate.pk).update(decision="open")
    queue.decide(queue.KINDS["candidates"], candidate.pk, "accept", {}, by=ben)
    assert act is not None
    assert queue.undo(act, by=ada) == "changed since"
    assert Company.objects.exists()
    assert CurationRow.objects.get(act=act).state == "left"
