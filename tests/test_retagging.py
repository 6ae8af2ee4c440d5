"""After a change of the vocabulary: the articles it can touch are tagged again, and end as if all had been."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import retagging
from articles.clean.sources import SourceBook
from articles.extract.article import Extractor
from articles.models import Article, CompanyAlias, SearchEntry, Tagging, Topic
from articles.pipeline import Rules, retag
from articles.query.parse import parse
from articles.regrouping import merge_things
from articles.retagging import Retagged, articles_affected, retag_names, retag_topic
from articles.sandbox import try_topic
from articles.store.taggings import add_tag, reject_tag
from articles.store.vocabulary import archive_vocabulary
from tests.factories import ArticleFactory, CompanyAliasFactory, CompanyFactory, TopicFactory

TITLES = ("Canal freight rises again", "Lockkeepers end their strike", "A barge takes over the market")
TEXTS = (
    "Freight on the canal rose again this week.\n\nLockkeepers counted every barge, and every barge paid.",
    "The strike of the lockkeepers ended on Monday.\n\nPay rises by five percent, and freight moves again.",
    "A quiet week in the harbour.\n\nNobody struck, nothing moved and the market slept.",
    "Barge builders merge.\n\nThe takeover of the smaller yard by the larger one needs a licence from the canal board.",
)
RULES = (
    "",
    "canal",
    "strike OR struck",
    "barge freight",
    "lockkeeper -strike",
    "canal NEAR/4 rose",
    '"takes over" OR "takeover*"',
    "title:barge OR text:licence",
    "(canal OR harbour) (freight OR market) -kind:opinion",
    "kind:news (week OR percent)",
    "-barge",
)


def rules() -> Rules:
    return Rules(sources=SourceBook(()), extractor=Extractor(archive_vocabulary()))


def tags_now() -> dict[int, set[tuple[str, str, str]]]:
    return {
        article.pk: {(str(one.thing), one.how, one.decision) for one in article.taggings.all()}
        for article in Article.objects.all()
    }


class TestAgainstTaggingEverything(TestCase):
    """A changed rule, tried on what search finds, leaves the tags that trying it on everything leaves."""

    @given(
        texts=st.lists(
            st.tuples(
                st.sampled_from(TITLES), st.sampled_from(TEXTS), st.sampled_from(["public", "hidden"]), st.booleans()
            ),
            min_size=1,
            max_size=5,
        ),
        before=st.sampled_from(RULES),
        after=st.sampled_from(RULES),
        threshold=st.sampled_from([0.1, 0.5, 0.8]),
    )
    def test_a_changed_rule(self, texts, before, after, threshold):
        topic = TopicFactory(name="Waterways", rule=before)
        for title, text, state, is_derived in texts:
            ArticleFactory(title=title, text=text, state=state, title_is_derived=is_derived)
        everything = list(Article.objects.values_list("pk", flat=True))
        retag(everything, rules=rules())
        start = tags_now()
        Topic.objects.filter(pk=topic.pk).update(rule=after, threshold=threshold)
        done = retag_topic(topic_id=topic.pk)
        assert done is not None
        fewer, entries = tags_now(), dict(SearchEntry.objects.values_list("pk", "topic_ids"))
        assert done.gained == sum(bool(fewer[pk] - start[pk]) and not start[pk] for pk in everything)
        assert done.lost == sum(bool(start[pk]) and not fewer[pk] for pk in everything)
        retag(everything, rules=rules())
        assert tags_now() == fewer
        assert dict(SearchEntry.objects.values_list("pk", "topic_ids")) == entries
        again = retag_topic(topic_id=topic.pk)
        assert again is not None
        assert (again.gained, again.lost) == (0, 0)


@pytest.fixture
def topic(db):
    return TopicFactory(name="Waterways", rule="canal")


def test_only_articles_that_hold_the_words_are_looked_at(topic):
    about = ArticleFactory(title=TITLES[0], text=TEXTS[0])
    ArticleFactory(text=TEXTS[2])
    assert retag_topic(topic_id=topic.pk) == Retagged(looked_at=1, gained=1, lost=0)
    assert about.search_entry.topic_ids == [topic.pk]


def test_a_rule_that_asks_for_a_company_is_tried_with_the_companies_found(topic):
    company = CompanyFactory(name="Lockmaster", slug="lockmaster", ticker="LCK")
    CompanyAliasFactory(company=company, text="Lockmaster")
    named = ArticleFactory(title="Canal news", text="Lockmaster dug a canal. The canal is long. Canal boats came.")
    ArticleFactory(title="Canal news", text="Somebody dug a canal. The canal is long. Canal boats came.")
    for rule in ("canal company:Lockmaster", 'canal company:"Lockmaster Inc"', "canal company:lck"):
        Topic.objects.filter(pk=topic.pk).update(rule=rule)
        retag_topic(topic_id=topic.pk)
        assert [tag.article for tag in Tagging.objects.filter(topic=topic)] == [named]
        assert try_topic(Topic.objects.get(pk=topic.pk)).kept == 1


def test_more_than_may_be_looked_at_is_left_as_it_is(topic):
    ArticleFactory(title=TITLES[0], text=TEXTS[0])
    assert retag_topic(topic_id=topic.pk, most=0) is None
    assert not Tagging.objects.exists()


def test_the_command_tags_again_by_the_topics_named_or_all(topic, capsys):
    ArticleFactory(title=TITLES[0], text=TEXTS[0])
    TopicFactory(name="Empty", slug="empty", rule="nothing")
    call_command("retag", "topic", topic.slug)
    assert capsys.readouterr().out == "waterways: 1 article gained the tag and 0 lost it, of 1 looked at again.\n"
    call_command("retag", "topic")
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["empty", "waterways"]
    with pytest.raises(CommandError, match="no topic: elsewhere"):
        call_command("retag", "topic", "elsewhere")
    with pytest.raises(CommandError, match="Name each company by its slug"):
        call_command("retag", "company")


def test_the_command_tags_again_by_all_names_of_a_company_and_by_those_it_had(db, capsys):
    company = CompanyFactory(name="Lockwood Barges", slug="lockwood-barges")
    CompanyAliasFactory(company=company, text="Lockwood Barges")
    ArticleFactory(text="Profits at Lockwood Barges rose. The company builds ships.")
    call_command("retag", "company", company.slug)
    assert capsys.readouterr().out == f"{company.slug}: 1 article gained the tag and 0 lost it, of 1 looked at again.\n"
    CompanyAlias.objects.all().delete()
    call_command("retag", "company", company.slug, "--name", "Lockwood Barges")
    assert (
        capsys.readouterr().out == f"{company.slug}: 0 articles gained the tag and 1 lost it, of 1 looked at again.\n"
    )


def test_other_tags_are_left_alone(topic):
    company = CompanyFactory()
    about = ArticleFactory(title=TITLES[0], text=TEXTS[0], companies=[company], topics=[TopicFactory()])
    retag_topic(topic_id=topic.pk)
    about.search_entry.refresh_from_db()
    assert about.taggings.count() == 3
    assert about.search_entry.company_ids == [company.pk]


def test_what_a_curator_decided_stays(topic, django_user_model):
    refused = ArticleFactory(title=TITLES[0], text=TEXTS[0])
    given_by_hand = ArticleFactory(text=TEXTS[2])
    reject_tag(article_id=refused.pk, thing=topic, by=None)
    add_tag(article_id=given_by_hand.pk, thing=topic, by=None)
    assert retag_topic(topic_id=topic.pk) == Retagged(looked_at=1, gained=0, lost=0)
    assert set(Tagging.objects.values_list("article", "decision")) == {
        (refused.pk, "rejected"),
        (given_by_hand.pk, "accepted"),
    }


def test_a_rule_taken_away_takes_its_tags_along(topic):
    ArticleFactory(title=TITLES[0], text=TEXTS[0])
    retag_topic(topic_id=topic.pk)
    Topic.objects.update(rule="")
    assert retag_topic(topic_id=topic.pk) == Retagged(looked_at=1, gained=0, lost=1)
    assert not Tagging.objects.exists()


def test_words_that_the_index_forgot_are_found_all_the_same(db):
    """A vector keeps 255 positions of a lexeme, so that the last 'of trade' of a long article is no phrase there."""
    article = ArticleFactory(text="of the canal " * 500 + "and in the end the balance of trade")
    assert articles_affected([parse('"of trade"').tree]) == {article.pk}
    assert articles_affected([parse('"of commerce"').tree]) == set()


def test_an_article_too_long_for_its_vector_is_always_looked_at(db):
    article = ArticleFactory()
    SearchEntry.objects.filter(pk=article.pk).update(word_count=SearchEntry.LONG)
    assert articles_affected([parse("elsewhere").tree]) == {article.pk}
    assert articles_affected([parse("").tree]) == set()


def test_nobody_waits_for_the_words_of_very_many_hidden_articles(db, monkeypatch):
    monkeypatch.setattr(retagging, "HIDDEN_AT_ONCE", 2)
    topic, company = TopicFactory(rule='"canal"'), CompanyFactory(name="Lockwood Barges")
    names = ["Lockwood Barges"]
    ArticleFactory.create_batch(2, state="hidden", text="Lockwood Barges left the canal.")
    assert retag_topic(topic_id=topic.pk, most=60).looked_at == 2
    assert retag_names(thing=company, names=names, most=60).looked_at == 2
    ArticleFactory(state="hidden")

    def read(*_):
        raise AssertionError("the hidden articles were read")

    monkeypatch.setattr(retagging, "_hidden_with", read)
    assert retag_topic(topic_id=topic.pk, most=60) is None
    assert retag_names(thing=company, names=names, most=60) is None
    assert merge_things(kept=company, gone=CompanyFactory(name="Other Barges"), by=None, most=60)[1] is None
    assert try_topic(topic).touched == 2  # those with the tag
    with pytest.raises(AssertionError):
        retag_topic(topic_id=topic.pk)  # as a job does it


def test_of_hidden_articles_those_that_hold_the_words_are_looked_at(db):
    """They have no vector; however many there are, a new name has to do with few of them."""
    holding = ArticleFactory(state="hidden", text="Lockwood's barges came. So did those of A. T. & T.")
    ArticleFactory.create_batch(3, state="hidden")
    long = ArticleFactory(state="hidden", word_count=SearchEntry.LONG)
    for rule, found in (
        ('"lockwood"', {holding}),
        ('"lockwood" "barges"', {holding}),
        ("barge OR canal", {holding}),
        ("lockw*", {holding}),
        ("lockwood canal", set()),
        ("canal", set()),
    ):
        assert articles_affected([parse(rule).tree]) == {article.pk for article in (*found, long)}, rule


def test_a_new_alias_tags_the_articles_that_hold_it(db):
    company = CompanyFactory(name="Lockwood Barges", slug="lockwood-barges")
    CompanyAliasFactory(company=company, text="Lockwood Barges")
    named = ArticleFactory(text="Profits at Lockwood Barges rose. The company builds ships.")
    other = ArticleFactory(text="Profits at Narrowboat Holdings rose. The company builds ships.")
    assert retag_names(thing=company, names=["Lockwood Barges"]).gained == 1

    CompanyAliasFactory(company=company, text="Narrowboat Holdings")
    done = retag_names(thing=company, names=["Narrowboat Holdings"])
    assert done == Retagged(looked_at=2, gained=1, lost=0)
    other.search_entry.refresh_from_db()
    assert other.search_entry.company_ids == [company.pk]

    CompanyAlias.objects.filter(text="Lockwood Barges").delete()
    done = retag_names(thing=company, names=["Lockwood Barges"])
    assert (done.gained, done.lost) == (0, 1)
    assert not named.taggings.filter(company=company).exists()


def test_says_how_many_in_words():
    assert str(Retagged(looked_at=1200, gained=1, lost=34)) == (
        "1 article gained the tag and 34 lost it, of 1,200 looked at again."
    )
