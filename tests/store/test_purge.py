"""A takedown leaves nothing of the text anywhere."""

import json
import zlib

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from articles.documents import RawCapture
from articles.models import Article, ArticleVersion, Capture, Person, SearchEntry, Sighting, Source, Tagging, Tombstone
from articles.pipeline import ingest_capture, process
from articles.store.acts import ChangedRow, record_act
from articles.store.captures import Outcome
from articles.store.edits import update_article
from articles.store.merging import merge, undo_merge
from articles.store.purge import Siblings, purge_article, purge_capture, remove_samples
from articles.store.taggings import decide_taggings
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyFactory,
    PersonFactory,
    SourceFactory,
    UserFactory,
)
from tests.stages import stages  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

SECRET = "Quagga"
TEXT = f"# {SECRET} maker BYD grows\nThe {SECRET} was seen at BYD.\nLei Jun saw the {SECRET} too.\n"
OTHER = "Prices of coffee beans rose again while growers waited for rain that never came to them."


@pytest.fixture
def rules(stages):  # noqa: F811
    CompanyFactory(name="BYD", slug="byd")
    return stages


def take(rules, text=TEXT, how=Sighting.How.FILE, **known):
    content = RawCapture(content=text.encode(), media_type="text/plain", **{"name": "a.txt", **known})
    return ingest_capture(content, rules=rules, how=how)


def everything():
    """Every row of every table of the archive, as one text."""
    pieces = []
    for model in (*apps.get_app_config("articles").get_models(), LogEntry):
        for row in model._default_manager.values():
            pieces.append(json.dumps(row, default=lambda value: _readable(value)))
    return "\n".join(pieces)


def _readable(value):
    if isinstance(value, bytes | memoryview):
        try:
            return zlib.decompress(bytes(value)).decode()
        except zlib.error:
            return str(bytes(value))
    return str(value)


def with_a_history(receipt, rules):
    """Versions, edits, decisions and an admin's log entry, each holding the text."""
    article = Article.objects.get(pk=receipt.article_ids[0])
    curator = UserFactory()
    update_article(article=article, changes={"title": f"{SECRET} again"}, by=curator)
    update_article(article=article, changes={"text": f"{SECRET} once more. BYD said so."}, by=curator)
    decide_taggings(tagging_ids=article.taggings.values_list("pk", flat=True), decision="rejected", by=curator)
    LogEntry.objects.create(
        user=curator,
        content_type=ContentType.objects.get_for_model(Article),
        object_id=str(article.pk),
        object_repr=f"{SECRET} again",
        action_flag=CHANGE,
        change_message=SECRET,
    )
    said = {"columns": {"title": SECRET}}
    rows = [ChangedRow(sort="fields", article_id=pk, before=said, after=said) for pk in receipt.article_ids]
    record_act(kind="edit", what="edited: title", rows=rows, by=curator)
    process(receipt.capture_id, rules=rules)
    return article


def test_purging_an_article_leaves_a_tombstone_and_not_a_word(rules):
    receipt = take(rules)
    article = with_a_history(receipt, rules)
    assert everything().count(SECRET) > 10

    purged = purge_article(article_id=article.pk, reason="The publisher asked.", by=UserFactory())

    assert (purged.article_ids, purged.capture_ids) == ((article.pk,), (receipt.capture_id,))
    left = everything()
    assert SECRET not in left
    assert "quagga" not in left.lower()
    assert Tombstone.objects.get().sha256 == receipt.sha256
    assert not Person.objects.exists()
    for model in (Article, ArticleVersion, Capture, Sighting, SearchEntry, Tagging):
        assert not model.objects.exists()


def test_what_merges_keep_for_their_undoing_is_not_kept_of_a_purged_article(rules):
    article = Article.objects.get(pk=take(rules).article_ids[0])
    company, person = (article.taggings.get(**{f"{name}__isnull": False}) for name in ("company", "person"))
    other = ArticleFactory(title="Another", companies=[company.company])
    twins = CompanyFactory(name="Build Your Dreams"), PersonFactory(name="Mr Lei", slug="mr-lei")
    for name, twin in zip(("company", "person"), twins, strict=True):
        weightier = {"role": "subject", "confidence": 1.0, "evidence": f"{SECRET} again"}
        Tagging.objects.create(article=article, **{name: twin}, **weightier)
    Tagging.objects.create(article=other, company=twins[0], evidence="Another sentence")
    Tagging.objects.filter(pk__in=[company.pk, person.pk]).update(evidence=f"The {SECRET} was seen", confidence=0.6)
    done = merge(kept=company.company, gone=twins[0], by=None)
    merge(kept=twins[1], gone=PersonFactory(name="Herr Lei", slug="herr-lei"), by=None)
    merge(kept=person.person, gone=twins[1], by=None)
    assert everything().count("Mr Lei") >= 1

    purge_article(article_id=article.pk, reason="The publisher asked.")

    left = everything()
    assert SECRET not in left
    assert "Lei" not in left
    undo_merge(regrouping=done, by=None)
    assert [tag.evidence for tag in Tagging.objects.filter(company=twins[0].pk)] == ["Another sentence"]


def test_what_was_taken_down_is_not_taken_in_again(rules):
    receipt = take(rules)
    purge_article(article_id=receipt.article_ids[0], reason="asked for")

    again = take(rules)

    assert (again.outcome, again.reason) == (Outcome.REJECTED, "taken down: asked for")
    assert not Capture.objects.exists()


def test_an_article_with_siblings_is_refused_until_something_is_said_of_them(rules):
    receipt = take(rules, f"{TEXT}# Coffee\n{OTHER}\n")

    purged = purge_article(article_id=receipt.article_ids[0], reason="asked for")

    assert str(receipt.article_ids[1]) in purged.problem
    assert Article.objects.count() == 2
    assert not Tombstone.objects.exists()


def test_siblings_can_keep_their_text_without_the_bytes(rules):
    receipt = take(rules, f"{TEXT}# Coffee\n{OTHER}\n")
    with_a_history(receipt, rules)

    purged = purge_article(article_id=receipt.article_ids[0], reason="asked for", siblings=Siblings.KEEP)

    assert purged.kept_ids == receipt.article_ids[1:]
    assert SECRET not in everything()
    sibling = Article.objects.get()
    assert sibling.text == OTHER
    assert SearchEntry.objects.filter(pk=sibling.pk).exists()
    assert Capture.objects.get().status == Capture.Status.EMPTIED
    process(receipt.capture_id, rules=rules)
    assert Article.objects.get().state == "published"
    assert take(rules, f"{TEXT}# Coffee\n{OTHER}\n").outcome == Outcome.REJECTED


def test_a_version_that_once_held_both_goes_from_the_kept_sibling(rules):
    receipt = take(rules, f"# Coffee\n{OTHER}\n{OTHER.replace('coffee', 'tea')}\nThe {SECRET}.")
    Capture.objects.update(
        content=zlib.compress(f"{TEXT}# Coffee\n{OTHER}\n{OTHER.replace('coffee', 'tea')}\n".encode())
    )
    process(receipt.capture_id, rules=rules)
    secret = Article.objects.get(title__contains=SECRET)

    purge_article(article_id=secret.pk, reason="asked for", siblings=Siblings.KEEP)

    assert SECRET not in everything()
    assert Article.objects.get().pk == receipt.article_ids[0]


def test_a_sibling_that_shares_the_text_cannot_be_kept(rules):
    receipt = take(rules, f"# One\n{OTHER}\n# Two\n{OTHER}\n")

    purged = purge_article(article_id=receipt.article_ids[0], reason="asked for", siblings=Siblings.KEEP)

    assert "siblings" in purged.problem
    assert Article.objects.count() == 2


@pytest.mark.parametrize("by_capture", [True, False])
def test_siblings_go_with_it_where_that_is_said(rules, by_capture):
    receipt = take(rules, f"{TEXT}# Coffee\n{OTHER}\n")

    if by_capture:
        purged = purge_capture(capture_id=receipt.capture_id, reason="asked for")
    else:
        purged = purge_article(article_id=receipt.article_ids[1], reason="asked for", siblings=Siblings.PURGE)

    assert sorted(purged.article_ids) == sorted(receipt.article_ids)
    assert not Article.objects.exists()
    assert SECRET not in everything()


def test_hidden_articles_of_the_capture_go_too(rules):
    receipt = take(rules, f"# Coffee\n{OTHER}\n{TEXT}")
    Capture.objects.update(content=zlib.compress(f"# Coffee\n{OTHER}\n".encode()))
    process(receipt.capture_id, rules=rules)
    assert Article.objects.filter(state="hidden").exists()

    purge_capture(capture_id=receipt.capture_id, reason="asked for")

    assert SECRET not in everything()


def test_all_captures_of_an_article_go(rules):
    receipt = take(rules)
    other = take(rules, "# Unlike\nNothing in common here.")
    ArticleVersionFactory(
        article=Article.objects.get(pk=receipt.article_ids[0]),
        capture=Capture.objects.get(pk=other.capture_id),
        position=7,
        is_current=False,
    )

    purged = purge_capture(capture_id=receipt.capture_id, reason="asked for")

    assert purged.kept_ids == other.article_ids
    assert Capture.objects.get().status == Capture.Status.EMPTIED
    assert Tombstone.objects.count() == 2
    assert SECRET not in everything()


def test_people_whom_others_name_stay(rules):
    receipt = take(rules)
    take(rules, "# More\nLei Jun spoke.")

    purge_capture(capture_id=receipt.capture_id, reason="asked for")

    assert Person.objects.get().slug == "lei-jun"


def test_what_does_not_exist_is_a_problem():
    assert purge_article(article_id=1, reason="x").problem
    assert purge_capture(capture_id=1, reason="x").problem


def test_removing_samples_takes_only_what_came_as_a_sample_and_leaves_no_tombstone(rules):
    sample = take(rules, f"{TEXT}@source Invented Gazette\n", how=Sighting.How.SAMPLE)
    both = take(rules, f"# Coffee\n{OTHER}\n", how=Sighting.How.SAMPLE)
    take(rules, f"# Coffee\n{OTHER}\n", name="own.txt")
    own = take(rules, "# Mine\nMy own page.\n@source Real Gazette")
    assert Source.objects.get(name="Invented Gazette").is_sample

    purged = remove_samples()

    assert purged.capture_ids == (sample.capture_id,)
    assert set(Article.objects.values_list("pk", flat=True)) == {*both.article_ids, *own.article_ids}
    assert list(Source.objects.values_list("name", flat=True)) == ["Real Gazette"]
    assert not Tombstone.objects.exists()
    assert SECRET not in everything()


def test_machines_leave_no_history_and_people_do(rules):
    receipt = take(rules)
    process(receipt.capture_id, rules=rules)
    events = {name: apps.get_model("articles", f"{name}event") for name in ("article", "tagging", "source", "person")}
    assert [model.objects.count() for model in events.values()] == [0, 0, 0, 0]
    curator = UserFactory()

    update_article(article=Article.objects.get(), changes={"title": "Mine"}, by=curator)
    decide_taggings(tagging_ids=[Tagging.objects.first().pk], decision="rejected", by=curator)

    event = events["article"].objects.get()
    assert (event.title, event.pgh_context.metadata["user"]) == (f"{SECRET} maker BYD grows", curator.pk)
    assert events["tagging"].objects.get().decision == "accepted"


def test_plain_sql_is_in_the_history_too():
    article = ArticleFactory(source=SourceFactory())

    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET title = 'by hand' WHERE id = %s", [article.pk])

    assert apps.get_model("articles", "articleevent").objects.get().title == article.title
