"""The admin's pages timed as a curator asks for them, without the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

ABSENT: Final = "zqxjkvw"  # a word that nothing holds: such a search reads furthest
_WORD: Final = re.compile(r"[A-Za-z]{5,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One page: its address, its answer, the best time in milliseconds and its queries."""

    model: str
    page: str
    address: str
    status: int
    milliseconds: float
    queries: int


def timed_pages(*, rounds: int, models: frozenset[str] = frozenset()) -> Iterator[Timed]:
    """Time the lists, searches, filters and forms of every table of the archive, or of `models`.

    Everything is read by an account of its own, without a password, that is gone afterwards. The first run of each page
    warms what a server at work has warm, and does not count.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # whether or not they were collected
    storages = override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain})
    with storages:
        user = get_user_model()(username="benchmark of the admin", is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        client = Client(HTTP_HOST="localhost", raise_request_exception=False)
        try:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            for model, page, address in _pages(models):
                yield _timed(client, model, page, address, rounds)
        finally:
            client.logout()
            user.delete()


def _timed(client: Client, model: str, page: str, address: str, rounds: int) -> Timed:
    best = float("inf")
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    count = len(queries)
    for _ in range(rounds):
        started = perf_counter()
        status = client.get(address).status_code
        best = min(best, (perf_counter() - started) * 1_000)
    return Timed(model=model, page=page, address=address, status=status, milliseconds=round(best, 1), queries=count)


def _pages(models: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(table, what page, address) of everything timed."""
    if not models:
        yield "", "front page", reverse("admin:index")
        yield "", "dashboard", reverse("desk:dashboard")
        yield "", "add by hand", reverse("desk:add")
    for model, model_admin in sorted(admin.site._registry.items(), key=lambda pair: str(pair[0]._meta.model_name)):
        name = str(model._meta.model_name)
        if model._meta.app_label != "articles" or (models and name not in models):
            continue
        changelist = reverse(f"admin:articles_{name}_changelist")
        yield name, "list", changelist
        newest = model._default_manager.order_by("-pk").first()
        word = _WORD.search(_text_of(newest, model_admin)) if newest is not None else None
        for text in (word[0] if word else "", ABSENT):
            if text:
                yield name, "search, nothing" if text == ABSENT else "search", f"{changelist}?q={text}"
        for parameter, value in _filters(model, model_admin):
            yield name, f"list, {parameter}", f"{changelist}?{parameter}={value}"
        if newest is not None:
            yield name, "form", reverse(f"admin:articles_{name}_change", args=[newest.pk])


def _text_of(row: Any, model_admin: Any) -> str:
    """What a search would look for in a row."""
    values = []
    for column in getattr(model_admin, "search_columns", ()) or model_admin.search_fields:
        value = row
        for part in column.split("__"):
            value = getattr(value, part, "")
        values.append(str(value))
    return " ".join(values)


def _filters(model: Any, model_admin: Any) -> Iterator[tuple[str, str]]:
    """The last choice of every plain filter, which is mostly the rarest."""
    for one in model_admin.list_filter:
        if isinstance(one, str):
            field = model._meta.get_field(one)
            if field.choices:
                yield f"{one}__exact", str(list(field.choices)[-1][0])
            elif field.get_internal_type() == "BooleanField":
                yield f"{one}__exact", "1"
