"""Every way in which a person changes something at the desk, as a browser would send it.

A way is named by the admin's model and what is done there, or by the name of an address of its own; each takes a
client and the `World`, and sends what it sends.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.curating.editing import edit_article
from articles.models import Article, Capture, Company, CurationAct, Topic
from articles.store.search_entries import index_articles
from tests.admin.forms import form_data, row_of
from tests.factories import (
    ArticleFactory,
    CandidateSightingFactory,
    CaptureFactory,
    CompanyAliasFactory,
    CompanyCandidateFactory,
    CompanyFactory,
    FeedFactory,
    PersonFactory,
    PlaceFactory,
    SiteFurnitureFactory,
    SourceAliasFactory,
    SourceFactory,
    StoryFactory,
    SynonymGroupFactory,
    TaggingFactory,
    TopicFactory,
    UserFactory,
)

PAGE = (
    "<html><head><title>Quayside Holdings opens a second harbour</title></head><body><article>"
    "<h1>Quayside Holdings opens a second harbour</h1><p>7 July 2025</p>"
    + "".join(
        f"<p>Quayside Holdings said in part {number} of its letter that the harbour would open in the summer, that "
        "forty people would work there and that the ships of other owners would be welcome too.</p>"
        for number in ("one", "two", "three")
    )
    + "</article></body></html>"
)


@dataclass
class World:
    """What there is: an article of a capture, with its tag by a rule, and what its company goes by."""

    article: Article
    company: Company
    topic: Topic


def url(name, page, *args):
    return reverse(f"admin:articles_{name}_{page}", args=args)


def chosen(name, action, *rows, **more):
    """An action of a list on rows."""

    def do(desk):
        data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
        return desk.post(url(name, "changelist"), data, follow=True)

    return do


def edited(row, **fields):
    """A form saved with other values."""

    def do(desk):
        address = url(row._meta.model_name, "change", row.pk)
        return desk.post(address, form_data(desk.get(address)) | fields)

    return do


def added(model, /, **fields):
    """A new row by its form."""

    def do(desk):
        return desk.post(url(model, "add"), form_data(desk.get(url(model, "add"))) | fields)

    return do


def deleted(row):
    return lambda desk: desk.post(url(row._meta.model_name, "delete", row.pk), {"post": "yes"})


def deleted_in_list(*rows):
    return chosen(rows[0]._meta.model_name, "delete_selected", *rows, post="yes")


def candidate(name="Lockgate Corp"):
    article = ArticleFactory(title="A day at the lock", text=f"{name} said profit rose.")
    return CandidateSightingFactory(candidate=CompanyCandidateFactory(name=name, key=name.lower()), article=article)


def changed_article(world):
    Article.objects.filter(pk=world.article.pk).update(title="What older rules read")
    index_articles(article_ids=[world.article.pk])
    return world.article


def tagged(**values):
    tag = TaggingFactory(**values)
    index_articles(article_ids=[tag.article_id])
    return tag


def tag_given(world, **fields):
    def do(desk):
        address = url("article", "change", world.article.pk)
        page = desk.get(address)
        return desk.post(address, form_data(page) | {f"{row_of(page, 'Quayside')}-{k}": v for k, v in fields.items()})

    return do


def merged_on_page(kept, gone):
    data = {"other": kept.pk, "stays": "other", "confirmed": "yes"}
    return lambda desk: desk.post(url(kept._meta.model_name, "merge", gone.pk), data)


def merged_in_list(kept, gone):
    return chosen(kept._meta.model_name, "merge_selected", kept, gone, kept=kept.pk)


def pair_of(factory):
    return lambda world: merged_on_page(factory(), factory())


def pair_in_list(factory):
    return lambda world: merged_in_list(factory(), factory())


def split_company(world):
    CompanyAliasFactory(company=world.company, text="Lockgate Works")
    data = {"names": ["Lockgate Works"], "name": "Lockgate Works"}
    return lambda desk: desk.post(url("company", "split", world.company.pk), data)


def split_place(world):
    place = PlaceFactory(name="Quillmouth", aliases=["Port Quill"], demonyms=[])
    return lambda desk: desk.post(url("place", "split", place.pk), {"names": ["Port Quill"], "name": "Port Quill"})


def split_source(world):
    source = SourceAliasFactory(name="Ledger of the East").source
    data = {"names": ["Ledger of the East"], "name": "Ledger of the East"}
    return lambda desk: desk.post(url("source", "split", source.pk), data)


def decided(kind, choice, make, **given):
    """A key of the queue."""

    def way(world):
        subject = make(world)
        data = {"kind": kind, "subject": subject, "choice": choice, **given}
        return lambda desk: desk.post(reverse("desk:decide"), data)

    return way


def suggested(world):
    return TaggingFactory(article=world.article, company=None, topic=world.topic, how="learned", decision="open").pk


def undated(world):
    return ArticleFactory(undated=True).pk


def curated(**asked):
    """A bulk act over a search, seen and confirmed, and worked off on its page."""

    def way(world):
        def do(desk):
            data = {"search": "q=harbour", **asked}
            seen = form_data(desk.post(reverse("desk:bulk"), data), "form.bulk")
            desk.post(reverse("desk:bulk"), seen)
            act = CurationAct.objects.latest("pk")
            while act.is_under_way:
                desk.post(reverse("desk:act_step", args=[act.pk]))
                act.refresh_from_db()

        return do

    return way


def pasted(world):
    def do(desk):
        seen = desk.post(reverse("desk:add"), {"what": "text", "text": "Locks shut\n\n" + "The lock was shut. " * 60})
        return desk.post(reverse("desk:save_added"), form_data(seen, "form:has(input[name=capture])"))

    return do


def dropped(world):
    text = PAGE.replace("harbour", "lock").encode()
    file = SimpleUploadedFile("lock.html", text, "text/html")
    return lambda desk: desk.post(reverse("desk:add"), {"what": "files", "files": [file]})


def dropped_again(world):
    """A new capture of a page that the archive has."""
    text = PAGE.replace("opens a second harbour", "opens its second harbour").replace("7 July", "8 July")
    file = SimpleUploadedFile("again.html", text.encode(), "text/html")
    return lambda desk: desk.post(reverse("desk:add"), {"what": "files", "files": [file]})


def sent_from_the_page(world):
    html = SimpleUploadedFile("page.html", PAGE.replace("harbour", "lock").encode())
    return lambda desk: desk.post("/capture/save/", {"url": "https://ledger.example/lock", "html": html})


def restored(world):
    edit_article(world.article, {"title": "A title between"}, by=UserFactory())
    event = apps.get_model("articles", "ArticleEvent").objects.filter(pgh_obj_id=world.article.pk).latest("pgh_id")
    address = url("article", "restore", world.article.pk)
    return lambda desk: desk.post(address, {"event": event.pgh_id, "field": "title"})


def turned_to_noise(world):
    """The capture of the world's article, of which the rules make nothing now."""
    capture = world.article.versions.get().capture
    Capture.objects.filter(pk=capture.pk).update(content=zlib.compress(b"\x00\x01\x02"))
    return capture


def rejected_before():
    page = PAGE.replace("Quayside Holdings", "The Lock Keepers").replace("harbour", "canal")
    return CaptureFactory(
        status="rejected", reason="failed: MemoryError", media_type="text/html", raw_content=page.encode()
    )


def topic_without_tags():
    return TopicFactory(name="Locks", rule="")


WAYS = {
    ("article", "change"): {
        "a field": lambda world: edited(world.article, kind="opinion"),
        "the text": lambda world: edited(world.article, text="Quayside Holdings said nothing at all."),
        "a tag added": lambda world: edited(world.article, add_topics=[world.topic.pk]),
        "a tag rejected": lambda world: tag_given(world, DELETE="on"),
        "a tag given back": lambda world: tag_given(world, decision="open"),
    },
    ("article", "publish"): lambda world: chosen("article", "publish", ArticleFactory(state="needs_review")),
    ("article", "send_to_review"): lambda world: chosen("article", "send_to_review", world.article),
    ("article", "hide"): lambda world: chosen("article", "hide", world.article),
    ("article", "reprocess"): lambda world: chosen("article", "reprocess", changed_article(world)),
    ("capture", "reprocess"): {
        "that makes something else": lambda world: chosen(
            "capture", "reprocess", changed_article(world).versions.get().capture
        ),
        "that rejects it": lambda world: chosen("capture", "reprocess", turned_to_noise(world)),
        "that rejects it no more": lambda world: chosen("capture", "reprocess", rejected_before()),
    },
    ("article", "articles_article_restore"): restored,
    ("companycandidate", "accept"): lambda world: chosen("companycandidate", "accept", candidate().candidate),
    ("companycandidate", "merge"): lambda world: chosen(
        "companycandidate", "merge", candidate().candidate, company=world.company.slug
    ),
    ("companycandidate", "reject"): lambda world: chosen("companycandidate", "reject", candidate().candidate),
    ("tagging", "accept"): lambda world: chosen("tagging", "accept", tagged(decision="open")),
    ("tagging", "reject"): lambda world: chosen("tagging", "reject", tagged()),
    ("tagging", "reopen"): lambda world: chosen("tagging", "reopen", tagged(how="curator")),
    ("sitefurniture", "keep"): lambda world: chosen("sitefurniture", "keep", SiteFurnitureFactory()),
    ("sitefurniture", "take_out"): lambda world: chosen("sitefurniture", "take_out", SiteFurnitureFactory()),
    ("sitefurniture", "leave_to_rules"): lambda world: chosen(
        "sitefurniture", "leave_to_rules", SiteFurnitureFactory(verdict="keep")
    ),
    ("story", "change"): lambda world: edited(
        StoryFactory(articles=ArticleFactory.create_batch(2)), title="A strike by any other name"
    ),
    ("story", "join"): lambda world: chosen(
        "story", "join", *(StoryFactory(articles=ArticleFactory.create_batch(2)) for _ in range(2))
    ),
    ("company", "add"): lambda world: added("company", name="Lockgate", slug="lockgate"),
    ("company", "change"): {
        "a field": lambda world: edited(world.company, country="GB"),
        "an alias beside it": lambda world: edited(
            world.company, **{"aliases-TOTAL_FORMS": "2", "aliases-1-text": "Quay", "aliases-1-kind": "name"}
        ),
        "an alias taken": lambda world: edited(world.company, **{"aliases-0-DELETE": "on"}),
        "its parent": lambda world: edited(world.company, parent=CompanyFactory().pk),
    },
    ("company", "delete"): lambda world: deleted(CompanyAliasFactory(company__name="Lockgate").company),
    ("companyalias", "add"): lambda world: added(
        "companyalias", company=CompanyFactory().pk, text="harbour", kind="name"
    ),
    ("companyalias", "change"): lambda world: edited(world.company.aliases.get(), text="Nobody Holdings"),
    ("companyalias", "delete"): lambda world: deleted(world.company.aliases.get()),
    ("companyalias", "delete_selected"): lambda world: deleted_in_list(world.company.aliases.get()),
    ("person", "add"): lambda world: added("person", name="Nora Field", slug="nora-field"),
    ("person", "change"): lambda world: edited(PersonFactory(), name="Nora Field"),
    ("person", "delete"): lambda world: deleted(PersonFactory()),
    ("place", "add"): lambda world: added(
        "place", name="Harbour", slug="harbour", kind="city", aliases="[]", demonyms="[]"
    ),
    ("place", "change"): lambda world: edited(
        PlaceFactory(name="Quillmouth", kind="city"), aliases='["harbour"]', demonyms="[]"
    ),
    ("place", "delete"): lambda world: deleted(PlaceFactory()),
    ("topic", "add"): lambda world: added("topic", name="Harbours", slug="harbours", rule="harbour", threshold="0.5"),
    ("topic", "change"): {
        "its rule": lambda world: edited(world.topic, rule="harbour"),
        "its parent": lambda world: edited(world.topic, parent=TopicFactory().pk),
        "its limit": lambda world: edited(world.topic, accept_above="0.9"),
    },
    ("topic", "delete"): lambda world: deleted(topic_without_tags()),
    ("source", "add"): lambda world: added("source", name="The Evening Lock", slug="evening-lock"),
    ("source", "change"): {
        "its name": lambda world: edited(world.article.source or SourceFactory(), name="The Evening Lock"),
        "another name": lambda world: edited(
            SourceFactory(), **{"aliases-TOTAL_FORMS": "1", "aliases-0-name": "Evening Lock"}
        ),
    },
    ("source", "delete"): lambda world: deleted(SourceAliasFactory().source),
    ("sourcealias", "add"): lambda world: added("sourcealias", source=SourceFactory().pk, name="Evening Lock"),
    ("sourcealias", "change"): lambda world: edited(SourceAliasFactory(), name="Evening Lock"),
    ("sourcealias", "delete"): lambda world: deleted(SourceAliasFactory()),
    ("sourcealias", "delete_selected"): lambda world: deleted_in_list(SourceAliasFactory(), SourceAliasFactory()),
    ("synonymgroup", "add"): lambda world: added("synonymgroup", name="locks", terms="lock\nsluice", is_active="on"),
    ("synonymgroup", "change"): lambda world: edited(SynonymGroupFactory(), terms="lock\nsluice"),
    ("synonymgroup", "delete"): lambda world: deleted(SynonymGroupFactory()),
    ("synonymgroup", "delete_selected"): lambda world: deleted_in_list(SynonymGroupFactory(), SynonymGroupFactory()),
    ("feed", "add"): lambda world: added("feed", url="https://ledger.example/feed.xml"),
    ("feed", "change"): lambda world: edited(FeedFactory(), title="The Ledger"),
    ("feed", "delete"): lambda world: deleted(FeedFactory()),
    ("feed", "delete_selected"): lambda world: deleted_in_list(FeedFactory(), FeedFactory()),
    ("company", "merge_selected"): pair_in_list(CompanyFactory),
    ("person", "merge_selected"): pair_in_list(PersonFactory),
    ("place", "merge_selected"): pair_in_list(PlaceFactory),
    ("topic", "merge_selected"): pair_in_list(TopicFactory),
    ("source", "merge_selected"): pair_in_list(SourceFactory),
    ("company", "articles_company_merge"): pair_of(CompanyFactory),
    ("person", "articles_person_merge"): pair_of(PersonFactory),
    ("place", "articles_place_merge"): pair_of(PlaceFactory),
    ("topic", "articles_topic_merge"): pair_of(TopicFactory),
    ("source", "articles_source_merge"): pair_of(SourceFactory),
    ("company", "articles_company_split"): split_company,
    ("place", "articles_place_split"): split_place,
    ("source", "articles_source_split"): split_source,
    ("desk", "decide"): {
        "accept": decided("suggested", "accept", suggested),
        "reject": decided("suggested", "reject", suggested),
        "edit": decided("undated", "edit", undated, date="2024-05"),
        "accept a candidate": decided("candidates", "accept", lambda world: candidate().candidate_id),
    },
    ("desk", "bulk"): {
        "add_tag": curated(operation="add_tag", sort="topic", thing="waterways"),
        "remove_tag": curated(operation="remove_tag", sort="company", thing="quayside"),
        "set_source": curated(operation="set_source", source=""),
        "set_kind": curated(operation="set_kind", kind="opinion"),
        "set_state": curated(operation="set_state", state="hidden"),
    },
    ("desk", "save_added"): pasted,
    ("desk", "add"): {"a new page": dropped, "a page that it has": dropped_again},
    ("desk", "capture_save"): sent_from_the_page,
}
