"""Companies from lists, merged with those that the archive knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.text import slugify

from articles.documents import Rejection
from articles.models import Company, CompanyAlias, Place
from articles.store.company_lists import ListedCompany, is_country_code, seats_of_convenience
from articles.store.history import machine_write
from articles.store.moved import moved_ids, moved_tickers

_BATCH: Final = 500
_FILLED: Final = ("ticker", "exchange", "country", "sector")


@dataclass(slots=True, kw_only=True)
class Merged:
    """What a list brought: counts of companies, and the rows that brought nothing."""

    added: int = 0
    completed: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)


def merge_companies(*, listed: Iterable[ListedCompany | Rejection]) -> Merged:
    """Add the companies that the archive does not know, and fill in what it did not know of the others.

    A row is a known company where slug, ticker and exchange, or any name agree; a name that agrees only without its
    legal form does not count where the countries differ, and the row is added by its full name. What is there already
    is never changed.
    Names of a single word need evidence in a text, since a list does not tell 'Target' the shop from a target.
    """
    with machine_write():
        merger = _Merger()
        for one in listed:
            if isinstance(one, Rejection):
                merger.result.rejected.append(one)
            else:
                merger.add(one)
        merger.flush()
    return merger.result


class _Merger:
    """The archive's companies by everything that a row may name them by."""

    def __init__(self) -> None:
        self.result = Merged()
        self._by_slug: dict[str, Company] = {}
        self._by_ticker: dict[tuple[str, str], Company] = {}
        self._by_name: dict[str, Company] = {}
        self._aliases: set[tuple[str, str]] = set()
        self._changed: dict[str, Company] = {}
        self._new: list[Company] = []
        self._new_aliases: list[tuple[Company, str]] = []
        self._countries = _country_codes()
        for company in Company.objects.all():
            self._remember(company)
        for alias in CompanyAlias.objects.select_related("company").order_by("pk"):
            self._by_name.setdefault(alias.text.casefold(), self._by_slug[alias.company.slug])
            self._aliases.add((alias.company.slug, alias.text))
        self._remember_merged()

    def _remember_merged(self) -> None:
        """Know those that were merged by their former slug and ticker."""
        by_id = {company.pk: company for company in self._by_slug.values()}
        for slug, pk in moved_ids("company").items():
            self._by_slug.setdefault(slug, by_id[pk])
        for (ticker, exchange), slug in moved_tickers().items():
            if slug in self._by_slug:
                self._by_ticker.setdefault((ticker.upper(), exchange.casefold()), self._by_slug[slug])

    def add(self, listed: ListedCompany) -> None:
        """Merge one row."""
        company = self._known(listed)
        is_new = company is None
        if company is None:
            is_namesake = listed.name.casefold() in self._by_name
            company = Company(name=listed.names[0] if is_namesake else listed.name, slug=self._free_slug(listed))
            self._new.append(company)
        is_fuller = self._fill(company, listed)
        own = listed.names if self._is_anothers(listed.name, company) else (listed.name, *listed.names)
        for name in dict.fromkeys(own):
            is_fuller |= self._alias(company, name)
        self._remember(company)
        if is_new:
            self.result.added += 1
        elif is_fuller:
            self.result.completed += 1
        else:
            self.result.unchanged += 1

    def flush(self) -> None:
        """Write everything."""
        Company.objects.bulk_create(self._new, batch_size=_BATCH)
        known = [company for slug, company in self._changed.items() if company not in self._new]
        Company.objects.bulk_update([one for one in known if one.pk], _FILLED, batch_size=_BATCH)
        CompanyAlias.objects.bulk_create(
            [
                CompanyAlias(company=company, text=text, needs_evidence=" " not in text)
                for company, text in self._new_aliases
            ],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )

    def _known(self, listed: ListedCompany) -> Company | None:
        if listed.slug and listed.slug in self._by_slug:
            return self._by_slug[listed.slug]
        if listed.ticker and (found := self._by_ticker.get((listed.ticker, listed.exchange.casefold()))):
            return found
        full = next((self._by_name[name.casefold()] for name in listed.names if name.casefold() in self._by_name), None)
        short = self._by_name.get(listed.name.casefold())
        return full or (None if short is not None and self._is_elsewhere(short, listed) else short)

    def _is_elsewhere(self, company: Company, listed: ListedCompany) -> bool:
        """Whether a row of the same short name is of another country, and so another company or a subsidiary."""
        countries = {company.country, self._country(listed.country)}
        return len(countries) == 2 and "" not in countries and countries.isdisjoint(seats_of_convenience())

    def _is_anothers(self, name: str, company: Company) -> bool:
        return self._by_name.get(name.casefold(), company) is not company

    def _fill(self, company: Company, listed: ListedCompany) -> bool:
        """Fill what is empty; a ticker only together with its exchange."""
        values = {"country": self._country(listed.country), "sector": listed.sector}
        if not company.ticker:
            values |= {"ticker": listed.ticker, "exchange": listed.exchange}
        filled = {name: value for name, value in values.items() if value and not getattr(company, name)}
        for name, value in filled.items():
            setattr(company, name, value)
        if filled:
            self._changed[company.slug] = company
        return bool(filled)

    def _alias(self, company: Company, text: str) -> bool:
        if (company.slug, text) in self._aliases:
            return False
        self._aliases.add((company.slug, text))
        self._new_aliases.append((company, text))
        return True

    def _remember(self, company: Company) -> None:
        self._by_slug[company.slug] = company
        self._by_name.setdefault(company.name.casefold(), company)
        if company.ticker:
            self._by_ticker.setdefault((company.ticker.upper(), company.exchange.casefold()), company)

    def _free_slug(self, listed: ListedCompany) -> str:
        base = (slugify(listed.slug or listed.name) or "company")[:190]
        slug, number = base, 2
        while slug in self._by_slug:
            slug, number = f"{base}-{number}", number + 1
        return slug

    def _country(self, text: str) -> str:
        return text[:2].upper() if is_country_code(text) else self._countries.get(text.casefold(), "")


def _country_codes() -> dict[str, str]:
    """`{name of a country, lower case: its code}`."""
    codes: dict[str, str] = {}
    for place in Place.objects.filter(kind=Place.Kind.COUNTRY).order_by("pk"):
        for name in (place.name, *place.aliases):
            codes.setdefault(name.casefold(), place.country)
    return codes
