"""Every way in which a person changes something at the desk is written down and can be taken back, to the letter.

The ways are found in the admin's registry and in the URLconf, so that a new one fails here until it is named: in
`ways.WAYS`, where it is done and undone, or in FINAL with the reason why nothing is there to take back.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from articles import pipeline
from articles.admin.base import VocabularyAdmin
from articles.desk import urls
from articles.documents import RawCapture
from articles.models import Article, CurationAct, Regrouping
from tests.desk.ways import PAGE, WAYS, World, url
from tests.factories import CompanyAliasFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

FINAL = {
    ("article", "purge"): "a takedown is for good: that is its purpose",
    ("capture", "purge"): "a takedown is for good: that is its purpose",
    ("capturetoken", "add"): "a token is revoked, not unmade: who could send is kept",
    ("capturetoken", "revoke"): "a revoked token may have been stolen: another is made",
    ("pagefetch", "add"): "asks for pages; what comes of them is an act (tests/collecting)",
    ("pagefetch", "fetch_again"): "asks for pages; what comes of them is an act (tests/collecting)",
    ("webserver", "delete"): "when a server was asked last: made again with the next request",
    ("webserver", "delete_selected"): "when a server was asked last: made again with the next request",
    ("feed", "poll"): "asks a feed now rather than later",
    ("feed", "articles_feed_import"): "follows feeds, each of which is stopped in its form",
    ("job", "queue_again"): "work of the machine: what it does is an act where a person asked for it",
    ("job", "cancel"): "work of the machine: it is queued again",
    ("article", "curate"): "leads to the page of bulk acts",
    ("regrouping", "undo"): "is the taking back",
    ("regrouping", "articles_regrouping_undo"): "is the taking back",
    ("companyalias", "articles_companyalias_try"): "changes nothing",
    ("companyalias", "articles_companyalias_try_new"): "changes nothing",
    ("topic", "articles_topic_try"): "changes nothing",
    ("topic", "articles_topic_try_new"): "changes nothing",
    ("feed", "articles_feed_export"): "changes nothing",
    ("desk", "queue"): "changes nothing but whose hand is on an item",
    ("desk", "dashboard"): "changes nothing",
    ("desk", "act"): "changes nothing",
    ("desk", "act_step"): "goes on with an act",
    ("desk", "act_stop"): "lets an act rest; what it did is undone as all of it",
    ("desk", "act_undo"): "is the taking back",
    ("desk", "undo"): "is the taking back",
    ("desk", "capture_window"): "changes nothing",
    ("desk", "bookmarklet"): "changes nothing",
}
CAPTURE_WINDOW = ("capture_window", "capture_save", "bookmarklet")  # below the public site
STANDARD = ("changelist", "add", "history", "delete", "change")
# Moments of writing, what counts versions, and numbers of rows that are made anew with the same content.
UNTOLD = {"updated_at", "rule_version", "made_at", "article_count", "last_poll_at", "next_poll_at"}
TABLES = ("Article", "ArticleVersion", "Tagging", "SearchEntry", "Company", "CompanyAlias", "Person", "Place", "Topic",
          "Source", "SourceAlias", "SynonymGroup", "Feed", "SiteFurniture", "CompanyCandidate", "Story", "StoryMember",
          "CopyVerdict", "CopyChoice", "MovedAddress")  # fmt: skip


def found_ways():
    """(model or 'desk', what is done) for all that the admin and the desk offer to a superuser."""
    request = RequestFactory().get("/")
    request.user = UserFactory.build(curator=True)
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "articles":
            name = model._meta.model_name
            yield from ((name, done) for done in done_by(model_admin, request))
    for pattern in (*urls.urlpatterns, *CAPTURE_WINDOW):
        yield "desk", getattr(pattern, "name", pattern)


def done_by(model_admin, request):
    yield from (verb for verb in ("add", "change") if getattr(model_admin, f"has_{verb}_permission")(request))
    if may_delete(model_admin, request):
        yield "delete"
    yield from model_admin.get_actions(request)
    for pattern in model_admin.get_urls():
        if pattern.name and not pattern.name.endswith(STANDARD):
            yield pattern.name


def may_delete(model_admin, request):
    return model_admin.has_delete_permission(request) or isinstance(model_admin, VocabularyAdmin)


def test_every_way_is_known():
    found = set(found_ways())
    assert found - WAYS.keys() - FINAL.keys() == set(), "name these in tests/desk/ways.py or in FINAL"
    assert (WAYS.keys() | FINAL.keys()) - found == set(), "these are no more"
    assert len(found) > 80


CASES = sorted(
    (*way, part)
    for way, done in WAYS.items()
    for part in (done if isinstance(done, dict) else ("",))
)  # fmt: skip


@pytest.fixture
def desk(db) -> Client:
    client = Client()
    client.force_login(UserFactory(username="ada", curator=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def world(db, monkeypatch) -> World:
    company = CompanyAliasFactory(
        company__name="Quayside Holdings", company__slug="quayside", text="Quayside Holdings"
    ).company
    topic = TopicFactory(name="Waterways", slug="waterways", rule="canal")
    raw = RawCapture(
        content=PAGE.encode(), media_type="text/html", name="harbour.html", url="https://ledger.example/harbour"
    )
    [pk] = pipeline.ingest_capture(raw, rules=pipeline.stored_rules()).article_ids
    return World(article=Article.objects.get(pk=pk), company=company, topic=topic)


def archive() -> dict[str, list]:
    """All that acts change, row by row; of captures those rejected, since what came in stays.

    Of hidden articles nothing, since what was added by hand and undone is hidden; of candidates those decided, since
    the rules propose names as soon as no company has them.
    """
    hidden = set(Article.objects.hidden().values_list("pk", flat=True))
    found = {}
    for table in TABLES:
        rows = list(apps.get_model("articles", table)._default_manager.values())
        key = "id" if table == "Article" else "article_id"
        kept = [row for row in rows if row.get(key) not in hidden]
        if table == "CompanyCandidate":
            kept = [row for row in kept if row["decision"] != "open"]
        without = UNTOLD | ({"id"} if table in ("Tagging", "StoryMember") else set())
        found[table] = sorted(repr([(name, row[name]) for name in sorted(row.keys() - without)]) for row in kept)
    rejected = apps.get_model("articles", "Capture")._default_manager.filter(status="rejected").order_by("pk")
    found["Capture"] = list(rejected.values_list("pk", "reason", "is_rejection_right"))
    return found


def newest():
    return CurationAct.objects.order_by("-pk").first(), Regrouping.objects.order_by("-pk").first()


def take_back(desk, act, regrouping):
    if regrouping is not None:
        desk.post(url("regrouping", "undo", regrouping.pk))
        return
    desk.post(reverse("desk:act_undo", args=[act.pk]))
    act.refresh_from_db()
    while act.is_under_way:
        desk.post(reverse("desk:act_step", args=[act.pk]))
        act.refresh_from_db()


@pytest.mark.parametrize(("model", "verb", "part"), CASES)
def test_is_written_down_and_taken_back(desk, world, model, verb, part):
    way = WAYS[model, verb]
    do = (way[part] if part else way)(world)
    before = archive()
    do(desk)
    changed = archive()
    assert changed != before, "nothing was done"
    act, regrouping = newest()
    assert (act is None) != (regrouping is None), "not written down"
    maker = regrouping.made_by if regrouping is not None else act.by
    assert maker.username == "ada"
    if act is not None:
        assert act.what
        assert desk.get(reverse("desk:act", args=[act.pk])).status_code == 200

    take_back(desk, act, regrouping)

    after = archive()
    if regrouping is not None and regrouping.act == "split":
        after["MovedAddress"] = []  # the address that the one split off had meanwhile leads back for good
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {
        name: before[name] for name in before if after[name] != before[name]
    }
    assert act is None or not act.rows.exclude(state="undone").exists()
