"""Which PostgreSQL the archive uses: the one that `DATABASE_URL` names, else one of its own.

This module alone knows. Nothing is started here: the backend of an embedded cluster does that at its first connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
import psycopg.conninfo
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from newsarchive.environment import Paths

NAME = "newsarchive"
CONNECTION_AGE = 600  # seconds
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings(environ: Mapping[str, str], paths: Paths) -> dict[str, Any]:
    """The value of `DATABASES["default"]`.

    Raises ImproperlyConfigured where DATABASE_URL is no PostgreSQL connection string with a database name.
    """
    url = environ.get("DATABASE_URL", "").strip()
    common = {"CONN_MAX_AGE": CONNECTION_AGE, "CONN_HEALTH_CHECKS": True}
    if url:
        return {"ENGINE": "django.db.backends.postgresql", **common, **parse_url(url)}
    return {
        "ENGINE": "newsarchive.embedded.backend",
        **common,
        "NAME": NAME,
        "USER": NAME,
        "CLUSTER": str(paths.var / "postgres"),
        "STATE": str(paths.state),
        "OPTIONS": {},
    }


def parse_url(url: str) -> dict[str, Any]:
    """Django's settings for a libpq connection string; what Django has no name for goes to OPTIONS."""
    try:
        given = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise ImproperlyConfigured(
            "DATABASE_URL is not a PostgreSQL address. It looks like postgresql://user:password@host:5432/name"
        ) from None
    if not (given.get("dbname") or given.get("service")):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user:password@host:5432/name")
    settings: dict[str, Any] = {
        name: str(given.pop(key)) if given.get(key) is not None else "" for key, name in DJANGO_NAMES.items()
    }
    settings["OPTIONS"] = {key: value for key, value in given.items() if key not in DJANGO_NAMES}
    return settings


def limit_statements(milliseconds: int) -> None:
    """Let the server end any statement of this process that runs longer; 0 sets no limit.

    For processes that answer web requests: commands and migrations may take their time. Call it before the first
    connection.
    """
    options = connections.settings["default"].setdefault("OPTIONS", {})
    given = str(options.get("options", ""))
    options["options"] = f"{given} -c statement_timeout={milliseconds}".strip()
