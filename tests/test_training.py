"""Learning topics from the archive's own tags, and what comes of it."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from articles.clean.sources import SourceBook
from articles.extract.article import Extractor
from articles.models import Article, LearnedModel, LearnedTopic, SearchEntry, Tagging, Topic
from articles.pipeline import Rules, retag
from articles.retagging import retag_topic
from articles.store.learning import apply_acceptance, archive_model
from articles.store.taggings import decide_taggings, reject_tag
from articles.store.vocabulary import archive_vocabulary
from articles.training import train_topics
from tests.factories import ArticleFactory, TopicFactory

pytestmark = pytest.mark.django_db

CARGOES = ("coal", "timber", "salt", "wool", "clay", "hops", "slate", "tin", "copper", "flax")
TOWNS = ("Ashby", "Brent", "Calder", "Derwent")


def canal(cargo: str, town: str, **known) -> Article:
    return ArticleFactory(
        title=f"Barges carry more {cargo} to {town}",
        text=f"Boatmen waited at the locks with {cargo}.\n\nThe towpath at {town} was busy, the weather fair.",
        **known,
    )


def bread(cargo: str, town: str, **known) -> Article:
    return ArticleFactory(
        title=f"Bakers of {town} lift the price of {cargo}",
        text=f"Flour and {cargo} cost more.\n\nOvens in {town} stayed cold on Monday, the weather foul.",
        **known,
    )


@pytest.fixture
def topic():
    return TopicFactory(name="Waterways", slug="waterways", rule="")


@pytest.fixture
def articles(topic):
    """Forty articles about canals with the tag, and forty about bread without; beside them one of each wrongly so."""
    pairs = [(cargo, town) for cargo in CARGOES for town in TOWNS]
    found = {
        "canals": [canal(*pair, topics=[topic]) for pair in pairs],
        "bread": [bread(*pair) for pair in pairs],
        "untagged": canal("barley", "Ashby"),
        "mistagged": bread("barley", "Brent", topics=[topic]),
    }
    return found


def tag_of(article: Article) -> Tagging | None:
    return Tagging.objects.filter(article=article, topic__slug="waterways").first()


def rules() -> Rules:
    return Rules(sources=SourceBook(()), extractor=Extractor(archive_vocabulary(), archive_model()))


def test_suggests_what_lacks_the_tag_and_doubts_what_has_it_wrongly(articles):
    report = train_topics()
    (learned,) = report.topics
    assert (learned.slug, learned.accepted, learned.rejected) == ("waterways", 41, 0)
    assert learned.precision >= 0.9
    assert learned.recall >= 0.9
    assert (learned.suggested, learned.accepted_unasked, learned.doubted) == (1, 0, 1)

    suggested = tag_of(articles["untagged"])
    assert (suggested.how, suggested.decision, suggested.model_version) == ("learned", "open", report.version)
    assert suggested.confidence > 0.5
    assert suggested.evidence in (articles["untagged"].title, *articles["untagged"].text.split("\n\n"))
    assert len(suggested.sentences) > 1
    doubted = tag_of(articles["mistagged"])
    assert (doubted.how, doubted.decision) == ("rule", "accepted")
    assert doubted.doubt > 0.9


def test_a_suggestion_is_not_counted_before_anyone_accepts_it(articles, topic):
    train_topics()
    assert SearchEntry.objects.get(pk=articles["untagged"].pk).topic_ids == []
    decide_taggings(tagging_ids=[tag_of(articles["untagged"]).pk], decision="accepted", by=None)
    assert SearchEntry.objects.get(pk=articles["untagged"].pk).topic_ids == [topic.pk]


def test_a_rejected_suggestion_never_returns(articles):
    train_topics()
    decide_taggings(tagging_ids=[tag_of(articles["untagged"]).pk], decision="rejected", by=None)
    train_topics()
    retag([articles["untagged"].pk], rules=rules())
    tag = tag_of(articles["untagged"])
    assert (tag.how, tag.decision) == ("curator", "rejected")
    assert LearnedTopic.objects.order_by("pk").last().rejected == 1


def test_a_tag_decided_on_is_doubted_no_more(articles):
    train_topics()
    decide_taggings(tagging_ids=[tag_of(articles["mistagged"]).pk], decision="accepted", by=None)
    assert tag_of(articles["mistagged"]).doubt is None
    train_topics()
    tag = tag_of(articles["mistagged"])
    assert (tag.how, tag.decision, tag.doubt) == ("curator", "accepted", None)


def test_training_again_changes_nothing_more(articles):
    train_topics()
    before = list(Tagging.objects.order_by("pk").values("pk", "how", "decision", "confidence", "doubt", "evidence"))
    train_topics()
    assert list(Tagging.objects.order_by("pk").values(*before[0])) == before
    assert LearnedModel.objects.count() == 2
    assert LearnedModel.objects.exclude(content=b"").count() == 1


def test_a_suggestion_outlives_a_processing_that_does_not_repeat_it(articles):
    train_topics()
    retag([articles["untagged"].pk], rules=Rules(sources=SourceBook(()), extractor=Extractor(archive_vocabulary())))
    assert tag_of(articles["untagged"]).how == "learned"


def test_a_suggestion_that_the_rule_earns_too_is_the_rules(articles, topic):
    train_topics()
    Topic.objects.update(rule="barley -bakers", rule_version=7)
    done = retag_topic(topic_id=topic.pk)
    tag = tag_of(articles["untagged"])
    assert done.gained == 1
    assert (tag.how, tag.decision, tag.rule_version, tag.model_version) == ("rule", "accepted", 7, None)


def test_what_nobody_decided_any_more_goes_back_to_the_classifier(articles):
    train_topics()
    pk = tag_of(articles["untagged"]).pk
    decide_taggings(tagging_ids=[pk], decision="rejected", by=None)
    decide_taggings(tagging_ids=[pk], decision="open", by=None)
    assert (tag_of(articles["untagged"]).how, tag_of(articles["untagged"]).decision) == ("learned", "open")


def test_a_limit_accepts_suggestions_unasked(articles, topic):
    Topic.objects.update(accept_above=0.5)
    (learned,) = train_topics().topics
    assert (learned.suggested, learned.accepted_unasked) == (0, 1)
    assert SearchEntry.objects.get(pk=articles["untagged"].pk).topic_ids == [topic.pk]

    Topic.objects.update(accept_above=None)
    assert apply_acceptance(topic_id=topic.pk) == 1
    assert tag_of(articles["untagged"]).decision == "open"
    assert SearchEntry.objects.get(pk=articles["untagged"].pk).topic_ids == []

    Topic.objects.update(accept_above=0.4)
    assert apply_acceptance(topic_id=topic.pk) == 1
    assert apply_acceptance(topic_id=topic.pk) == 0
    assert SearchEntry.objects.get(pk=articles["untagged"].pk).topic_ids == [topic.pk]


def test_what_was_accepted_unasked_teaches_nothing(articles):
    Topic.objects.update(accept_above=0.5)
    train_topics()
    (learned,) = train_topics().topics
    assert learned.accepted == 41


def test_a_new_article_gets_suggestions_and_doubts_at_once(articles, topic):
    train_topics()
    Topic.objects.update(rule='"weather foul"')
    about, against = canal("gravel", "Exeter"), bread("gravel", "Fulham")
    retag([about.pk, against.pk], rules=rules())
    assert (tag_of(about).how, tag_of(about).decision) == ("learned", "open")
    assert tag_of(against).how == "rule"
    assert tag_of(against).doubt > 0.9


def test_a_process_reads_a_model_once(articles, django_assert_num_queries):
    train_topics()
    first = archive_model()
    with django_assert_num_queries(1):
        assert archive_model() is first
    train_topics()
    assert archive_model() is not first


def test_too_few_accepted_articles_teach_nothing(topic):
    for cargo in CARGOES[:9]:
        canal(cargo, "Ashby", topics=[topic])
        bread(cargo, "Ashby")
    report = train_topics()
    assert (report.version, report.topics) == (None, ())
    assert not LearnedModel.objects.exists()


def test_a_topic_that_is_learned_no_more_loses_suggestions_and_doubts(articles, topic):
    train_topics()
    for article in articles["canals"][:20]:
        reject_tag(article_id=article.pk, thing=topic, by=None)
    train_topics()
    assert tag_of(articles["untagged"]) is None
    assert tag_of(articles["mistagged"]).doubt is None


def test_copies_of_a_text_and_hidden_articles_are_not_learned_from(articles, topic):
    SearchEntry.objects.filter(pk=articles["canals"][0].pk).update(is_canonical=False)
    SearchEntry.objects.filter(pk=articles["canals"][1].pk).delete()
    Article.objects.filter(pk=articles["canals"][1].pk).update(state="hidden")
    assert train_topics().topics[0].accepted == 39


def test_a_large_archive_is_learned_from_by_a_sample_that_holds_every_topic(articles, monkeypatch):
    monkeypatch.setattr("articles.store.lessons.MOST_TEXTS", 50)
    report = train_topics()
    assert report.texts == 50
    assert report.topics[0].accepted >= 25


def test_the_command_prints_a_table_or_json(articles, capsys):
    call_command("train_topics")
    printed = capsys.readouterr().out
    assert "1 topics from 82 articles" in printed
    assert "waterways" in printed
    call_command("train_topics", json=True)
    (learned,) = json.loads(capsys.readouterr().out)["topics"]
    assert (learned["slug"], learned["suggested"], learned["doubted"]) == ("waterways", 1, 1)


def test_the_command_says_what_is_missing(capsys):
    call_command("train_topics")
    assert "No topic has 30 accepted articles yet" in capsys.readouterr().out
