"""The notes that browsers and tools leave in pages they save."""

from datetime import UTC, datetime

import pytest

from articles.documents import RawCapture
from articles.envelopes.saved_page import with_saved_note

URL = "https://ledger.example/harbour?id=7"
MOMENT = datetime(2025, 7, 8, 8, 12, 33, tzinfo=UTC)
SINGLE_FILE = f"""<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile 
 url: {URL} 
 saved date: Tue Jul 08 2025 10:12:33 GMT+0200 (Central European Summer Time)
--><meta charset=utf-8><title>Harbour</title><p>Text."""  # noqa: W291  (as the tool writes it)
CHROMIUM = f"<!DOCTYPE html>\n<!-- saved from url=(0034){URL} -->\n<html><head></head><body>Text.</body></html>"
HTTRACK = (
    "<!DOCTYPE html><html>\n<!-- Mirrored from ledger.example/harbour?id=7 by HTTrack Website Copier/3.x "
    "[XR&CO'2014], Tue, 08 Jul 2025 08:12:33 GMT -->\n<head></head></html>"
)


def noted(text, **known):
    return with_saved_note(RawCapture(content=text.encode(), media_type="text/html", **known))


@pytest.mark.parametrize(("text", "moment"), [(SINGLE_FILE, MOMENT), (CHROMIUM, None), (HTTRACK, MOMENT)])
def test_the_note_tells_where_the_page_stood_and_when_it_was_saved(text, moment):
    raw = noted(text)
    assert (raw.url, raw.captured_at) == (URL, moment)


def test_what_the_caller_knows_goes_first():
    told = datetime(2025, 7, 9, tzinfo=UTC)
    raw = noted(SINGLE_FILE, url="https://other.example/", captured_at=told)
    assert (raw.url, raw.captured_at) == ("https://other.example/", told)


@pytest.mark.parametrize(
    "text",
    [
        f"<html><body><p>Said</p>{SINGLE_FILE}</body></html>",
        SINGLE_FILE.replace("https://", "javascript:"),
        "<!-- saved from url=(0014)about:internet -->\n<html></html>",
    ],
)
def test_a_note_further_down_or_without_a_web_address_tells_no_address(text):
    assert noted(text).url == ""


@pytest.mark.parametrize("date", ["Tue Foo 99 2025 10:12:33 GMT+0200", "Tue Jul 08 9999 10:12:33 GMT+0200", "", "\x00"])
def test_a_date_that_is_none_is_left_out(date):
    text = SINGLE_FILE.replace("Tue Jul 08 2025 10:12:33 GMT+0200", date)
    assert noted(text).captured_at is None
