"""Tags decided by the selection, across articles."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import SearchEntry, Tagging
from tests.factories import ArticleFactory, CompanyFactory, MentionFactory, TaggingFactory, TopicFactory

LIST = "admin:articles_tagging_changelist"


@pytest.mark.parametrize(
    ("action", "decision", "how"),
    [("accept", "accepted", "curator"), ("reject", "rejected", "curator"), ("reopen", "open", "rule")],
)
def test_selected_tags_are_decided(desk, curator, action, decision, how):
    first, second, third = TaggingFactory.create_batch(3)
    desk.post(reverse(LIST), {"action": action, "_selected_action": [first.pk, second.pk]})
    decided = Tagging.objects.filter(pk__in=[first.pk, second.pk])
    assert {(tagging.decision, tagging.how, tagging.decided_by) for tagging in decided} == {(decision, how, curator)}
    third.refresh_from_db()
    assert (third.decision, third.how, third.decided_by) == ("accepted", "rule", None)


def test_a_decision_reaches_the_search_index(desk):
    company = CompanyFactory()
    article = ArticleFactory(companies=[company])
    desk.post(reverse(LIST), {"action": "reject", "_selected_action": [article.taggings.get().pk]})
    assert SearchEntry.objects.get(article=article).company_ids == []


def test_deciding_needs_the_right_to_change_articles(staff_client):
    tagging = TaggingFactory()
    staff_client("view_tagging").post(reverse(LIST), {"action": "reject", "_selected_action": [tagging.pk]})
    tagging.refresh_from_db()
    assert tagging.decision == "accepted"


def test_too_many_at_once_are_refused(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.tagging.DECIDED_AT_MOST", 1)
    chosen = {"action": "reject", "_selected_action": [tagging.pk for tagging in TaggingFactory.create_batch(2)]}
    assert "At most 1 tags" in desk.post(reverse(LIST), chosen, follow=True).content.decode()
    assert not Tagging.objects.filter(decision="rejected").exists()


def test_tags_are_listed_by_sort_decision_and_thing(desk):
    company_tag = TaggingFactory(decision="open", evidence="Lockwood said so.")
    topic_tag = TaggingFactory(company=None, topic=TopicFactory())

    def shown(**query):
        return list(desk.get(reverse(LIST), query).context["cl"].result_list)

    assert shown(sort="topic") == [topic_tag]
    assert shown(decision="open") == [company_tag]
    assert shown(company=company_tag.company_id) == [company_tag]
    assert shown(article=topic_tag.article_id) == [topic_tag]
    assert shown(q="lockwood") == [company_tag]


def test_mentions_are_listed_by_company(desk):
    mention = MentionFactory()
    MentionFactory()
    page = desk.get(reverse("admin:articles_mention_changelist"), {"company": mention.company_id})
    assert list(page.context["cl"].result_list) == [mention]


def test_suggestions_and_doubts_are_listed_surest_first(desk):
    topic = TopicFactory()

    def tag(**known):
        return TaggingFactory(company=None, topic=topic, **known)

    suggested = [tag(how="learned", decision="open", confidence=sure) for sure in (0.6, 0.9)]
    tag(how="learned", decision="accepted", confidence=0.95)
    doubted = [tag(doubt=sure) for sure in (0.92, 0.99)]

    def shown(**query):
        return list(desk.get(reverse(LIST), query).context["cl"].result_list)

    assert shown(to_decide="suggested") == suggested[::-1]
    assert shown(to_decide="doubted", topic=topic.pk) == doubted[::-1]


def test_an_article_shows_how_sure_each_maker_is(desk):
    article = ArticleFactory()
    for known in (
        {"how": "learned", "decision": "open", "confidence": 0.71, "model_version": 4},
        {"confidence": 0.62, "rule_version": 2, "doubt": 0.97},
    ):
        TaggingFactory(article=article, company=None, topic=TopicFactory(), **known)
    page = desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert "0.71 (training 4)" in page
    assert "0.62 (rule version 2) doubted: 0.97" in page
