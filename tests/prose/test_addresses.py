"""Which addresses lead to the same page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.prose.addresses import LONGEST_KEY, address_key, page_key

STORY = "https://www.ledger.example/2025/07/harbour?id=4"


@pytest.mark.parametrize(
    "other",
    [
        "http://ledger.example/2025/07/harbour?id=4",
        "https://m.ledger.example/2025/07/harbour/?id=4#comments",
        "https://WWW.Ledger.Example:443/2025/07/harbour?utm_source=mail&id=4&fbclid=xyz",
        " https://www.ledger.example/2025/07/%68arbour?ref=home&id=4 ",
    ],
)
def test_ways_to_write_one_address_have_one_key(other):
    assert address_key(other) == address_key(STORY) != ""


@pytest.mark.parametrize(
    "other",
    [
        "https://www.ledger.example/2025/07/harbour?id=5",
        "https://www.ledger.example/2025/07/Harbour?id=4",
        "https://www.ledger.example/2025/07/harbour",
        "https://www.courier.example/2025/07/harbour?id=4",
        "https://www.ledger.example:8443/2025/07/harbour?id=4",
    ],
)
def test_other_pages_have_other_keys(other):
    assert address_key(other) not in (address_key(STORY), "")


@pytest.mark.parametrize(
    "nothing",
    ["", "harbour.html", "mailto:desk@ledger.example", "https://localhost/x", "https://ledger.example/?utm_source=a",
     "https://[broken", "https://ledger.example:harbour/x"],
)  # fmt: skip
def test_what_leads_to_no_page_of_its_own_has_no_key(nothing):
    assert address_key(nothing) == ""


@given(st.text(max_size=300))
def test_any_text_has_a_key_that_fits(text):
    assert len(address_key(f"https://ledger.example/{text}")) <= LONGEST_KEY
    assert len(address_key(text)) <= LONGEST_KEY


def test_a_long_address_keeps_what_makes_it_different():
    long = f"https://ledger.example/{'a' * 3_000}"
    assert address_key(f"{long}1") != address_key(f"{long}2")


def test_a_page_goes_by_its_own_address_on_its_own_site_only():
    seen = "https://m.ledger.example/go?id=4"
    assert page_key(seen, STORY) == address_key(STORY)
    assert page_key(seen, "https://wire.example/original") == address_key(seen)
    assert page_key("", STORY) == address_key(STORY)
    assert page_key(seen, "") == address_key(seen)
    assert page_key("", "") == ""
