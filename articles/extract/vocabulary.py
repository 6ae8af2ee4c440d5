"""The vocabulary as the data files give it. The archive itself reads the same from its database."""

from __future__ import annotations

from functools import cache

from articles.documents import Alias, CompanyEntry, PlaceEntry, Vocabulary
from articles.extract.data_files import DATA, read_rows, split_list
from articles.extract.topic_rules import load_topics

COMPANIES_FILE = DATA / "companies.csv"
PLACES_FILE = DATA / "places.csv"


def company_from_row(row: dict[str, str]) -> CompanyEntry:
    """A company from a row of companies.csv.

    `aliases`, `brands`, `former` and `ambiguous` are lists; a former name is written 'Facebook:2021', with its last
    year; `ambiguous` repeats those forms that need evidence.
    """
    ambiguous = set(split_list(row.get("ambiguous", "")))
    aliases: dict[str, Alias] = {}

    def add(text: str, kind: str, until: int | None = None) -> None:
        aliases.setdefault(text, Alias(text=text, kind=kind, needs_evidence=text in ambiguous, until=until))

    add(row["name"], "short")
    for text in split_list(row.get("aliases", "")):
        add(text, "name")
    for text in split_list(row.get("brands", "")):
        add(text, "brand")
    for text in split_list(row.get("former", "")):
        former, _, year = text.partition(":")
        add(former, "former", int(year) if year.isdigit() else None)
    return CompanyEntry(
        slug=row["slug"],
        name=row["name"],
        aliases=tuple(aliases.values()),
        ticker=row.get("ticker", ""),
        exchange=row.get("exchange", ""),
        country=row.get("country", ""),
        sector=row.get("sector", ""),
        parent=row.get("parent", ""),
        is_news_source=row.get("is_news_source", "") == "yes",
    )


@cache
def load_companies() -> tuple[CompanyEntry, ...]:
    """The companies of the data file."""
    return tuple(company_from_row(row) for row in read_rows(COMPANIES_FILE))


@cache
def load_places() -> tuple[PlaceEntry, ...]:
    """The countries and large cities of the data file."""
    return tuple(
        PlaceEntry(
            slug=row["slug"],
            name=row["name"],
            kind=row["kind"],
            country=row["country"],
            aliases=split_list(row["aliases"]),
            demonyms=split_list(row["demonyms"]),
        )
        for row in read_rows(PLACES_FILE)
    )


def load_vocabulary() -> Vocabulary:
    """Everything the data files hold."""
    return Vocabulary(companies=load_companies(), places=load_places(), topics=load_topics())
