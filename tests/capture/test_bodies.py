"""Bodies in whatever pieces they come: the whole of them, in the memory of the whole."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from articles.capture.bodies import Body, BodyError, zstd
from articles.capture.unpack import read_limited

LENGTH = 200_000


class Dripping:
    """A file that gives two bytes at a time."""

    def __init__(self) -> None:
        self.left = LENGTH // 2

    def read(self, size: int, /) -> bytes:
        self.left -= 1
        return bytes((self.left % 251, size % 251)) if self.left >= 0 else b""


def by_chunks() -> bytes:
    body = Body(packing="", max_bytes=LENGTH)
    for number in range(LENGTH // 2):
        body.add(bytes((number % 251, 1)))
    return body.finish()


@pytest.mark.parametrize("read", [by_chunks, lambda: read_limited(Dripping(), max_bytes=LENGTH)])
def test_a_body_in_pieces_of_two_bytes_takes_little_more_memory_than_it_is_long(read):
    tracemalloc.start()
    try:
        assert len(read()) == LENGTH
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * LENGTH


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_members_one_behind_the_other_are_read_up_to_ten_thousand(packing):
    pack = gzip.compress if packing == "gzip" else zstd.compress
    body = Body(packing=packing, max_bytes=10 * LENGTH)
    body.add(pack(b"a") * 10_000)
    assert body.finish() == b"a" * 10_000
    with pytest.raises(BodyError, match="too many pieces"):
        body.add(pack(b"a"))
