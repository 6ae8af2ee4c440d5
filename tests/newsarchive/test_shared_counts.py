"""Counts that processes share."""

from __future__ import annotations

import multiprocessing
import os
import threading
from pathlib import Path

import pytest

from newsarchive import shared_counts
from newsarchive.shared_counts import SharedCounts

MINUTE = 60
NOW = 1_800_000_030.0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "counts"


def test_counts_each_key_within_its_window(path):
    counts = SharedCounts(path)

    assert [counts.add("one", now=NOW, window=MINUTE) for _ in range(3)] == [1, 2, 3]
    assert counts.add("other", now=NOW, window=MINUTE) == 1
    assert counts.add("one", now=NOW + MINUTE, window=MINUTE) == 1
    assert counts.add("one", now=NOW + MINUTE, window=2 * MINUTE) == 1


def test_two_who_share_a_file_count_together(path):
    one, other = SharedCounts(path), SharedCounts(path)

    assert [each.add("key", now=NOW, window=MINUTE) for each in (one, other, one)] == [1, 2, 3]


def _count(path: Path, times: int) -> None:
    counts = SharedCounts(path)
    for _ in range(times):
        counts.add("key", now=NOW, window=MINUTE)


def test_processes_lose_no_count(path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count, args=(path, 500)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert SharedCounts(path).add("key", now=NOW, window=MINUTE) == 1_501


def test_threads_lose_no_count(path):
    counts = SharedCounts(path)
    threads = [
        threading.Thread(target=lambda: [counts.add("key", now=NOW, window=MINUTE) for _ in range(300)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts.add("key", now=NOW, window=MINUTE) == 1_201


def test_a_fork_counts_with_its_parent(path):
    counts = SharedCounts(path)
    counts.add("key", now=NOW, window=MINUTE)
    child = os.fork()
    if not child:
        os._exit(counts.add("key", now=NOW, window=MINUTE))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert counts.add("key", now=NOW, window=MINUTE) == 3


def test_where_all_places_are_taken_the_smallest_count_makes_room(path, monkeypatch):
    monkeypatch.setattr(shared_counts, "SLOTS", 8)
    counts = SharedCounts(path)
    for number in range(8):
        for _ in range(number + 2):
            counts.add(f"key {number}", now=NOW, window=MINUTE)

    assert counts.add("one more", now=NOW, window=MINUTE) == 1

    assert counts.add("key 7", now=NOW, window=MINUTE) == 10
    assert counts.add("one more", now=NOW, window=MINUTE) == 2


def test_counts_alone_where_nothing_can_be_written(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    counts = SharedCounts(tmp_path / "file" / "counts")

    assert [counts.add("key", now=NOW, window=MINUTE) for _ in range(2)] == [1, 2]
    assert "each process counts for itself" in caplog.text
