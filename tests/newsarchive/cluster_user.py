"""A process that uses a cluster; the cluster's tests start many of these.

    cluster_user.py CLUSTER STATE SECONDS

Connects anew again and again for so many seconds, or until its input ends where SECONDS is "stay". Writes a row each
time, says "in" after the first, and at its end how many it wrote.
"""

from __future__ import annotations

import select
import sys
import time
from pathlib import Path

import psycopg

from newsarchive.embedded.cluster import NAME
from newsarchive.embedded.usage import Usage, usage_of

TABLE = "CREATE TABLE IF NOT EXISTS written (id bigserial PRIMARY KEY, by text)"


def connect(usage: Usage) -> psycopg.Connection:
    return psycopg.connect(host=str(usage.host()), port=5432, dbname=NAME, user=NAME, autocommit=True)


def is_told_to_end() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def main(cluster: str, state: str, seconds: str) -> None:
    usage = usage_of(Path(cluster), Path(state))
    end = time.monotonic() + (0 if seconds == "stay" else float(seconds))
    written = 0
    while True:
        with connect(usage) as connection:
            if not written:
                connection.execute("SELECT pg_advisory_lock(1)")  # two at once may not make the same table
                connection.execute(TABLE)
            connection.execute("INSERT INTO written (by) VALUES ('test')")
        written += 1
        if written == 1:
            print("in", flush=True)
        if is_told_to_end() if seconds == "stay" else time.monotonic() > end:
            break
        time.sleep(0.02)
    print(written, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
