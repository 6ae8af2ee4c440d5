"""The queue: the most valuable first, never to two people at once, each decision once, and each taken back whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from articles.curating import queue
from articles.curating.queue import KINDS, Item, decide, next_item, skip, this_item, undo
from articles.models import Article, CurationAct, CurationRow, QueueHold, Tagging
from articles.store.candidates import refresh_candidates
from tests.factories import (
    ArticleFactory,
    CandidateSightingFactory,
    CompanyCandidateFactory,
    CompanyFactory,
    TaggingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ALL = list(KINDS.values())


def asked(user, *, now=NOW, kinds=ALL) -> tuple[str, int] | None:
    item = next_item(kinds, by=user, now=now)
    return (item.kind.name, item.subject) if item else None


def suggestion(confidence: float = 0.9) -> Tagging:
    return TaggingFactory(
        company=None, topic=TopicFactory(), how="learned", decision="open", confidence=confidence, model_version=1
    )


def test_an_empty_archive_asks_nothing(ada):
    assert next_item(ALL, by=ada, now=NOW) is None


def test_comes_in_the_order_of_what_a_decision_puts_right(ada):
    ArticleFactory(title_is_derived=True)
    tag = suggestion(0.95)
    undated = ArticleFactory(undated=True)
    candidate = CompanyCandidateFactory()
    for _ in range(3):
        CandidateSightingFactory(candidate=candidate)
    refresh_candidates()

    seen = []
    for minute in range(4):
        now = NOW + timedelta(minutes=minute)
        item = next_item(ALL, by=ada, now=now)
        assert isinstance(item, Item)
        seen.append((item.kind.name, item.subject))
        skip(item.kind, item.subject, by=ada, now=now)

    assert seen[:3] == [("candidates", candidate.pk), ("suggested", tag.pk), ("undated", undated.pk)]
    assert seen[3][0] == "titles"


def test_an_item_in_one_hand_is_not_put_in_another_until_it_was_held_for_long(ada, ben):
    first, second = sorted((suggestion(0.9), suggestion(0.8)), key=lambda tag: -tag.confidence)

    assert asked(ada) == ("suggested", first.pk)
    assert asked(ben) == ("suggested", second.pk)
    assert asked(ada) == ("suggested", first.pk)
    assert asked(ben, now=NOW + timedelta(minutes=6)) == ("suggested", first.pk)


def test_what_a_person_skipped_comes_last_for_this_person_alone(ada, ben):
    first, second = sorted((suggestion(0.9), suggestion(0.8)), key=lambda tag: -tag.confidence)
    skip(KINDS["suggested"], first.pk, by=ada, now=NOW)

    assert asked(ada) == ("suggested", second.pk)
    assert asked(ben) == ("suggested", first.pk)
    decide(KINDS["suggested"], second.pk, "accept", {}, by=ada)
    later = next_item(ALL, by=ada, now=NOW + timedelta(hours=1))
    assert later is not None
    assert (later.subject, later.was_skipped) == (first.pk, True)


def test_skipped_items_come_back_the_earliest_skipped_first(ada):
    tags = [suggestion(), suggestion(), suggestion()]
    for minute, tag in enumerate(tags):
        skip(KINDS["suggested"], tag.pk, by=ada, now=NOW + timedelta(minutes=minute))

    assert asked(ada, now=NOW + timedelta(hours=1)) == ("suggested", tags[0].pk)
    skip(KINDS["suggested"], tags[0].pk, by=ada, now=NOW + timedelta(hours=2))
    assert asked(ada, now=NOW + timedelta(hours=3)) == ("suggested", tags[1].pk)


def test_a_decision_on_what_is_decided_is_told_and_changes_nothing(ada, ben):
    tag = suggestion()
    decide(KINDS["suggested"], tag.pk, "reject", {}, by=ada)

    late = decide(KINDS["suggested"], tag.pk, "accept", {}, by=ben)

    assert late.act is None
    assert late.is_late
    assert late.problem.startswith("ada decided already: rejected the topic Canals")
    tag.refresh_from_db()
    assert (tag.decision, tag.decided_by) == ("rejected", ada)


def test_an_item_that_rules_took_back_is_told_of_too(ada):
    tag = suggestion()
    Tagging.objects.all().delete()

    assert "does not wait" in decide(KINDS["suggested"], tag.pk, "accept", {}, by=ada).problem
    assert this_item(KINDS["suggested"], tag.pk, by=ada, now=NOW) is None


def test_every_decision_is_written_down_without_any_captured_text(ada):
    tag = suggestion()
    act = decide(KINDS["suggested"], tag.pk, "accept", {}, by=ada).act

    assert act is not None
    [row] = act.rows.all()
    assert (act.by, act.kind, act.subject, row.article_id) == (ada, "suggested", tag.pk, tag.article_id)
    assert tag.article.title not in act.what


def test_taking_a_decision_back_twice_does_it_once(ada):
    tag = suggestion()
    act = decide(KINDS["suggested"], tag.pk, "accept", {}, by=ada).act
    assert act is not None

    assert undo(act, by=ada) == ""
    assert undo(act, by=ada) == "It is undone already."
    act = CurationAct.objects.get()
    assert (act.state, act.undone_by) == ("undone", ada)
    assert asked(ada) == ("suggested", tag.pk)


def test_the_last_decision_is_the_persons_own(ada, ben):
    mine, other = suggestion(), suggestion()
    own = decide(KINDS["suggested"], mine.pk, "accept", {}, by=ada).act
    decide(KINDS["suggested"], other.pk, "accept", {}, by=ben)

    assert queue.last_act(by=ada) == own
    assert own is not None
    undo(own, by=ada)
    assert queue.last_act(by=ada) is None


def test_what_somebody_changed_since_is_left_and_said(ada, ben):
    article = ArticleFactory(title="A day", title_is_derived=True)
    act = decide(KINDS["titles"], article.pk, "edit", {"title": "The canal opens"}, by=ada).act
    assert act is not None
    from articles.store.edits import update_article

    update_article(article=article, changes={"title": "The canal reopens"}, by=ben)

    assert undo(act, by=ada) == "changed since"
    assert Article.objects.get().title == "The canal reopens"
    assert CurationRow.objects.get().state == "left"


def test_counting_stops_at_the_limit(ada, monkeypatch):
    monkeypatch.setattr(queue, "COUNTED_TO", 2)
    for _ in range(5):
        suggestion()
    assert queue.count_waiting(KINDS["suggested"]) == 3


def test_who_may_not_add_companies_is_not_asked_about_them(db):
    from django.contrib.auth.models import Permission

    from tests.factories import UserFactory

    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_article"))

    names = {kind.name for kind in queue.kinds_for(user)}
    assert "suggested" in names
    assert not names & {"candidates", "captures"}


def test_holds_go_with_the_decision(ada, ben):
    tag = suggestion()
    asked(ada)
    skip(KINDS["suggested"], tag.pk, by=ben, now=NOW)
    decide(KINDS["suggested"], tag.pk, "accept", {}, by=ada)

    assert not QueueHold.objects.exists()


def test_a_company_is_never_asked_of_a_hidden_article(ada):
    ArticleFactory(undated=True, state="hidden")
    ArticleFactory(title_is_derived=True, state="hidden")
    CompanyFactory()
    assert next_item(ALL, by=ada, now=NOW) is None
