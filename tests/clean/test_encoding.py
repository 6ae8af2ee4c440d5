"""Bytes -> text: the order in which encodings are believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.clean.encoding import decode
from tests.bounded import soon


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"),
    [
        ("naïve café".encode(), "iso-8859-1", "naïve café", "utf-8"),
        ("naïve café".encode("latin-1"), "", "naïve café", "cp1252"),
        ("“quoted”".encode("cp1252"), "iso-8859-1", "“quoted”", "cp1252"),
        ("\ufeffplain".encode(), "", "plain", "utf-8"),
        ("wide".encode("utf-16"), "", "wide", "utf-16"),
        ("Привет, мир".encode("koi8-r"), "koi8-r", "Привет, мир", "koi8-r"),
        ("日本語".encode("shift_jis"), "shift_jis", "日本語", "cp932"),
        (
            b'<meta charset="windows-1251">' + "Привет".encode("cp1251"),
            "",
            '<meta charset="windows-1251">Привет',
            "cp1251",
        ),
        (b"plain", "no-such-charset", "plain", "utf-8"),
        (b"a\x00b", "", "ab", "utf-8"),
    ],
)
def test_the_encoding_is_found(content, declared, text, encoding):
    assert decode(content, "text/html", declared) == (text, encoding)


def test_surrogates_written_as_utf8_do_not_make_it_another_encoding():
    content = "Škoda\ud83d\ude00 sold \ud800more cars in Łódź.".encode("utf-8", "surrogatepass")
    assert decode(content, "text/plain") == ("Škoda sold more cars in Łódź.", "utf-8")


def test_a_charset_in_the_media_type_counts():
    assert decode("Привет".encode("cp1251"), "text/html; charset=windows-1251") == ("Привет", "cp1251")


def test_utf8_cut_in_the_middle_of_a_letter_stays_utf8():
    text, encoding = decode(("é" * 100).encode()[:-1], "text/plain")
    assert encoding == "utf-8"
    assert text == "é" * 99 + "\ufffd"


def test_a_text_of_all_letters_there_are_is_read_in_one_pass():
    content = "".join(map(chr, range(0xE000, 0x40000))).encode() + b"\xff"
    with soon():
        assert decode(content, "text/plain")[1] == "utf-8"


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_any_bytes_become_storable_text(content, declared):
    text, _ = decode(content, "text/html", declared)
    assert "\x00" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("label", ["base64", "hex", "zlib", "rot13", "idna", "punycode", "undefined"])
def test_a_codec_that_no_page_is_written_in_is_passed_over(label):
    page = f"<meta charset='{label}'><p>Caf\xe9 society</p>".encode("cp1252")
    assert decode(page, "text/html") == (page.decode("cp1252"), "cp1252")
