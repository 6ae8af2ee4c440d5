"""Filters that show captured text."""

from __future__ import annotations

import pytest
from django.urls import reverse, set_script_prefix

from articles.templatetags.archive import host_of, page_of, web_address, with_links, with_marks
from articles.views.linking import NamedSpan, Piece


def test_marks_matches_and_escapes_everything():
    assert with_marks([("<b>a</b> ", False), ("<i>", True)]) == "&lt;b&gt;a&lt;/b&gt; <mark>&lt;i&gt;</mark>"


def test_links_names_and_escapes_everything():
    pieces = [Piece("<b> "), Piece("A&B", NamedSpan(4, 7, "company", "A&B", '/companies/a"b/'))]
    assert with_links(pieces) == ('&lt;b&gt; <a class="entity entity--company" href="/companies/a&quot;b/">A&amp;B</a>')


def test_a_page_is_where_its_site_is():
    at_root = page_of("a-b", "company")
    assert at_root == reverse("articles:company", args=["a-b"])
    set_script_prefix("/archive/")
    try:
        assert page_of("a-b", "company") == f"/archive{at_root}"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://a.example/b?c=d#e", "https://ä.example/", "http://[::1]/"]
)
def test_web_addresses_may_be_linked(url):
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//a.example",
        "/a",
        "http://",
        "https://bank.example@evil.example/",
        "https://a.example/ onmouseover=x",
        "java\nscript:alert(1)",
        "https://a.example/\u202egnp",
        "http://[::1",
        "ftp://a.example/",
        "https://a.example/" + "a" * 3000,
    ],
)
def test_nothing_else_may(url):
    assert web_address(url) == ""
    assert host_of(url) == ""


def test_names_the_host():
    assert host_of("https://www.a.example/b") == "a.example"
