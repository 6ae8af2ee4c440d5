"""Articles in CSV, JSON Lines and JSON, and lists of links."""

import csv
import gzip
import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.capture.files import read_paths
from articles.capture.found import Limits, Link, Skipped, TableOptions
from articles.capture.json_objects import json_objects
from articles.documents import RawCapture, Rejection

TEXT = "The ferry costs more, its owner said on Friday."
ROWS = [
    {"title": "Ferry, dear", "text": f"{TEXT}\n\nMuch more.", "url": "https://ledger.example/1", "date": "2025-07-08"},
    {"title": "Port – closed", "text": TEXT, "url": "https://ledger.example/2", "date": ""},
]


def read(path, *, limits=Limits()):  # noqa: B008  (frozen)
    return list(read_paths([str(path)], limits=limits))


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_csv(rows, delimiter=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_lines(rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv(ROWS)),
        ("a.csv", as_csv(ROWS, ";")),
        ("a.tsv", as_csv(ROWS, "\t")),
        ("a.csv", b"\xef\xbb\xbf" + as_csv(ROWS).encode()),
        ("a.csv", as_csv(ROWS).encode("cp1252")),
        ("a.csv", as_csv(ROWS).encode("utf-16")),
        ("a.csv.gz", gzip.compress(as_csv(ROWS).encode())),
        ("a.jsonl", as_lines(ROWS)),
        ("a.ndjson.gz", gzip.compress(as_lines(ROWS).encode())),
        ("a.json", json.dumps(ROWS, indent=1)),
        ("a.json", as_lines(ROWS)),
        ("a.json", json.dumps({"status": "ok", "totalResults": 2, "articles": ROWS})),
    ],
)
def test_each_row_is_a_capture_of_its_own(tmp_path, name, content):
    path = write(tmp_path / name, content)
    for found in (read(path), read(tmp_path)):
        assert [one.name for one in found] == [f"{path}#1", f"{path}#2"]
        assert [one.url for one in found] == ["https://ledger.example/1", "https://ledger.example/2"]
        assert [json.loads(one.content)["row"] for one in found] == ROWS


def test_the_caller_names_columns_and_encoding(tmp_path):
    path = write(tmp_path / "a.csv", "kop;verhaal\nVeerpont;“Duur”\n".encode("utf-16-le"))
    assert isinstance(read(path)[0], Rejection)
    tables = TableOptions(columns={"title": "kop", "text": "verhaal"}, encoding="utf-16-le")
    [found] = read(path, limits=Limits(tables=tables))
    assert json.loads(found.content)["row"] == {"kop": "Veerpont", "verhaal": "“Duur”"}


def test_a_row_without_text_is_a_link_or_reported_and_the_rest_is_read(tmp_path):
    rows = [{"title": "x", "text": "", "url": ""}, {"title": "y", "text": "", "url": "https://a.example/"}, ROWS[0]]
    found = read(write(tmp_path / "a.jsonl", as_lines(rows) + "{broken\n[1]\n" + as_lines(ROWS)))
    assert [type(one) for one in found] == [Rejection, Link, RawCapture, Rejection, Rejection, RawCapture, RawCapture]
    assert found[1].url == "https://a.example/"


def test_wallabags_export_is_recognised(tmp_path):
    row = {
        "content": "<p>One.</p><p>Two.</p>",
        "url": "https://a.example/1",
        "is_archived": 0,
        "created_at": "2025-07-09",
    }
    [found] = read(write(tmp_path / "all.json", json.dumps([row])))
    assert json.loads(found.content)["basis"] == "Wallabag export"
    assert found.captured_at.isoformat() == "2025-07-09T00:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("part_000000.csv", "title,url,time_added,tags,status\nFerry,https://a.example/1,1720000000,x|y,unread\n"),
        (
            "ril_export.html",
            "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
            '<li><a href="https://a.example/1" time_added="1720000000" tags="x,y">Ferry</a></li></ul></body></html>',
        ),
        (
            "bookmarks.html",
            "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL>"
            '<DT><A HREF="https://a.example/1" ADD_DATE="1720000000">Ferry</A></DL>',
        ),
    ],
)
def test_pockets_exports_and_bookmarks_are_links(tmp_path, name, content):
    path = write(tmp_path / name, content)
    for found in (read(path), read(tmp_path)):
        [link] = found
        assert (link.url, link.title, link.saved_at.year) == ("https://a.example/1", "Ferry", 2024)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "x", "version": "1"}'),
        ("truth.jsonl", '{"file": "a.html", "body": "The text of a page beside it.", "url": "https://a.example/"}'),
        ("prices.csv", "day,price\n2025-07-08,5\n"),
        ("sites.csv", "name,url\nLedger,https://ledger.example/\n"),
        ("empty.json", "[]"),
    ],
)
def test_a_table_met_in_a_folder_that_holds_no_article_is_skipped(tmp_path, name, content):
    write(tmp_path / name, content)
    [found] = read(tmp_path)
    assert isinstance(found, Skipped)


def test_a_table_without_known_columns_names_those_it_has(tmp_path):
    [found] = read(write(tmp_path / "a.csv", "kop;verhaal\nx;y\n"))
    assert "kop, verhaal" in found.reason
    assert "--columns" in found.reason


def test_a_table_of_addresses_met_in_a_folder_names_its_columns_too(tmp_path):
    write(tmp_path / "a.csv", "Título;Texto;url\nx;y;https://ledger.example/1\n")
    [found] = read(tmp_path)
    assert "Título, Texto, url" in found.reason
    assert "--columns" in found.reason


def test_a_column_that_the_caller_names_and_the_table_lacks_is_told(tmp_path):
    limits = Limits(tables=TableOptions(columns={"title": "kopp", "text": "verhaal"}))
    [found] = read(write(tmp_path / "a.csv", "kop;verhaal\nx;y\n"), limits=limits)
    assert found.reason == "no column kopp; there are: kop, verhaal"


def test_a_first_row_that_is_cut_short_costs_no_other_row(tmp_path):
    found = read(write(tmp_path / "a.csv", f"title,text,url\nFerry\nPort,{TEXT},\n"))
    assert [type(one) for one in found] == [Rejection, RawCapture]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_a_row_beyond_the_limit_is_reported_and_the_next_is_read(tmp_path, name):
    rows = [ROWS[0], {**ROWS[0], "text": "long " * 2_000}, ROWS[1]]
    content = {"a.csv": as_csv(rows), "a.jsonl": as_lines(rows), "a.json": json.dumps(rows)}[name]
    found = read(write(tmp_path / name, content), limits=Limits(max_bytes=3_000))
    assert isinstance(found[0], RawCapture)
    assert any(isinstance(one, Rejection) for one in found)
    assert isinstance(found[-1], RawCapture)
    assert found[-1].url == "https://ledger.example/2"


@pytest.mark.parametrize(
    ("name", "opening", "filling"),
    [
        ("a.csv", 'title,text\nx,"', "y" * 99 + "\n"),
        ("a.jsonl", '{"text": "', "y" * 99),
        ("a.json", '[{"text": "', "y" * 99),
    ],
)
def test_a_cell_without_end_stops_at_the_limit_without_memory(tmp_path, name, opening, filling):
    path = tmp_path / name
    with path.open("w") as file:
        file.write(opening)
        for _ in range(300):
            file.write(filling * 1_000)
    tracemalloc.start()
    found = read(path, limits=Limits(max_bytes=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not any(isinstance(one, RawCapture) and len(one.content) > 100_000 for one in found)
    assert peak < 8 * 1024 * 1024


@given(
    st.lists(st.dictionaries(st.text(), st.recursive(st.text() | st.integers(), st.lists, max_leaves=8))),
    st.integers(1, 40),
)
def test_objects_are_cut_from_any_json_as_a_parser_would(rows, step):
    rows = [row for row in rows if row]
    written = json.dumps(rows, ensure_ascii=False)
    stream = io.StringIO(written)
    found = list(json_objects(lambda _: stream.read(step), max_characters=100_000))
    assert [json.loads(text) for text in found] == rows


@given(st.binary(max_size=300), st.sampled_from(["csv", "jsonl", "json", "csv.gz", "html"]))
def test_no_bytes_make_it_raise(tmp_path_factory, content, suffix):
    path = write(tmp_path_factory.mktemp("any") / f"file.{suffix}", content)
    assert all(isinstance(one, RawCapture | Rejection | Skipped | Link) for one in read(path))


@given(st.data())
def test_no_damage_to_a_table_makes_it_raise(tmp_path_factory, data):
    kind = data.draw(st.sampled_from(["csv", "jsonl", "json"]))
    content = bytearray({"csv": as_csv(ROWS), "jsonl": as_lines(ROWS), "json": json.dumps(ROWS)}[kind].encode())
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=10))
    path = write(tmp_path_factory.mktemp("any") / f"file.{kind}", bytes(content))
    assert all(isinstance(one, RawCapture | Rejection | Skipped | Link) for one in read(path))
