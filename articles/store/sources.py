"""Publishers: found by any of their names, made when an article first needs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.text import slugify

from articles.clean.sources import SourceBook, load_sources
from articles.documents import SourceName
from articles.models import MovedAddress, Source, SourceAlias
from articles.store.storable import storable

_MAX_NAME = 200


def source_book() -> SourceBook:
    """Every publisher known: the archive's own with what curators added, then those of the data file."""
    own = _archive_sources()
    slugs = {source.slug for source in own}
    return SourceBook([*own, *(source for source in load_sources() if source.slug not in slugs)])


@transaction.atomic
def source_ids(*, names: Iterable[str], book: SourceBook, is_sample: bool = False) -> dict[str, int]:
    """`{name: source id}` for publishers as articles name them, those not yet there made. Empty names are left out."""
    wanted = sorted({name for name in names if name.strip()})
    if not wanted:
        return {}
    publishers = {name: book.by_name(name) or _unheard_of(name) for name in wanted}
    slugs = {one.slug for one in publishers.values()}
    moved = MovedAddress.objects.filter(source__isnull=False, slug__in=slugs).values_list("slug", "source_id")
    found = dict(moved) | dict(Source.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    for publisher in publishers.values():
        if publisher.slug not in found:
            found[publisher.slug] = _make(publisher, is_sample=is_sample)
    return {name: found[publisher.slug] for name, publisher in publishers.items()}


def _archive_sources() -> list[SourceName]:
    """The sources of the database as the cleaning stages need them; aliases with a dot and no space are hosts."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for source_id, name in SourceAlias.objects.values_list("source_id", "name"):
        aliases[source_id].append(name)
    return [
        SourceName(
            name=name,
            slug=slug,
            aliases=tuple(alias for alias in aliases[pk] if not _is_host(alias)),
            hosts=tuple(alias for alias in aliases[pk] if _is_host(alias)),
        )
        for pk, name, slug in Source.objects.values_list("pk", "name", "slug").order_by("pk")
    ]


def _is_host(alias: str) -> bool:
    return "." in alias.strip(".") and " " not in alias and alias == alias.lower()


def _unheard_of(name: str) -> SourceName:
    """A publisher that no list knows, by the name that the page gives."""
    clean = " ".join(storable(name).split())[:_MAX_NAME]
    return SourceName(name=clean, slug=slugify(clean)[:_MAX_NAME] or f"source-{_number_of(clean)}")


def _number_of(name: str) -> str:
    """A name of no Latin letter as a slug: its code points in hexadecimal."""
    return "-".join(f"{ord(char):x}" for char in name[:20] if not char.isspace())


def _make(publisher: SourceName, *, is_sample: bool) -> int:
    """The id of a new source, or of the one that another writer made or that goes by this name already."""
    name = storable(publisher.name, limit=_MAX_NAME)
    same = Source.objects.named(name).order_by("pk").first()
    if same is not None:
        return same.pk
    home_page = f"https://{publisher.hosts[0]}/" if publisher.hosts else ""
    Source.objects.bulk_create(
        [Source(name=name, slug=publisher.slug, home_page=home_page, is_sample=is_sample)], ignore_conflicts=True
    )
    made = Source.objects.filter(slug=publisher.slug).first() or Source.objects.named(name).get()
    taken = set(SourceAlias.objects.annotate(lower=Lower("name")).values_list("lower", flat=True))
    aliases = {alias.lower(): alias for alias in (*publisher.aliases, *publisher.hosts)}
    SourceAlias.objects.bulk_create(
        [SourceAlias(source=made, name=alias) for lower, alias in aliases.items() if lower not in taken],
        ignore_conflicts=True,
    )
    return made.pk
