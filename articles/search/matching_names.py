"""The ids that `company:`, `topic:`, `person:`, `place:` and `source:` stand for in a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from django.db.models import Q

from articles.models import Company, Person, Place, Source, Topic
from articles.query.match import Tag, goes_by, slugs_of, without_legal_form
from articles.query.tree import Name, Named, Node, named_leaves

Ids: TypeAlias = dict[Named, list[int]]
_Tags: TypeAlias = Iterator[tuple[int, Tag]]

_NOTHING = Q(pk__in=[])


def resolve_names(tree: Node) -> Ids:
    """The ids that each `company:`, `topic:`, ... of the tree stands for; empty where nothing goes by that name.

    A ticker stands for its companies where none is called so: SAP is SAP, and not whose symbol it is in Toronto.
    """
    asked: dict[Name, list[Named]] = {}
    for leaf in named_leaves(tree):
        asked.setdefault(leaf.name, []).append(leaf)
    found: Ids = {}
    for name, leaves in asked.items():
        known = list(_TAGS[name]([leaf.value for leaf in leaves]))
        for leaf in leaves:
            found[leaf] = sorted({pk for pk, tag in known if goes_by(name, leaf.value, tag)})
    if unknown := [leaf for leaf in asked.get(Name.COMPANY, ()) if not found[leaf]]:
        bearers = _by_tickers(unknown)
        found |= {leaf: bearers.get(_symbol(leaf), []) for leaf in unknown}
    return found


def _any_of(lookup: str, values: list[str]) -> Q:
    return Q(*(Q(**{lookup: value}) for value in values), _connector=Q.OR)


def _slugs(values: list[str]) -> list[str]:
    return [slug for value in values for slug in slugs_of(value)]


def _gathered(rows: Any) -> _Tags:
    """One tag for each id of rows (id, slug, name, alias)."""
    names: dict[tuple[int, str], set[str]] = {}
    for pk, slug, name, alias in rows:
        names.setdefault((pk, slug), set()).update((name, alias or name))
    for (pk, slug), known in names.items():
        yield pk, Tag(slug=slug, names=tuple(known))


def _by_tickers(leaves: list[Named]) -> dict[str, list[int]]:
    """`{symbol: ids}` of the companies with these symbols, wherever they are listed: exchanges give the same ones."""
    bearers: dict[str, list[int]] = {}
    listed = Company.objects.filter(ticker__in={_symbol(leaf) for leaf in leaves} - {""})
    for pk, ticker in listed.order_by("pk").values_list("pk", "ticker"):
        bearers.setdefault(ticker, []).append(pk)
    return bearers


def _symbol(leaf: Named) -> str:
    return leaf.value.removeprefix("$").upper()


def _companies(values: list[str]) -> _Tags:
    values = [form for value in values for form in dict.fromkeys((value, without_legal_form(value)))]
    wanted = Q(slug__in=_slugs(values)) | _any_of("name__iexact", values) | _any_of("aliases__text__iexact", values)
    return _gathered(Company.objects.filter(wanted).order_by().values_list("pk", "slug", "name", "aliases__text"))


def _sources(values: list[str]) -> _Tags:
    wanted = Q(slug__in=_slugs(values)) | _any_of("name__iexact", values) | _any_of("aliases__name__iexact", values)
    return _gathered(Source.objects.filter(wanted).order_by().values_list("pk", "slug", "name", "aliases__name"))


def _topics(values: list[str]) -> _Tags:
    wanted = Q(slug__in=_slugs(values)) | _any_of("name__iexact", values)
    return ((pk, Tag(slug=slug, names=(name,))) for pk, slug, name in _rows(Topic, wanted))


def _people(values: list[str]) -> _Tags:
    wanted = _any_of("slug__contains", _slugs(values)) if _slugs(values) else _NOTHING
    return ((pk, Tag(slug=slug, names=(name,))) for pk, slug, name in _rows(Person, wanted))


def _places(values: list[str]) -> _Tags:
    wanted = Q(slug__in=_slugs(values)) | _any_of("name__iexact", values) | _any_of("aliases__icontains", values)
    rows = Place.objects.filter(wanted).order_by().values_list("pk", "slug", "name", "aliases")
    return ((pk, Tag(slug=slug, names=(name, *aliases))) for pk, slug, name, aliases in rows)


def _rows(model: type[Topic] | type[Person], wanted: Q) -> Iterator[tuple[int, str, str]]:
    return model._default_manager.filter(wanted).order_by().values_list("pk", "slug", "name").iterator()


_TAGS: dict[Name, Callable[[list[str]], _Tags]] = {
    Name.COMPANY: _companies,
    Name.TOPIC: _topics,
    Name.PERSON: _people,
    Name.PLACE: _places,
    Name.SOURCE: _sources,
}
