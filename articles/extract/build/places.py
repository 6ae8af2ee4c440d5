"""Chooses countries and large cities from GeoNames, with the names and demonyms that place_names.toml gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from articles.extract.build.companies import slug_of

LARGE = 300_000
VERY_LARGE = 700_000
CROWDED = frozenset({"CN", "IN"})
"""Countries of so many large cities that only the very large are taken."""
SMALL_COUNTRY = 30_000


def country_rows(countries: Mapping[str, Mapping[str, Any]], names: Mapping[str, Any]) -> list[dict[str, str]]:
    """A row for each country of some size, and for the European Union.

    `names` holds the tables 'countries' ({code: {aliases, demonyms}}) and 'preferred' ({code: name}).
    """
    rows = []
    for code, country in sorted(countries.items()):
        told = names["countries"].get(code, {})
        if not told and country["population"] < SMALL_COUNTRY:
            continue
        name = names["preferred"].get(code, country["name"])
        rows.append(_row(name, "country", code, told.get("aliases", ()), told.get("demonyms", ())))
    rows.append(_row("European Union", "country", "EU", ("EU", "E.U."), ()))
    return rows


def city_rows(
    cities: Iterable[Mapping[str, Any]],
    countries: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, Any],
    taken: Iterable[str],
) -> list[dict[str, str]]:
    """A row for each large, capital or famous city whose name is not yet `taken`, the larger of two first."""
    seen, slugs = set(taken), set()
    rows = []
    for city in sorted(cities, key=lambda city: -city["population"]):
        told = names["cities"].get(city["name"], {})
        name = told.get("name", city["name"])
        if told.get("skip") or name in seen or not _is_wanted(city, countries, names["famous"]):
            continue
        aliases = [*told.get("aliases", ())]
        plain = slug_of(name).replace("-", " ").title()
        if not name.isascii() and plain not in aliases:
            aliases.append(plain)
        row = _row(name, "city", city["countrycode"], aliases, ())
        if row["slug"] in slugs:
            row["slug"] += f"-{city['countrycode'].lower()}"
        seen.update((name, *aliases))
        slugs.add(row["slug"])
        rows.append(row)
    return rows


def _is_wanted(city: Mapping[str, Any], countries: Mapping[str, Mapping[str, Any]], famous: Iterable[str]) -> bool:
    code = city["countrycode"]
    if city["name"] in famous or countries.get(code, {}).get("capital") == city["name"]:
        return True
    return bool(city["population"] >= (VERY_LARGE if code in CROWDED else LARGE))


def _row(name: str, kind: str, country: str, aliases: Iterable[str], demonyms: Iterable[str]) -> dict[str, str]:
    return {
        "slug": slug_of(name),
        "name": name,
        "kind": kind,
        "country": country,
        "aliases": "|".join(aliases),
        "demonyms": "|".join(demonyms),
    }
