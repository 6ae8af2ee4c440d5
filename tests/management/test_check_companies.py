"""The check of the shipped company list."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.documents import Alias, CompanyEntry
from articles.management.commands import check_companies


def company(slug: str, *names: str) -> CompanyEntry:
    return CompanyEntry(slug=slug, name=names[0], aliases=tuple(Alias(text=name) for name in names))


def test_prints_what_is_shared_and_what_names_other_things(monkeypatch):
    listed = (company("acme", "Acme", "Roadrunner"), company("roadrunner", "Roadrunner Corp"), company("oslo", "Oslo"))
    monkeypatch.setattr(check_companies, "load_companies", lambda: listed)
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("check_companies", unlike=True, stdout=out)

    assert out.getvalue().splitlines() == [
        "shared     roadrunner: acme, roadrunner",
        "place      Oslo: oslo",
        "unlike     Roadrunner: acme",
    ]


def test_ends_well_where_no_name_is_shared(monkeypatch):
    monkeypatch.setattr(check_companies, "load_companies", lambda: (company("acme", "Acme"),))

    told = StringIO()
    call_command("check_companies", stdout=told)
    assert told.getvalue() == ""
