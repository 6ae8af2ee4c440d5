"""Work in two sessions at once, of which one waits for the other."""

from __future__ import annotations

import time
from threading import Thread

from django.db import connection


class AtTheSameMoment:
    """Work in another session, which has come to a lock that the present one holds when `start` returns."""

    def __init__(self, work) -> None:
        self.came: list[object] = []
        self._work = work
        self._thread = Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()
        assert wait_until_locked(1), "it waited for nobody"

    def run(self):
        """What came of it, where it needs to wait for nobody."""
        self._thread.start()
        return self.result()

    def result(self):
        """What came of it once it had what it waited for."""
        self._thread.join()
        [came] = self.came
        if isinstance(came, Exception):
            raise came
        return came

    def _run(self) -> None:
        try:
            self.came.append(self._work())
        except Exception as error:
            self.came.append(error)
        finally:
            connection.close()


def wait_until_locked(count, *, seconds=60):
    """Wait until so many other sessions wait for a lock; False where they do not."""
    end = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return True
            cursor.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.02)")
    return False
