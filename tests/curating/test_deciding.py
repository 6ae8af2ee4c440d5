"""Decisions in the admin's forms and lists are acts: written down with what they changed, and undone to the letter."""

from __future__ import annotations

import pytest

from articles import pipeline
from articles.curating import deciding, queue
from articles.documents import RawCapture
from articles.models import Article, CopyChoice, CopyVerdict, CurationAct, SearchEntry, Story, StoryMember, Tagging
from articles.store.copies import fold_copies
from articles.store.restoring import removed_pieces
from articles.store.story_decisions import rename_story, split_story
from articles.store.taggings import reject_tag
from tests.factories import ArticleFactory, CompanyFactory, StoryFactory, TaggingFactory, TopicFactory

pytestmark = pytest.mark.django_db


def undone(by) -> str:
    return queue.undo(CurationAct.objects.latest("pk"), by=by)


def tags() -> list[dict]:
    return list(Tagging.objects.order_by("article_id", "pk").values())


def test_tags_of_an_article_decided_together_are_undone_together(ada, ben):
    article = ArticleFactory()
    topic, company = TopicFactory(name="Waterways"), CompanyFactory(name="Quillback")
    by_rule = TaggingFactory(article=article, company=company, confidence=0.7)
    before = tags()

    act = deciding.decide_tags([(article.pk, topic, "accepted"), (article.pk, company, "rejected")], by=ada)

    assert act is not None
    assert act.what == "accepted the topic Waterways, rejected the company Quillback"
    assert (act.by, act.subject, act.rows.count()) == (ada, article.pk, 2)
    by_rule.refresh_from_db()
    assert by_rule.decision == "rejected"
    assert undone(ben) == ""
    assert tags() == before


def test_a_tag_left_open_goes_back_to_the_curator_when_that_is_undone(ada):
    article, topic = ArticleFactory(), TopicFactory()
    reject_tag(article_id=article.pk, thing=topic, by=ada)
    before = tags()
    assert deciding.decide_listed([Tagging.objects.get().pk], "open", by=ada) == 1
    assert (Tagging.objects.get().decision, Tagging.objects.get().how) == ("open", "rule")
    undone(ada)
    assert tags() == before


def test_what_says_the_same_already_is_no_act(ada):
    article, topic = ArticleFactory(), TopicFactory()
    deciding.decide_tags([(article.pk, topic, "accepted")], by=ada)
    assert deciding.decide_tags([(article.pk, topic, "accepted")], by=ada) is None
    assert CurationAct.objects.count() == 1


PAGE = """<html><body><article><h1>Quillback orders three cranes</h1>
<p>Quillback Corp ordered three electric cranes for the harbour of Larkmouth, its chief said on Tuesday.</p>
<p>The company expects twice the traffic of last year and said that the cranes would pay for themselves soon.</p>
<p>Sign up for our newsletter</p>
<p>Unions welcomed the order but asked who would drive the cranes once the trials of the summer were over.</p>
</article></body></html>"""


@pytest.fixture
def cleaned(db) -> Article:
    """An article of which cleaning took a piece out."""
    raw = RawCapture(content=PAGE.encode(), media_type="text/html", name="cranes.html")
    [pk] = pipeline.ingest_capture(raw, rules=pipeline.stored_rules()).article_ids
    return Article.objects.get(pk=pk)


def test_a_piece_put_back_is_taken_out_by_the_undo_and_the_other_way_round(ada, cleaned):
    text, pieces = cleaned.text, removed_pieces(cleaned)
    assert pieces
    deciding.move_pieces(cleaned, back=pieces[:1], out=(), by=ada)
    with_piece = Article.objects.get()
    assert pieces[0].text in with_piece.text

    assert undone(ada) == ""
    assert (Article.objects.get().text, Article.objects.get().restored) == (text, [])

    deciding.move_pieces(Article.objects.get(), back=pieces[:1], out=(), by=ada)
    deciding.move_pieces(Article.objects.get(), back=(), out=[pieces[0].text], by=ada)
    assert CurationAct.objects.latest("pk").what == "took 1 out again"
    assert undone(ada) == ""
    assert Article.objects.get().text == with_piece.text


def test_pieces_moved_since_are_left(ada, cleaned):
    [piece, *_] = removed_pieces(cleaned)
    deciding.move_pieces(cleaned, back=[piece], out=(), by=ada)
    first = CurationAct.objects.get()
    deciding.move_pieces(Article.objects.get(), back=(), out=[piece.text], by=ada)
    assert queue.undo(first, by=ada) == "changed since"


@pytest.fixture
def copies(db) -> list[Article]:
    """Three articles of one text."""
    words = " ".join(f"word{number}" for number in range(80))
    articles = [ArticleFactory(text=words) for _ in range(3)]
    fold_copies(article_ids=[article.pk for article in articles])
    return articles


def canonical() -> set[int]:
    return set(SearchEntry.objects.canonical().values_list("pk", flat=True))


def test_verdicts_on_copies_are_undone(ada, copies):
    before = canonical()
    assert len(before) == 1
    deciding.decide_on_copies(copies[0].pk, {copies[1].pk: False, copies[2].pk: False}, stands=None, by=ada)
    assert CopyVerdict.objects.count() == 2
    assert len(canonical()) == 2
    assert undone(ada) == ""
    assert not CopyVerdict.objects.exists()
    assert canonical() == before


def test_a_choice_of_what_stands_for_the_copies_is_undone_to_the_choice_before(ada, copies):
    before = canonical()
    for article in copies[1:]:
        assert deciding.decide_on_copies(article.pk, {}, stands=True, by=ada) == ""
    assert canonical() == {copies[2].pk}
    undone(ada)
    assert (canonical(), CopyChoice.objects.get().article) == ({copies[1].pk}, copies[1])
    queue.undo(CurationAct.objects.order_by("pk")[0], by=ada)
    assert (canonical(), CopyChoice.objects.count()) == (before, 0)


def test_one_without_copies_stands_for_none(ada):
    assert "no copies" in deciding.decide_on_copies(ArticleFactory().pk, {}, stands=True, by=ada)
    assert not CurationAct.objects.exists()


def test_a_state_set_for_a_list_is_undone_for_all_of_it(ada):
    articles = [ArticleFactory(text=f"Lock {number * 7919}.") for number in range(3)]
    before = canonical()
    act = deciding.set_state([article.pk for article in articles], "hidden", by=ada)
    assert act is not None
    assert (act.rows.count(), canonical()) == (3, set())
    undone(ada)
    assert canonical() == before
    assert set(Article.objects.values_list("state", "curated_fields__len")) == {("published", 0)}
    assert deciding.set_state([articles[0].pk], "published", by=ada) is None


def homes() -> dict[int, int]:
    return dict(StoryMember.objects.values_list("pk", "story"))


def test_a_story_renamed_split_and_added_to_is_undone(ada):
    story = StoryFactory(articles=[ArticleFactory() for _ in range(3)], title="Locks", title_is_pinned=True)
    before, members = homes(), sorted(homes())
    with deciding.story_act("edited a story", article_ids=members[:1], story_ids=[story.pk], by=ada):
        rename_story(story_id=story.pk, title="Lock gates", by=ada)
        split_story(story_id=story.pk, article_ids=members[:1], by=ada)
    assert len(set(homes().values())) == 2

    assert undone(ada) == ""

    assert homes() == before
    story.refresh_from_db()
    assert story.title == "Locks"
    assert Story.objects.filter(article_count__gt=0).count() == 1


def test_stories_decided_on_since_are_left(ada):
    story = StoryFactory(articles=[ArticleFactory(), ArticleFactory()])
    for title in ("One", "Two"):
        with deciding.story_act("edited a story", story_ids=[story.pk], by=ada):
            rename_story(story_id=story.pk, title=title, by=ada)
    assert queue.undo(CurationAct.objects.order_by("pk")[0], by=ada) == "changed since"


def test_nothing_decided_of_a_story_is_no_act(ada):
    with deciding.story_act("edited a story", story_ids=[StoryFactory().pk], by=ada):
        pass
    assert not CurationAct.objects.exists()
