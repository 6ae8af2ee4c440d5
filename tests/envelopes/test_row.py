"""Articles as rows of an export."""

from datetime import UTC, datetime

import pytest

from articles.documents import RawCapture, Rejection
from articles.envelopes.opened import ROW
from articles.envelopes.row import capture_of_row, open_row, read_moment, recognise_columns

WALLABAG = {
    "is_archived": 1,
    "is_starred": 0,
    "id": 7,
    "title": "Ferry prices up",
    "url": "https://ledger.example/ferry",
    "content": "<p>The ferry costs more.</p><p>Much more.</p>",
    "created_at": "2025-07-09T10:00:00+0200",
    "published_at": "2025-07-08T08:00:00+0000",
    "published_by": ["Ann Bell", "Bo Chen"],
    "domain_name": "ledger.example",
    "language": "en",
    "tags": ["ferries"],
}


def packed(row, *, mapping=None, basis="CSV"):
    return capture_of_row(row, recognise_columns(list(row), basis=basis, mapping=mapping), name="a.csv#1")


def test_a_row_is_read_again_from_its_bytes_alone():
    raw = packed(WALLABAG, basis="JSON")
    assert raw.media_type == ROW
    again = open_row(RawCapture(content=raw.content, media_type=raw.media_type))
    assert again.pages[0].url == "https://ledger.example/ferry"
    assert again.pages[0].captured_at == datetime(2025, 7, 9, 8, tzinfo=UTC)
    assert again.pages[0].media_type.startswith("text/html")
    assert again.stated.basis == "Wallabag export"
    assert again.stated.authors == ("Ann Bell", "Bo Chen")
    assert (again.stated.date, again.stated.date_field) == ("2025-07-08T08:00:00+0000", "published_at")
    assert again.is_one_article


def test_the_same_row_gives_the_same_bytes_in_any_order():
    assert packed(WALLABAG).content == packed(dict(reversed(WALLABAG.items()))).content


@pytest.mark.parametrize(
    ("row", "field", "column"),
    [
        ({"Headline": "x", "Body Text": "y"}, "text", "Body Text"),
        ({"publishedAt": "x", "content": "y"}, "date", "publishedAt"),
        ({"date_publish": "x", "maintext": "y", "date_download": "z"}, "captured_at", "date_download"),
        ({"authors": [], "text": "y"}, "author", "authors"),
        ({"url": "x", "text": "y", "body": "z"}, "text", "text"),
    ],
)
def test_columns_are_known_by_the_names_that_exports_give_them(row, field, column):
    assert recognise_columns(list(row), basis="CSV").names[field] == column


def test_what_the_caller_says_of_columns_goes_first():
    row = {"text": "a summary", "long": "The whole story.", "title": "x"}
    found = open_row(packed(row, mapping={"text": "long"}))
    assert found.pages[0].content == b"The whole story."


def test_parts_of_objects_are_named_with_a_dot_or_found_where_apis_put_them():
    row = {
        "title": {"rendered": "Ferry &amp; port"},
        "content": {"rendered": "<p>One.</p><p>Two.</p>"},
        "meta": {"by": "Ann"},
    }
    found = open_row(packed(row, mapping={"author": "meta.by"}))
    assert found.pages[0].content.startswith(b"<p>One.")
    assert found.stated.title == "Ferry &amp; port"
    assert found.stated.authors == ("Ann",)


def test_a_source_that_is_an_address_is_one():
    raw = packed({"source": "https://ledger.example/a", "text": "Words."})
    assert (raw.url, raw.source_name) == ("https://ledger.example/a", "")
    assert packed({"source": "The Ledger", "text": "Words."}).source_name == "The Ledger"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("1720000000", datetime(2024, 7, 3, 9, 46, 40, tzinfo=UTC)),
        (1720000000, datetime(2024, 7, 3, 9, 46, 40, tzinfo=UTC)),
        ("2025-07-09", datetime(2025, 7, 9, tzinfo=UTC)),
        ("9999999999", None),
        ("soon", None),
        (True, None),
        ([1], None),
        pytest.param(10**5000, None, id="a number of 5,001 digits"),
    ],
)
def test_times_are_read_as_exports_write_them(value, moment):
    assert read_moment(value) == moment


@pytest.mark.parametrize("url", ["http://[", "http://a:x/", "javascript:alert(1)", "https://", "http://" + "h" * 9_000])
def test_an_address_that_cannot_be_taken_apart_is_none(url):
    assert packed({"url": url, "text": "Words."}).url == ""


@pytest.mark.parametrize("content", [b"{}", b"[]", b"[" * 90_000, b"\xff", b'{"columns":[],"basis":"","row":5}'])
def test_bytes_that_are_no_row_are_refused_with_a_reason(content):
    found = open_row(RawCapture(content=content, media_type=ROW))
    assert isinstance(found, Rejection)
    assert found.reason
