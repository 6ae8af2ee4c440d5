"""Searches timed as the page carries them out, without the page, and their steps one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time
from typing import TypeAlias

import numpy as np
from django.db import connection
from django.http import QueryDict

from articles.management.search_benchmark.queries import Searches, address
from articles.search.facets import kept_counts
from articles.search.filters import EntryFilterSet
from articles.search.histogram import histogram
from articles.search.live.holders import kept_holders
from articles.search.live.matches import kept_matches
from articles.search.live.snapshot import one_snapshot
from articles.search.panels import panels
from articles.search.parameters import FACET_NAMES
from articles.search.ranking import kept_orders, page_of_ids
from articles.search.results import counts_of, search, shown_facets
from articles.search.rows import rows
from articles.search.selecting import selection

Times: TypeAlias = dict[str, float]  # in milliseconds
ARTICLES = 20  # with snippets, as other engines' figures are told; a page of the site shows fewer
STEPS = ("match", "facets", "rank", "snippets", "rest")


@dataclass(slots=True)
class Measured:
    """One class of searches, times in milliseconds.

    `first` is the slowest first run of any of its searches, in a process that has rehearsed and read ahead as each does
    at its start; without reading ahead PostgreSQL has in memory what it has. `p50` and `p95` are of later runs, in a
    process that has looked up the words and filters of late and counts, ranks and reads all else anew; `anew_p50` and
    `anew_p95` of runs that match anew too, as if nobody had asked for the words or filters; `kept_p50` of the same
    search again, as where a page is turned. `work` is the processor's time of the runs of `p50`, of this process and of
    PostgreSQL's together, which other programs disturb less, and `anew_work` that of the others; 0 where the system
    does not tell.
    """

    hits: int
    p50: float
    p95: float
    first: float
    anew_p50: float
    anew_p95: float
    kept_p50: float
    work: float
    anew_work: float
    steps: Times = field(default_factory=dict)


def measured(searches: Searches, *, rounds: int) -> Measured:
    """Time the searches of one class."""
    texts = [address(one) for one in searches]
    first = [timed(partial(_search, text))[0] for text in texts]
    anew: list[tuple[float, float]] = []
    warm: list[tuple[float, float]] = []
    kept: list[tuple[float, float]] = []
    for _ in range(rounds):
        for text in texts:
            _forget(with_words=True)
            anew.append(timed(partial(_search, text)))
            _forget(with_words=False)
            warm.append(timed(partial(_search, text)))
            kept.append(timed(partial(_search, text)))
    stepped = [_steps(text) for text in texts for _ in range(max(rounds // 2, 1))]
    return Measured(
        hits=int(np.median([_hits(text) for text in texts])),
        p50=percentile([took for took, _ in warm], 50),
        p95=percentile([took for took, _ in warm], 95),
        first=round(max(first), 2),
        anew_p50=percentile([took for took, _ in anew], 50),
        anew_p95=percentile([took for took, _ in anew], 95),
        kept_p50=percentile([took for took, _ in kept], 50),
        work=percentile([worked for _, worked in warm], 50),
        anew_work=percentile([worked for _, worked in anew], 50),
        steps={step: percentile([times[step] for times in stepped], 50) for step in STEPS},
    )


def _forget(*, with_words: bool) -> None:
    """Let go of what was kept of late searches: what was counted and ranked, and with `with_words` the matches too."""
    for kept in (kept_counts, kept_orders):
        kept.clear()
    if with_words:
        kept_matches.clear()
        kept_holders.clear()


def percentile(times: Sequence[float], percent: float) -> float:
    """A percentile, in the unit of the times."""
    return round(float(np.percentile(times, percent)), 2)


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """(milliseconds by the clock, milliseconds of processors)."""
    worked, started = thread_time() + _server_time(), perf_counter()
    run()
    took = perf_counter() - started
    return took * 1000, (thread_time() + _server_time() - worked) * 1000


def _server_time() -> float:
    """Seconds that PostgreSQL's process of this connection has worked; 0 where it is on another machine or system."""
    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(told.split()[0]) / 1e9


def _search(text: str) -> None:
    search(QueryDict(text), per_page=ARTICLES)


def _hits(text: str) -> int:
    return selection(EntryFilterSet(QueryDict(text))).count


def _steps(text: str) -> Times:
    """What each step of a search takes, all of it made anew."""
    _forget(with_words=True)
    parameters = QueryDict(text)
    times: Times = dict.fromkeys(STEPS, 0.0)

    @contextmanager
    def step(name: str) -> Iterator[None]:
        started = perf_counter()
        yield
        times[name] += (perf_counter() - started) * 1000

    with step("rest"), one_snapshot():
        pass
    with one_snapshot():
        with step("match"):
            filterset = EntryFilterSet(parameters)
            selected = selection(filterset)
            start = min(selected.count, ARTICLES * (int(parameters.get("page", "1")) - 1))
        with step("facets"):
            counts = counts_of(filterset, FACET_NAMES)
        tree = filterset.parsed.tree
        with step("rank"):
            found = page_of_ids(selected, tree=tree, order=filterset.order, start=start, stop=start + ARTICLES)
        with step("snippets"):
            rows(found.ids, tree)
        with step("rest"):
            panels(filterset, counts, shown_facets(parameters))
            histogram(filterset, counts["date"])
    return times
