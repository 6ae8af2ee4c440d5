"""The entry that Django looks for in a database backend."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from django.db.utils import OperationalError

from newsarchive.embedded.configuration import PORT
from newsarchive.embedded.errors import ClusterError
from newsarchive.embedded.usage import Usage, usage_of

PATIENCE = 10  # seconds


class DatabaseClient(PostgresClient):
    """`manage.py dbshell`, with the psql that came with the server."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Open the shell on a running server."""
        settings = self.connection.settings_dict
        usage = usage_of_settings(settings)
        settings |= {"HOST": str(usage.host()), "PORT": PORT}
        type(self).executable_name = str(usage.cluster.placement.programs / "psql")
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose server runs by the time it is opened."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Where to connect, which is known once the server runs."""
        try:
            host = usage_of_settings(self.settings_dict).host()
        except ClusterError as error:
            raise OperationalError(str(error)) from error
        # The port too: one that PGPORT names is another server's.
        return {**super().get_connection_params(), "host": str(host), "port": PORT}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; where the server has just died or is coming up again, bring it up and try anew."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError as error:
                if has_answered(error) or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)
            try:
                host = usage_of_settings(self.settings_dict).revive()
            except ClusterError as error:
                raise OperationalError(str(error)) from error
            conn_params = {**conn_params, "host": str(host)}


def has_answered(error: psycopg.OperationalError) -> bool:
    """Whether the server itself refused, for a reason other than that it is just starting or stopping."""
    return "FATAL:" in str(error) and "the database system is" not in str(error)


def usage_of_settings(settings: dict[str, Any]) -> Usage:
    """The present process's use of the cluster that the settings name."""
    return usage_of(Path(settings["CLUSTER"]), Path(settings["STATE"]))
