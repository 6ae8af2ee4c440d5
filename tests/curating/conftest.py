"""Accounts at work at the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def ada(db):
    """A curator."""
    return UserFactory(username="ada", curator=True)


@pytest.fixture
def ben(db):
    """Another curator."""
    return UserFactory(username="ben", curator=True)


@pytest.fixture
def sign_in():
    """A client signed in as the account given."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
