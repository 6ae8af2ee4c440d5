"""Several servers asked at the same time, so that a slow one holds up nobody but itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Final, TypeVar

from django.db import connection, connections

from articles.capture.fetching.urls import UrlError
from articles.collecting import asking

SERVERS_AT_ONCE: Final = 8  # of one process
LOOKED_AT: Final = 1_000  # rows that are due, among which the next is chosen
taking_in: Final = Lock()  # held while texts are taken in: that is work of the processor, and of no use side by side
T = TypeVar("T")
R = TypeVar("R")


def side_by_side(
    claim: Callable[[Collection[str]], T | None], work: Callable[[T], R], *, origin_of: Callable[[T], str]
) -> Iterator[R]:
    """Do `work` for what `claim` hands out, at most one of an origin at a time; what came of each, as it comes.

    `claim` is told the origins at work, of which it is to hand out none, and says None where nothing else is due.
    Within a transaction, which other threads would not see, one is done after the other.
    """
    if connection.in_atomic_block:
        while (one := claim(())) is not None:
            yield work(one)
        return
    with ThreadPoolExecutor(SERVERS_AT_ONCE, thread_name_prefix="collecting") as pool:
        at_work: dict[Future[R], str] = {}
        while True:
            while len(at_work) < SERVERS_AT_ONCE and (one := claim(set(at_work.values()))) is not None:
                at_work[pool.submit(_alone, work, one)] = origin_of(one)
            if not at_work:
                return
            for ended in wait(at_work, return_when=FIRST_COMPLETED).done:
                del at_work[ended]
                yield ended.result()


def origin_of_url(url: str) -> str:
    """The server that a URL leads to; empty where it leads to none that is asked."""
    try:
        return asking.read_address(url).origin
    except UrlError:
        return ""


def _alone(work: Callable[[T], R], one: T) -> R:
    try:
        return work(one)
    finally:
        connections.close_all()  # the thread's own
