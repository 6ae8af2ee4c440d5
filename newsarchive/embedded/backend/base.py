"""The entry that Django looks for in a database backend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from newsarchive.embedded.usage import Usage, usage_of


class DatabaseClient(PostgresClient):
    """`manage.py dbshell`, with the psql that came with the server."""

    def runshell(self, parameters: list[str]) -> None:
        """Open the shell on a running server."""
        usage = usage_of_settings(self.connection.settings_dict)
        self.connection.settings_dict["HOST"] = usage.host()
        self.executable_name = str(usage.cluster.programs / "psql")
        type(self).executable_name = self.executable_name
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose server runs by the time it is opened."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Where to connect, known once the cluster's place is."""
        return {**super().get_connection_params(), "host": usage_of_settings(self.settings_dict).host()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; where the server died since, start it again and try once more."""
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if not usage_of_settings(self.settings_dict).revive():
                raise
            return super().get_new_connection(conn_params)


def usage_of_settings(settings: dict[str, Any]) -> Usage:
    """The present process's use of the cluster that the settings name."""
    return usage_of(Path(settings["CLUSTER"]), Path(settings["STATE"]))
