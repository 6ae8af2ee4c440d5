"""The versions of topics' rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.documents import TopicEntry, Vocabulary
from articles.models import Tagging, Topic, TopicRule
from articles.retagging import retag_topic
from articles.store.topics import note_rules
from articles.store.vocabulary import archive_vocabulary, load_vocabulary
from tests.factories import ArticleFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

TRADE = TopicEntry(slug="trade", name="Trade", description="Buying and selling.", rule="trade")
FIRST = Vocabulary(topics=(TRADE,))


def versions() -> list[tuple[int, str, float]]:
    return list(TopicRule.objects.order_by("version").values_list("version", "rule", "threshold"))


def test_what_the_files_bring_is_the_first_version():
    load_vocabulary(vocabulary=FIRST)
    assert versions() == [(1, "trade", 0.5)]
    assert archive_vocabulary().topics[0].version == 1


def test_a_better_rule_of_a_new_release_is_a_new_version():
    load_vocabulary(vocabulary=FIRST)
    load_vocabulary(vocabulary=Vocabulary(topics=(replace(TRADE, rule="trade OR commerce"),)))
    assert versions() == [(1, "trade", 0.5), (2, "trade OR commerce", 0.5)]
    assert archive_vocabulary().topics[0].version == 2


def test_a_curators_rule_stays_the_last_version_when_the_files_change():
    load_vocabulary(vocabulary=FIRST)
    Topic.objects.update(rule="my rule")
    user = UserFactory()
    assert note_rules(by=user) == 1
    load_vocabulary(vocabulary=Vocabulary(topics=(replace(TRADE, rule="trade OR commerce"),)))
    assert versions() == [(1, "trade", 0.5), (2, "my rule", 0.5)]
    assert TopicRule.objects.get(version=2).made_by == user


def test_noting_twice_notes_once_and_other_changes_not_at_all():
    topic = TopicFactory()
    assert note_rules(topic_ids=[topic.pk]) == 1
    Topic.objects.update(description="Other.", accept_above=0.9)
    assert note_rules(topic_ids=[topic.pk]) == 0
    Topic.objects.update(threshold=0.7)
    assert note_rules(topic_ids=[topic.pk]) == 1
    assert [version for version, _, _ in versions()] == [1, 2]


def test_a_tag_remembers_the_version_that_gave_it():
    topic = TopicFactory(rule="canal")
    note_rules()
    ArticleFactory(title="Canal freight rises", text="The canal is busy.")
    retag_topic(topic_id=topic.pk)
    assert Tagging.objects.get().rule_version == 1
    Topic.objects.update(rule="canal OR lock")
    note_rules()
    retag_topic(topic_id=topic.pk)
    assert Tagging.objects.get().rule_version == 2
