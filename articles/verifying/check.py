"""What every check has in common: batches, findings, and what mends them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db import connection, transaction

EVERYTHING: Final = (0, 2**31 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. `pk` says what to mend; None where nothing can be derived again."""

    subject: str
    problem: str
    pk: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The rows with ids from `first` to `last`, and how many there are."""

    first: int
    last: int
    count: int


class Check(Protocol):
    """One kind of consistency."""

    @property
    def name(self) -> str:
        """What it is chosen by on the command line."""

    @property
    def tells(self) -> str:
        """What holds where all is well."""

    def total(self) -> int:
        """How many rows it looks at."""

    def batches(self) -> Iterator[Batch]:
        """The rows in pieces that fit into memory."""

    def look(self, batch: Batch) -> list[Finding]:
        """What is wrong in a batch."""

    def mend(self, ids: Collection[int]) -> None:
        """Derive again what these findings' `pk` name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """A check of a table's rows, `size` at a time by `key`; `finds` says what is wrong in a batch."""

    name: str
    tells: str
    table: str
    finds: Callable[[Batch], list[Finding]]
    mends: Callable[[Collection[int]], None] | None = None
    key: str = "id"
    size: int = 2_000

    def total(self) -> int:
        """How many rows the table has."""
        return int(one_row(f"SELECT count(*) FROM {self.table}")[0])  # noqa: S608  # a name of the code's own

    def batches(self) -> Iterator[Batch]:
        """The rows by their key."""
        statement = (
            f"SELECT max(key), count(*) FROM (SELECT {self.key} AS key FROM {self.table} "  # noqa: S608  # names of the code's own
            f"WHERE {self.key} > %s ORDER BY {self.key} LIMIT %s) AS piece"
        )
        after = -1
        while True:
            last, count = one_row(statement, [after, self.size])
            if not count:
                return
            yield Batch(first=after + 1, last=last, count=count)
            after = last

    def look(self, batch: Batch) -> list[Finding]:
        """What is wrong in a batch."""
        return self.finds(batch)

    def mend(self, ids: Collection[int]) -> None:
        """Derive again."""
        if self.mends:
            self.mends(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCheck:
    """A check that looks once, at everything; `counts` says how much that is."""

    name: str
    tells: str
    finds: Callable[[], list[Finding]]
    mends: Callable[[Collection[int]], None] | None = None
    counts: Callable[[], int] = lambda: 1

    def total(self) -> int:
        """How much there is to look at."""
        return self.counts()

    def batches(self) -> Iterator[Batch]:
        """A single one."""
        first, last = EVERYTHING
        yield Batch(first=first, last=last, count=self.counts())

    def look(self, batch: Batch) -> list[Finding]:
        """What is wrong."""
        return self.finds()

    def mend(self, ids: Collection[int]) -> None:
        """Derive again."""
        if self.mends:
            self.mends(ids)


def by_sql(statement: str) -> Callable[[Batch], list[Finding]]:
    """A look by a query over %(first)s to %(last)s that gives (id to mend, subject, problem) for what is wrong."""

    def look(batch: Batch) -> list[Finding]:
        rows = all_rows(statement, {"first": batch.first, "last": batch.last})
        return [Finding(subject=subject, problem=problem, pk=pk) for pk, subject, problem in rows]

    return look


def all_rows(statement: str, values: Any = None) -> Sequence[tuple[Any, ...]]:
    """What a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def one_row(statement: str, values: Any = None) -> tuple[Any, ...]:
    """The only row that a query gives."""
    (row,) = all_rows(statement, values)
    return row


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read within is of one snapshot, so that what is written meanwhile is not taken for a fault."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
