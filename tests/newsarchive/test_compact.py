"""Pages without the indentation of their templates."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from newsarchive.compact import CompactMiddleware
from tests.bounded import soon


def sent(response):
    return CompactMiddleware(lambda request: response)(RequestFactory().get("/"))


def test_indentation_and_blank_lines_go_and_every_word_stays_apart():
    page = sent(HttpResponse("<p>\n    One\n\n   <b>two</b> <i>three</i>\n</p>\n", headers={"Content-Length": "48"}))
    assert page.content == b"<p>\nOne\n<b>two</b> <i>three</i>\n</p>\n"
    assert page["Content-Length"] == str(len(page.content))


def test_a_megabyte_of_spaces_is_read_soon():
    text = b"<p>" + b" " * 1_000_000 + b"</p>\n"
    with soon():  # it grew by the square of the length
        assert sent(HttpResponse(text)).content == text


@pytest.mark.parametrize("typed", ["<pre>a\n  b</pre>", "<TEXTAREA name=x>\n\n  b</TEXTAREA>"])
def test_a_page_with_text_as_it_was_typed_stays_as_it_is(typed):
    assert sent(HttpResponse(typed)).content == typed.encode()


def test_only_whole_pages_of_html_are_touched():
    assert sent(HttpResponse("a\n  b", content_type="text/plain")).content == b"a\n  b"
    assert list(sent(StreamingHttpResponse(["a\n  b"])).streaming_content) == [b"a\n  b"]
