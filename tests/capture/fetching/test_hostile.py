"""A hundred hostile URLs and pages: each ends in a refusal with its reason, in bounded time and memory."""

from __future__ import annotations

import time
import tracemalloc
from threading import Event

import pytest

from articles.capture.fetching.connecting import Network
from articles.capture.fetching.fetch import Limits, Question, fetch
from articles.capture.fetching.results import Cause, Fetched, FetchFailure
from tests.capture.fetching.hostile import CHAIN, MB, PAGE, PAGES, URLS
from tests.capture.fetching.servers import redirect, response, serving

QUESTION = Question(user_agent="newsarchive-test")
TIMED_OUT = 1.0  # seconds that the tests wait for servers that never end


def refuse_to_resolve(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.fixture(scope="module")
def evil():
    with serving({path: answer for path, (answer, _, _) in PAGES.items()} | CHAIN) as server:
        yield server


def ask(server, path: str, *, limits: Limits | None = None, resolve=refuse_to_resolve, host: str = "127.0.0.1"):
    network = Network(resolve=resolve, loopback_ports=frozenset({server.port}))
    if host == "127.0.0.1" and resolve is refuse_to_resolve:
        network = Network(resolve=lambda host, port: [host], loopback_ports=frozenset({server.port}))
    return fetch(server.url(path, host), question=QUESTION, limits=limits or Limits(), network=network)


def test_the_list_is_long_enough():
    assert len(URLS) + len(PAGES) >= 60
    assert len({url for url, _ in URLS}) == len(URLS)


@pytest.mark.parametrize(("url", "words"), URLS, ids=[url[:50] for url, _ in URLS])
def test_hostile_urls_are_refused_before_any_name_is_looked_up(url, words):
    result = fetch(url, question=QUESTION, network=Network(resolve=refuse_to_resolve))
    assert isinstance(result, FetchFailure)
    assert result.cause == Cause.REFUSED
    assert words in result.reason


@pytest.mark.parametrize("path", PAGES)
def test_hostile_pages_end_in_a_failure_with_its_reason(evil, path):
    _, cause, words = PAGES[path]
    limits = Limits(seconds=TIMED_OUT) if cause == Cause.TIMEOUT else Limits()
    result = ask(evil, path, limits=limits)  # what is cut off here lasts for ever
    assert isinstance(result, FetchFailure)
    assert (result.cause, words in result.reason) == (cause, True), result
    assert len(result.reason) < 300


def test_redirects_together_have_no_more_time_than_one_page():
    def slowly(connection, over):
        over.wait(0.4)
        connection.sendall(redirect(f"/{time.monotonic_ns()}"))

    class Anything(dict):
        def get(self, path, default=None):
            return slowly

    with serving(Anything()) as server:
        result = ask(server, "/", limits=Limits(seconds=1.0))
        assert server.connections <= 3
    assert result.cause == Cause.TIMEOUT


def test_a_bomb_is_stopped_while_it_unpacks(evil):
    tracemalloc.start()
    try:
        assert ask(evil, "/bomb", limits=Limits(max_bytes=2 * MB)).cause == Cause.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 6 * MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "addresses",
    [
        ["169.254.169.254"],
        ["93.184.216.34", "10.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
        ["::ffff:93.184.216.34"],
        ["fe80::1%eth0"],
        ["64:ff9b::808:808"],
        ["127.0.0.1"],
    ],
)
def test_a_name_is_refused_where_any_of_its_addresses_is_not_public(addresses):
    result = fetch("https://news.example/", question=QUESTION, network=Network(resolve=lambda host, port: addresses))
    assert result.cause == Cause.REFUSED
    assert "news.example leads to" in result.reason


def test_a_name_is_looked_up_once_and_connected_to_as_it_was_checked():
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with serving({"/": response(PAGE)}) as server:
        network = Network(resolve=rebinding, loopback_ports=frozenset({server.port}))
        result = fetch(server.url("/", "news.example"), question=QUESTION, network=network)
        assert isinstance(result, Fetched)
        assert asked == ["news.example"]
        assert server.asked[0].headers["host"] == f"news.example:{server.port}"
        second = fetch(server.url("/", "news.example"), question=QUESTION, network=network)
    assert second.cause == Cause.REFUSED


def test_a_redirect_to_a_name_that_leads_inwards_is_refused():
    with serving({}) as server:
        server.answers["/"] = redirect(f"http://inner.example:{server.port}/secret")
        addresses = {"news.example": ["127.0.0.1"], "inner.example": ["192.168.1.1"]}
        network = Network(resolve=lambda host, port: addresses[host], loopback_ports=frozenset({server.port}))
        result = fetch(server.url("/", "news.example"), question=QUESTION, network=network)
        assert server.connections == 1
    assert result.cause == Cause.REFUSED
    assert "inner.example leads to 192.168.1.1" in result.reason


def test_a_name_that_leads_nowhere_or_is_looked_up_for_ever_is_a_failure():
    def nowhere(host, port):
        raise OSError("no such name")

    ended = Event()

    def forever(host, port):
        ended.wait(60)
        return []

    assert "leads nowhere" in fetch("https://a.example/", question=QUESTION, network=Network(resolve=nowhere)).reason
    slow = fetch("https://a.example/", question=QUESTION, limits=Limits(seconds=0.3), network=Network(resolve=forever))
    ended.set()
    assert slow.cause == Cause.TIMEOUT  # and not `nowhere`, as it would be once the look-up ends
