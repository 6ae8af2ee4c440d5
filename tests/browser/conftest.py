"""An archive to walk through in a browser, and what the walks share."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from time import monotonic, sleep

import pytest

from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyFactory,
    MentionFactory,
    PersonFactory,
    SightingFactory,
    SourceFactory,
    TopicFactory,
)

FIRMS = (
    "Xiaomi",
    "Tesla",
    "Apple",
    "BYD",
    "Nio",
    "Ford",
    "AT&T",
    "Geely",
    "Toyota",
    "Intel",
    "Nvidia",
    "Boeing",
    "Zeekr",
)


def pytest_collection_modifyitems(items):
    """Everything in this folder drives a browser."""
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def archive(live_server):
    """Sixty-four articles: the one that is looked for, five on words, two undated, and a crowd."""
    dice = random.Random(3)
    companies = {name: CompanyFactory(name=name, slug=name.lower().replace("&", "")) for name in FIRMS}
    industry = TopicFactory(name="Industry", slug="industry")
    topics = {
        "ev": TopicFactory(name="Electric vehicles", slug="electric-vehicles", parent=industry),
        "trade": TopicFactory(name="Tariffs and trade", slug="tariffs"),
        "phones": TopicFactory(name="Smartphones", slug="smartphones"),
    }
    sources = [SourceFactory(name=f"The Ledger {n}", slug=f"ledger-{n}") for n in range(3)]
    wanted = ArticleFactory(
        title="Xiaomi readies its first car",
        text="Xiaomi says mass production begins early.\n\nA table & <b>chairs</b> were set out.",
        published_at=datetime(2021, 10, 19, tzinfo=UTC), published_is_inferred=True, published_basis="tweet",
        published_evidence="October 19, 2021",
        companies=[companies["Xiaomi"], companies["Tesla"]], topics=[topics["ev"]],
        people=[PersonFactory(name="Lei Jun", slug="lei-jun")], source=None,
    )  # fmt: skip
    MentionFactory(article=wanted, company=companies["Xiaomi"], start=0, end=6)
    version = ArticleVersionFactory(article=wanted, removed=[{"text": "Sign up now", "rule": "promotion"}])
    SightingFactory(capture=version.capture, url="https://ledger.example/cars", captured_at="2021-10-20T08:00:00Z")
    lines = [
        ("AT&T cuts prices", "The café of the S&P 500 trader is closed."),
        ("Tariffs bite", "Duties on cars, and the production of mass transit."),
        ("To be or not to be", "A tariff here."),
        ("Xiaomi opens shops", "No cars yet."),
        ("Notes on lithium", "Electricity and electric cars."),
    ]
    for number, (title, text) in enumerate(lines):
        ArticleFactory(
            title=title, text=text, source=sources[0], topics=[topics["trade"]] if "ariff" in title + text else [],
            companies=[companies[name] for name in FIRMS if name in title],
            published_at=datetime(2023, 4, 2 + number, tzinfo=UTC),
        )  # fmt: skip
    for number in range(58):
        is_undated = number % 29 == 0
        ArticleFactory(
            title=f"Morning report {number}",
            text=f"Markets moved. {dice.choice(FIRMS)} led.",
            companies=[companies[name] for name in dice.sample(FIRMS, 3)],
            topics=[dice.choice(list(topics.values()))],
            source=dice.choice(sources),
            published_at=None if is_undated else datetime(2024, dice.randint(1, 12), dice.randint(1, 28), tzinfo=UTC),
            published_precision="unknown" if is_undated else "day",
        )
    return wanted


@pytest.fixture
def plain_page(browser, live_server):
    """A tab without JavaScript."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def open_page(browser, live_server):
    """A tab in which a test may run scripts of its own."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def count_of(page) -> int:
    """The number of results the page states."""
    return int(page.locator("#count").inner_text().split()[0].replace(",", ""))


def value_count(page, facet: str, slug: str) -> int:
    """The number beside a value of a facet."""
    row = page.locator(f"#facet-{facet} li", has=page.locator(f"[name={facet}][value='{slug}']"))
    return int(row.locator(".n").inner_text().replace(",", ""))


def bar(page, period: str):
    """The bar of a period, named as its title begins."""
    return page.locator(f"#histogram svg a:has(title:text-matches('^{period}:'))")


def tick(page, facet: str, slug: str) -> None:
    """Tick or untick a value, and wait until the page shows what that gives."""
    follow(page, page.locator(f"#filters [name={facet}][value='{slug}']"))


def follow(page, locator) -> None:
    """Click what changes the results in place, and wait for them."""
    page.evaluate("document.getElementById('archive').dataset.old = '1'")
    locator.click()
    settle(page)


def leave(page, locator) -> None:
    """Click what leads to another page, and wait for it."""
    with page.expect_navigation():
        locator.click()


def settle(page) -> None:
    """Wait until the results marked as old are replaced."""
    page.locator("#archive:not([data-old])").wait_for(state="attached")


def until(holds, seconds: float = 30) -> None:
    """Wait until `holds()`; the content policy forbids Playwright's own way of waiting for an expression."""
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, "waited in vain"
        sleep(0.02)
