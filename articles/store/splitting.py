"""Some names of a company, a place or a source become a company, a place or a source of their own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import slugify

from articles.models import (
    Article,
    ArticleVersion,
    Company,
    CompanyAlias,
    Mention,
    Place,
    Regrouping,
    SearchEntry,
    Source,
    SourceAlias,
    Tagging,
)
from articles.store.history import machine_write, personal_write
from articles.store.journal import Journal, in_chunks
from articles.store.merging import RegroupingError, kind_of
from articles.store.moved import is_slug_free
from articles.store.search_entries import index_tags
from articles.store.storable import storable

Splittable = Company | Place | Source


def names_of(thing: Splittable) -> list[str]:
    """The names that may be split off, in their order."""
    match thing:
        case Company():
            return list(thing.aliases.values_list("text", flat=True))
        case Place():
            return [str(name) for name in (*thing.aliases, *thing.demonyms)]
        case Source():
            return list(thing.aliases.values_list("name", flat=True))


def split(*, thing: Splittable, names: Collection[str], name: str, by: AbstractBaseUser | None) -> Regrouping:
    """Make a new thing called `name` of some of the names, with the mentions and articles that go by them.

    An article that names only what was split off has its tag moved, whoever gave it; one that names both keeps it, and
    tagging it again gives it the other too. Raises RegroupingError.
    """
    name = " ".join(storable(name).split())[:200]
    chosen = [one for one in names_of(thing) if one in set(names)]
    if not name or not chosen:
        raise RegroupingError("Give the new one a name and choose at least one of the names.")
    with personal_write(by):
        thing = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
        journal = Journal()
        new = _made(thing, name)
        if isinstance(thing, Source):
            ids = _split_source(thing, new, chosen, journal)
        else:
            _move_names(thing, new, chosen, journal)
            ids = _split_mentions(thing, new, [*chosen, name], journal)
            index_tags(article_ids=ids)
        return Regrouping.objects.create(
            act=Regrouping.Act.SPLIT,
            kind=kind_of(thing),
            kept_id=thing.pk,
            kept_name=thing.name,
            other_id=new.pk,
            other_name=new.name,
            other_slug=new.slug,
            articles=len(ids),
            journal=journal.data,
            made_by_id=by.pk if by else None,
        )


def _made(thing: Splittable, name: str) -> Any:
    """The new row: of the old one's country and kind, and nothing else known of it."""
    model: Any = type(thing)
    if isinstance(thing, Source) and Source.objects.filter(name__iexact=name).exists():
        raise RegroupingError(f"There is a source called {name} already. Merge into that one instead.")
    facts = {"kind": thing.kind} if isinstance(thing, Place) else {}
    if not isinstance(thing, Source):
        facts["country"] = thing.country
    return model.objects.create(name=name, slug=_free_slug(model, name), **facts)


def _free_slug(model: Any, name: str) -> str:
    kind = model._meta.model_name
    base = (slugify(name) or kind)[:190]
    slug, number = base, 2
    while model.objects.filter(slug=slug).exists() or not is_slug_free(kind, slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def _move_names(thing: Company | Place, new: Any, chosen: Collection[str], journal: Journal) -> None:
    if isinstance(thing, Company):
        rows = CompanyAlias.objects.filter(company=thing, text__in=chosen)
        journal.move(list(rows.values_list("pk", flat=True)), CompanyAlias, "company_id", old=thing.pk, new=new.pk)
        if new.name not in chosen:
            CompanyAlias.objects.create(company=new, text=new.name, needs_evidence=" " not in new.name)
        return
    for column in ("aliases", "demonyms"):
        present = getattr(thing, column)
        journal.change(new, {column: [one for one in present if one in chosen and one != new.name]})
        journal.change(thing, {column: [one for one in present if one not in chosen]})


def _split_mentions(thing: Company | Place, new: Any, names: Collection[str], journal: Journal) -> set[int]:
    """Move the mentions that read like one of `names`, and the tags of articles left without another mention."""
    column = f"{kind_of(thing)}_id"
    alike = Mention.objects.alias(lower=Lower("surface")).filter(lower__in=[one.lower() for one in names])
    moved = list(alike.filter(**{column: thing.pk}).order_by().values_list("pk", "article_id"))
    with machine_write():
        journal.move([pk for pk, _ in moved], Mention, column, old=thing.pk, new=new.pk)
    ids = {article_id for _, article_id in moved}
    for chunk in in_chunks(ids):
        both = set(Mention.objects.filter(**{column: thing.pk}, article__in=chunk).values_list("article_id", flat=True))
        tags = Tagging.objects.filter(**{column: thing.pk}, article__in=[pk for pk in chunk if pk not in both])
        journal.move(list(tags.values_list("pk", flat=True)), Tagging, column, old=thing.pk, new=new.pk)
    return ids


def _split_source(thing: Source, new: Source, chosen: Collection[str], journal: Journal) -> set[int]:
    """Move the names, and the articles whose pages give one of them or come from one of the hosts among them."""
    rows = SourceAlias.objects.filter(source=thing, name__in=chosen)
    journal.move(list(rows.values_list("pk", flat=True)), SourceAlias, "source_id", old=thing.pk, new=new.pk)
    said = Q(found__source__in=list(chosen))
    for host in chosen:
        if "." in host and " " not in host:
            said |= Q(article__canonical_url__iregex=rf"^https?://(www\.)?{host.replace('.', chr(92) + '.')}([:/]|$)")
    versions = ArticleVersion.objects.filter(said, is_current=True, article__source=thing)
    versions = versions.exclude(article__curated_fields__contains=["source"])
    ids = set(versions.order_by().values_list("article_id", flat=True))
    with machine_write():  # an event would copy each text
        journal.move(ids, Article, "source_id", old=thing.pk, new=new.pk)
    for chunk in in_chunks(ids):
        SearchEntry.objects.filter(pk__in=chunk).update(source_id=new.pk)
    return ids
