"""Rules and names tried before they are saved."""

from __future__ import annotations

import pytest

from articles.models import CompanyAlias, Tagging, Topic
from articles.retagging import retag_names, retag_topic
from articles.sandbox import try_alias, try_topic
from articles.store.taggings import add_tag, reject_tag
from tests.factories import ArticleFactory, CompanyAliasFactory, CompanyFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def article_on(word):
    return ArticleFactory(title=f"The {word}", text=f"The {word} grows. Everyone sees the {word}.")


@pytest.fixture
def topic():
    topic = TopicFactory(rule="harbour", threshold=0.1)
    for word in ("harbour", "harbour", "canal"):
        article_on(word)
    retag_topic(topic_id=topic.pk)
    return topic


def tagged(topic):
    return set(Tagging.objects.filter(topic=topic, decision="accepted").values_list("article_id", flat=True))


def test_says_what_saving_then_does(topic):
    topic.rule = "canal"
    before = tagged(topic)
    trial = try_topic(topic)
    assert tagged(topic) == before
    assert Topic.objects.get().rule == "harbour"
    assert (trial.gained, trial.lost, trial.kept, trial.is_sample) == (1, 2, 0, False)
    assert "canal" in trial.gains[0].sentence
    assert "harbour" in trial.losses[0].sentence
    topic.save()
    done = retag_topic(topic_id=topic.pk)
    assert (done.gained, done.lost) == (trial.gained, trial.lost)
    assert tagged(topic) - before == {change.article_id for change in trial.gains}


def test_a_rule_not_yet_saved_can_be_tried():
    article_on("harbour")
    trial = try_topic(Topic(name="Ports", slug="ports", rule="harbour", threshold=0.1))
    assert (trial.gained, trial.record_now) == (1, None)


def test_what_curators_decided_is_no_change_and_is_the_measure(topic):
    by = UserFactory()
    right, wrong, missed = article_on("harbour"), article_on("harbour"), article_on("lock")
    add_tag(article_id=right.pk, thing=topic, by=by)
    reject_tag(article_id=wrong.pk, thing=topic, by=by)
    add_tag(article_id=missed.pk, thing=topic, by=by)
    topic.rule = "harbour OR lock"
    trial = try_topic(topic)
    assert (trial.gained, trial.lost) == (0, 0)
    assert (trial.record_now.accepted, trial.record_now.rejected, trial.record_now.missed) == (1, 1, 1)
    assert (trial.record.accepted, trial.record.rejected, trial.record.missed) == (2, 1, 0)
    assert trial.record.precision == pytest.approx(2 / 3)


def test_of_many_articles_a_sample_is_tried_and_said_so(topic, monkeypatch):
    monkeypatch.setattr("articles.sandbox.TOPICS_AT_MOST", 2)
    topic.rule = "canal OR harbour"
    trial = try_topic(topic)
    assert (trial.touched, trial.looked_at, trial.is_sample) == (3, 2, True)
    assert trial == try_topic(topic)
    topic.rule = "canal"
    trial = try_topic(topic)
    assert (trial.gained_in_all, trial.lost_in_all) == (round(trial.gained * 1.5), round(trial.lost * 1.5))


def test_a_rule_that_means_nothing_gives_its_hints(topic):
    topic.rule = '"harbour'
    assert try_topic(topic).hints


def test_a_new_name_of_a_company_is_tried():
    company = CompanyFactory(name="Quayside Holdings")
    text = "Harbour Works Limited said on Monday it will close. Shares of Harbour Works Limited fell."
    article = ArticleFactory(title="Harbour Works Limited to close", text=text)
    alias = CompanyAlias(company=company, text="Harbour Works Limited")
    trial = try_alias(alias)
    assert (trial.touched, trial.gained, trial.lost) == (1, 1, 0)
    assert trial.gains[0].article_id == article.pk
    assert not CompanyAlias.objects.exists()
    alias.save()
    assert retag_names(thing=company, names=[alias.text]).gained == 1


def test_a_name_changed_loses_what_only_the_old_form_earned():
    company = CompanyFactory(name="Quayside Holdings")
    alias = CompanyAliasFactory(company=company, text="Harbour Works Limited")
    ArticleFactory(title="Harbour Works Limited to close", text="Harbour Works Limited said on Monday it will close.")
    retag_names(thing=company, names=[alias.text])
    alias.text = "Quayside Holdings"
    trial = try_alias(alias)
    assert (trial.gained, trial.lost) == (0, 1)


def test_trying_asks_no_more_for_more_articles(topic, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(40) as captured:
            try_topic(topic)
        return len(captured)

    few = queries()
    for _ in range(10):
        article_on("harbour")
    assert queries() == few
