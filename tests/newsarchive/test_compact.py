"""Pages without the indentation of their templates."""

from __future__ import annotations

from time import process_time

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from newsarchive.compact import CompactMiddleware


def sent(response):
    return CompactMiddleware(lambda request: response)(RequestFactory().get("/"))


def test_indentation_and_blank_lines_go_and_every_word_stays_apart():
    page = sent(HttpResponse("<p>\n    One\n\n   <b>two</b> <i>three</i>\n</p>\n", headers={"Content-Length": "48"}))
    assert page.content == b"<p>\nOne\n<b>two</b> <i>three</i>\n</p>\n"
    assert page["Content-Length"] == str(len(page.content))


def test_a_megabyte_of_spaces_takes_no_longer_than_one_of_words():
    took = []
    for text in (b"x" * 1_000_000, b" " * 1_000_000):
        began = process_time()
        assert sent(HttpResponse(b"<p>" + text + b"</p>\n")).content == b"<p>" + text + b"</p>\n"
        took.append(process_time() - began)
    assert took[1] < took[0] + 1  # it grew by the square of the length


@pytest.mark.parametrize("typed", ["<pre>a\n  b</pre>", "<TEXTAREA name=x>\n\n  b</TEXTAREA>"])
def test_a_page_with_text_as_it_was_typed_stays_as_it_is(typed):
    assert sent(HttpResponse(typed)).content == typed.encode()


def test_only_whole_pages_of_html_are_touched():
    assert sent(HttpResponse("a\n  b", content_type="text/plain")).content == b"a\n  b"
    assert list(sent(StreamingHttpResponse(["a\n  b"])).streaming_content) == [b"a\n  b"]
