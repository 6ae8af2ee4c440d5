"""Accounts, and what they keep or send."""

from __future__ import annotations

import hashlib

import factory
from django.contrib.auth import get_user_model

from articles.models import CaptureToken, SavedSearch


class UserFactory(factory.django.DjangoModelFactory):
    """An account without rights; `UserFactory(curator=True)` may do everything in the admin."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        curator = factory.Trait(is_staff=True, is_superuser=True)

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.django.Password("a long enough password")


class SavedSearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Search {n}")
    query = "q=tariffs"


class CaptureTokenFactory(factory.django.DjangoModelFactory):
    """The row of a token; store `make_token` makes one that somebody can use."""

    class Meta:
        model = CaptureToken

    name = factory.Sequence(lambda n: f"Machine {n}")
    start = "nac_abcd"
    sha256 = factory.LazyAttribute(lambda token: hashlib.sha256(token.name.encode()).hexdigest())
