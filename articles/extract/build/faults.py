"""Finds names in the company list that are likely given to the wrong company, or that are no company's alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from articles.documents import CompanyEntry
from articles.extract.build.companies import form_key

_WORD = re.compile(r"[a-z0-9]+")
_SHORT = 6  # letters of an acronym, which shares no word with the name it stands for


def shared_names(companies: Iterable[CompanyEntry]) -> dict[str, list[str]]:
    """`{compared name: slugs}` of names that several companies bear today; former and doubtful ones may be shared."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for company in companies:
        keys = {form_key(one.text) for one in company.aliases if one.kind != "former" and not one.needs_evidence}
        for key in keys:
            bearers[key].append(company.slug)
    return {key: sorted(slugs) for key, slugs in sorted(bearers.items()) if len(slugs) > 1}


def names_of_other_things(companies: Iterable[CompanyEntry], others: Collection[str]) -> list[tuple[str, str]]:
    """(slug, name) of the names that are in `others` (places, given names in capitals) and ask for no evidence."""
    return [
        (company.slug, alias.text)
        for company in companies
        for alias in company.aliases
        if alias.text in others and not alias.needs_evidence
    ]


def unlike_names(companies: Iterable[CompanyEntry]) -> Iterator[tuple[str, str]]:
    """(slug, name) of the names that share no word and no beginning with their company's own, for a person to look at.

    Most are right ('Kentucky Fried Chicken' of Yum Brands); those that are wrong are all among them.
    """
    for company in companies:
        own = set(_WORD.findall(company.name.lower()))
        key = form_key(company.name)
        for alias in company.aliases:
            if alias.kind == "brand" or own & set(_WORD.findall(alias.text.lower())):
                continue
            other = form_key(alias.text)
            alike = other[:4] == key[:4] or other in key or key in other
            short = min(len(other), len(key)) <= _SHORT and other[:1] == key[:1]
            if not alike and not short:
                yield company.slug, alias.text
