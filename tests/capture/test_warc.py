"""Web archive files, good and broken."""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.capture.bodies import zstd
from articles.capture.files import read_paths
from articles.capture.found import Place, Revisit
from articles.capture.warc import read_warc
from articles.documents import RawCapture, Rejection

LIMIT = 100_000
REAL = Path(__file__).parents[2].parent / "shared" / "evaluation" / "warc"


def archive(*, pages: int = 3, is_gzipped: bool = True) -> bytes:
    """A file with a page of HTML for each number, and a request, a picture, a redirect and a revisit between them."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=is_gzipped)
    for number in range(pages):
        body = f"<html><body><p>Page {number} of the archive.</p></body></html>".encode()
        url = f"https://ledger.example/{number}"
        head = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
        dated = {"WARC-Date": f"2025-07-0{number % 9 + 1}T10:00:00Z"}
        response(writer, url, "200 OK", head, body, dated)
        writer.write_record(writer.create_warc_record(url, "request", payload=io.BytesIO(b"GET / HTTP/1.1\r\n\r\n")))
        response(writer, f"{url}.png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG")
        response(writer, f"{url}/old", "301 Moved", [("Content-Type", "text/html")], b"<p>Moved</p>")
        writer.write_record(writer.create_revisit_record(url, "sha1:ABC", url, "2025-07-01T10:00:00Z"))
    return out.getvalue()


def response(writer, url, status, headers, body, warc_headers=None):
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=warc_headers or {}
        )
    )


def one(headers, body, *, kind: str = "response", limit: int = LIMIT):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    if kind == "resource":
        content_type = dict(headers)["Content-Type"]
        url = "https://ledger.example/r"
        writer.write_record(
            writer.create_warc_record(url, "resource", payload=io.BytesIO(body), warc_content_type=content_type)
        )
    else:
        response(writer, "https://ledger.example/x", "200 OK", headers, body)
    [found] = read(out.getvalue(), limit=limit)
    return found


def read(content: bytes, *, limit: int = LIMIT):
    """What is found, without the places and the pages met again."""
    found = read_warc("a.warc.gz", io.BytesIO(content), max_bytes=limit)
    return [one for one in found if isinstance(one, RawCapture | Rejection)]


def pages_of(found) -> list[str]:
    return [page.url for page in found if isinstance(page, RawCapture)]


@pytest.mark.parametrize("is_gzipped", [True, False])
def test_reads_pages_with_their_address_and_time_and_nothing_else(is_gzipped):
    found = read(archive(is_gzipped=is_gzipped))
    assert pages_of(found) == [f"https://ledger.example/{number}" for number in range(3)]
    assert found[1].captured_at == datetime(2025, 7, 2, 10, tzinfo=UTC)
    assert found[1].content == b"<html><body><p>Page 1 of the archive.</p></body></html>"
    assert found[1].media_type == "text/html; charset=utf-8"
    assert [page.name for page in found] == ["a.warc.gz#1", "a.warc.gz#6", "a.warc.gz#11"]


def test_a_file_gzipped_as_a_whole_is_read_like_one_gzipped_by_record():
    assert read(gzip.compress(archive(is_gzipped=False))) == read(archive())


def test_chunked_and_compressed_bodies_are_taken_apart():
    chunked = b"4\r\n<p>A\r\n5\r\n b</p\r\n1\r\n>\r\n0\r\n\r\n"
    html = ("Content-Type", "text/html")
    assert one([html, ("Transfer-Encoding", "chunked")], chunked).content == b"<p>A b</p>"
    assert one([html, ("Content-Encoding", "gzip")], gzip.compress(b"<p>A b</p>")).content == b"<p>A b</p>"


@pytest.mark.parametrize(("packing", "packed"), [("br", brotli.compress), ("zstd", zstd.compress)])
def test_bodies_packed_with_brotli_and_zstd_are_unpacked(packing, packed):
    headers = [("Content-Type", "text/html"), ("Content-Encoding", packing)]
    sent = packed(b"<p>A b</p>" * 100)
    assert one(headers, sent).content == b"<p>A b</p>" * 100
    chunked = f"{len(sent):x}\r\n".encode() + sent + b"\r\n0\r\n\r\n"
    assert one([*headers, ("Transfer-Encoding", "chunked")], chunked).content == b"<p>A b</p>" * 100
    assert one(headers, b"\n<p>A b</p>").content == b"\n<p>A b</p>"  # unpacked by the crawler, its header kept


def test_a_resource_is_a_page_too():
    assert one([("Content-Type", "text/plain")], b"A line.", kind="resource").content == b"A line."


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress(b"<p>" * 1_000_000), "larger than"),
        ([], b"<p>" * LIMIT, "larger than"),
        ([("Content-Encoding", "compress")], b"\x1f\x9d", "packed by the server"),
        ([("Content-Encoding", "gzip, br")], b"\x0b\x02", "packed by the server"),
        ([("Content-Encoding", "br")], brotli.compress(b"<p>" * 1_000_000), "larger than"),
        ([("Content-Encoding", "br")], brotli.compress(b"<p>A b</p>")[:-3], "too early"),
        ([("Content-Encoding", "br")], b"\xff no brotli", "cannot be unpacked"),
        ([("Content-Encoding", "zstd")], zstd.compress(b"<p>" * 1_000_000), "larger than"),
        ([("Content-Encoding", "zstd")], zstd.compress(b"<p>A b</p>")[:-3], "too early"),
        ([("Content-Encoding", "zstd")], b"\x28\xb5\x2f\xfd no zstd", "cannot be unpacked"),
        ([], b"  ", "empty"),
    ],
)
def test_what_is_no_page_to_read_is_rejected_with_the_reason(headers, body, reason):
    found = one([("Content-Type", "text/html"), *headers], body)
    assert isinstance(found, Rejection)
    assert reason in found.reason


@pytest.mark.parametrize("is_gzipped", [True, False])
def test_a_file_cut_short_gives_what_stands_before_the_cut_and_says_so(is_gzipped):
    whole = archive(is_gzipped=is_gzipped)
    found = read(whole[: len(whole) // 2])
    assert pages_of(found)
    assert set(pages_of(found)) < set(pages_of(read(whole)))


@pytest.mark.parametrize("is_gzipped", [True, False])
def test_damage_in_one_record_leaves_the_later_ones_readable(is_gzipped):
    content = bytearray(archive(pages=6, is_gzipped=is_gzipped))
    marker = b"\x1f\x8b\x08" if is_gzipped else b"WARC/1."
    starts = [at for at in range(len(content)) if content.startswith(marker, at)]
    middle = starts[len(starts) // 2]
    content[middle + 2 : middle + 40] = bytes(38)
    found = read(bytes(content))
    assert any(isinstance(page, Rejection) and "damaged near byte" in page.reason for page in found)
    urls = pages_of(found)
    assert "https://ledger.example/0" in urls
    assert "https://ledger.example/5" in urls


GOOD = b"""WARC/1.0\r
WARC-Type: response\r
WARC-Target-URI: https://ledger.example/good\r
WARC-Date: 2025-07-01T10:00:00Z\r
Content-Type: application/http; msgtype=response\r
Content-Length: 58\r
\r
HTTP/1.1 200 OK\r
Content-Type: text/html\r
\r
<p>Good.</p>   \r
\r
"""
LENGTH = b"Content-Length: 58\r\n"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (GOOD.replace(LENGTH, b"Content-Length: " + b"9" * 25 + b"\r\n"), "damaged near byte 0"),
        (GOOD.replace(LENGTH, b"Content-Length: -5\r\n"), "damaged near byte 0"),
        (GOOD.replace(LENGTH, b""), "the record states no length"),
        (b"WARC/1.0\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", "the record states no length"),
        (GOOD.replace(b"HTTP/1.1 200 OK", b"\x00\xff\xfe not HTTP"), "its HTTP header cannot be read"),
        (GOOD.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 two OK"), "its HTTP header cannot be read"),
        (bytes(500), "damaged near byte"),
    ],
    ids=["length beyond any", "negative length", "no length", "endless header", "no HTTP", "no status", "zeros"],
)
def test_a_broken_record_is_told_and_takes_nothing_from_the_next(broken, reason):
    told, good = read(broken + GOOD)
    assert isinstance(told, Rejection)
    assert reason in told.reason
    assert (good.url, good.content.strip()) == ("https://ledger.example/good", b"<p>Good.</p>")


def test_beginnings_that_lead_nowhere_are_one_damage():
    good = gzip.compress(GOOD)
    found = read(good + b"\x1f\x8b\x08" * 2_000 + good)
    assert [type(one) for one in found] == [RawCapture, Rejection, RawCapture]


@given(st.integers(0, 2**32), st.booleans())
def test_no_damage_whatever_is_an_error(seed, is_gzipped):
    dice = random.Random(seed)
    content = bytearray(archive(is_gzipped=is_gzipped))
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    del content[dice.randrange(len(content)) :: dice.choice([1, 7, 1000])]
    found = list(read_warc("a.warc.gz", io.BytesIO(bytes(content)), max_bytes=LIMIT))
    assert all(isinstance(one, RawCapture | Rejection | Revisit | Place) for one in found)
    assert found[-1].is_done


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x1f\x8b\x08nonsense", b"WARC/1.0\r\n"])
def test_what_is_no_archive_at_all_gives_no_page(content):
    assert not pages_of(read(content))


def test_a_wacz_is_read_through_its_archives(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as wacz:
        wacz.writestr("datapackage.json", "{}")
        wacz.writestr("archive/data.warc.gz", archive())
    found = [one for one in read_paths([str(tmp_path / "a.wacz")]) if isinstance(one, RawCapture)]
    assert pages_of(found) == [f"https://ledger.example/{number}" for number in range(3)]
    assert found[0].name.endswith("a.wacz/archive/data.warc.gz#1")


def test_a_wacz_whose_archive_is_damaged_says_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as wacz:
        wacz.writestr("archive/data.warc.gz", archive())
    content = bytearray((tmp_path / "a.wacz").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 30] = bytes(30)
    (tmp_path / "a.wacz").write_bytes(content)
    assert any(isinstance(one, Rejection) for one in read_paths([str(tmp_path / "a.wacz")]))


def wacz_of(path, *, hurt: str, method=zipfile.ZIP_STORED):
    """A WACZ of three archives, one of which is made unlike what the ZIP says of it."""
    with zipfile.ZipFile(path, "w", method) as wacz:
        for name in ("a", "b", "c"):
            wacz.writestr(f"archive/{name}.warc.gz", archive())
        place = wacz.getinfo(f"archive/{hurt}.warc.gz")
    return place.header_offset + 30 + len(place.filename), bytearray(path.read_bytes())


def read_wacz(path, content):
    path.write_bytes(content)
    found = list(read_paths([str(path)]))
    pages = [one.name.split("/")[-1] for one in found if isinstance(one, RawCapture)]
    return pages, {one.name.split("/")[-1]: one.reason for one in found if isinstance(one, Rejection)}


def test_an_archive_with_a_wrong_sum_in_its_wacz_is_read_to_its_end_and_told(tmp_path):
    start, content = wacz_of(tmp_path / "a.wacz", hurt="b")
    listed = content.rindex(b"archive/b.warc.gz") - 46
    for at in (start - 30 - len("archive/b.warc.gz") + 14, listed + 16):  # the sum in the local and the central header
        content[at] ^= 1
    pages, told = read_wacz(tmp_path / "a.wacz", content)
    assert pages == [f"{name}.warc.gz#{number}" for name in "abc" for number in (1, 6, 11)]
    assert list(told) == ["b.warc.gz"]
    assert re.search(r"damaged in its ZIP: Bad CRC-32.*what could be read of it was taken in", told["b.warc.gz"])


@pytest.mark.parametrize("hurt", ["a", "b", "c"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_archive_in_a_wacz_keeps_nobody_from_the_others(tmp_path, hurt, method):
    start, content = wacz_of(tmp_path / "a.wacz", hurt=hurt, method=method)
    content[start + 100 : start + 130] = bytes(30)
    pages, told = read_wacz(tmp_path / "a.wacz", content)
    others = {f"{name}.warc.gz#{number}" for name in set("abc") - {hurt} for number in (1, 6, 11)}
    assert others <= set(pages)
    assert told
    assert {name.split(".")[0] for name in told} == {hurt}


def test_an_archive_that_cannot_be_opened_in_its_wacz_keeps_nobody_from_the_others(tmp_path):
    start, content = wacz_of(tmp_path / "a.wacz", hurt="a")
    content[start - 1] ^= 1  # its name in the local header
    pages, told = read_wacz(tmp_path / "a.wacz", content)
    assert {page.split(".")[0] for page in pages} == {"b", "c"}
    assert list(told) == ["a.warc.gz"]


def test_a_broken_wacz_says_so(tmp_path):
    (tmp_path / "a.wacz").write_bytes(b"PK\x03\x04 nonsense")
    [found] = read_paths([str(tmp_path / "a.wacz")])
    assert "damaged ZIP" in found.reason


def test_a_page_met_again_is_told_with_the_address_and_time_of_the_first():
    found = list(read_warc("a.warc.gz", io.BytesIO(archive(pages=1)), max_bytes=LIMIT))
    [revisit] = [one for one in found if isinstance(one, Revisit)]
    assert (revisit.url, revisit.first_url) == ("https://ledger.example/0",) * 2
    assert revisit.first_seen == datetime(2025, 7, 1, 10, tzinfo=UTC)


SHAPES = {
    "gzipped by record": archive(pages=6),
    "plain": archive(pages=6, is_gzipped=False),
    "gzipped as a whole": gzip.compress(archive(pages=6, is_gzipped=False)),
    "two records a member": gzip.compress(archive(pages=1, is_gzipped=False)) * 4,
    "damaged": (lambda whole: whole[:1_900] + b"\x00" * 40 + whole[1_940:])(archive(pages=8)),
    "with padding": archive(pages=2) + b"\x00" * 50 + archive(pages=2),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_reading_goes_on_from_any_place_as_if_it_had_never_stopped(shape):
    def told(since=None):
        return list(read_warc("a.warc.gz", io.BytesIO(SHAPES[shape]), max_bytes=LIMIT, since=since))

    whole = told()
    places = [index for index, one in enumerate(whole) if isinstance(one, Place)]
    assert len(places) > 3
    for index in places[:-1]:
        assert told(whole[index]) == whole[index + 1 :]


def test_what_is_done_is_not_read_again():
    class Counted(io.BytesIO):
        count = 0

        def read(self, size=-1):
            piece = super().read(size)
            Counted.count += len(piece)
            return piece

    # members larger than what is read ahead
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    dice = random.Random(1)
    for number in range(40):
        body = b"<p>" + dice.randbytes(50_000)
        response(writer, f"https://ledger.example/{number}", "200 OK", [("Content-Type", "text/html")], body)
    content = out.getvalue()
    whole = list(read_warc("a", io.BytesIO(content), max_bytes=LIMIT))
    last = [one for one in whole if isinstance(one, Place)][-3]
    rest = list(read_warc("a", Counted(content), max_bytes=LIMIT, since=last))
    assert [one.url for one in rest if isinstance(one, RawCapture)] == ["https://ledger.example/39"]
    assert Counted.count < len(content) / 10


def test_a_place_is_told_where_nothing_is_found_for_long():
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number in range(2_500):
        response(writer, f"https://ledger.example/{number}.png", "200 OK", [("Content-Type", "image/png")], b"x")
    places = list(read_warc("a", io.BytesIO(out.getvalue()), max_bytes=LIMIT))
    assert [one.records for one in places] == [1_000, 2_000, 2_500]


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the evaluation data beside the checkout")
@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("example.warc.gz", "http://example.com/"),
        ("example.arc.gz", "http://example.com/"),
        ("example-iana.org-chunked.warc", "http://www.iana.org/"),
        ("example-wrong-chunks.warc.gz", "http://example.com/"),
        ("example-bad.warc.gz.bad", "http://example.com?example=1"),
        ("example-trunc.warc", "http://example.com/"),
    ],
)
def test_real_files_good_and_broken_give_their_page(name, url):
    with (REAL / name).open("rb") as file:
        found = [one for one in read_warc(name, file, max_bytes=LIMIT) if not isinstance(one, Place)]
    assert pages_of(found) == [url]
    assert b"<title>" in next(page for page in found if isinstance(page, RawCapture)).content
