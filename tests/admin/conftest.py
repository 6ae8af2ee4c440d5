"""Clients signed in as a curator, as staff without rights, and as staff who may only look."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def curator(db):
    return UserFactory(username="curator", curator=True)


@pytest.fixture
def desk(curator) -> Client:
    client = Client()
    client.force_login(curator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def staff_client(db):
    """A client of a staff account that has the permissions named, and no others."""

    def make(*codenames: str) -> Client:
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles", codename__in=codenames))
        assert user.user_permissions.count() == len(codenames)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
