"""Several servers asked at a time: a slow one holds up nobody else, and none is asked twice at once."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from articles.collecting.feeds import poll_feeds
from articles.collecting.pages import Missed, fetch_pages
from articles.collecting.side_by_side import SERVERS_AT_ONCE, side_by_side
from articles.models import Feed
from articles.store.feeds import add_feeds
from articles.store.fetching import ask_for
from articles.store.receipts import Receipt
from tests.capture.fetching.servers import response
from tests.collecting.pages import story
from tests.collecting.test_feeds import item, rss

PATIENCE = 20  # seconds, for what happens at once where servers are asked side by side


@pytest.fixture
def slow_until():
    """An event that slow servers wait for, and the answers that they give then."""
    released = threading.Event()

    def slowly(answer):
        def send(connection, over):
            released.wait(PATIENCE)
            connection.sendall(answer)

        return send

    yield released, slowly
    released.set()


@pytest.mark.django_db(transaction=True)
def test_two_slow_feeds_do_not_hold_up_the_others(site, slow_until):
    released, slowly = slow_until
    site.answers |= {"/slow": slowly(rss()), "/feed": rss(item("/one")), "/robots.txt": response(b"")}
    slow = [site.url("/slow", f"slow{number}.example") for number in range(2)]
    quick = [site.url("/feed", f"quick{number}.example") for number in range(2 * SERVERS_AT_ONCE)]
    add_feeds(titles=dict.fromkeys([*slow, *quick], ""))

    polled = poll_feeds()
    first = [next(polled).feed.url for _ in quick]
    released.set()

    assert sorted(first) == sorted(quick)
    assert sorted(result.feed.url for result in polled) == slow
    assert set(Feed.objects.values_list("failures", flat=True)) == {0}


@pytest.mark.django_db(transaction=True)
def test_a_slow_page_does_not_hold_up_the_others(site, slow_until):
    released, slowly = slow_until
    site.answers |= {
        "/slow": slowly(response(status="404 Not Found")),
        "/one": response(story("Ship one sinks", place="Oneport").encode()),
        "/two": response(story("Ship two sinks", place="Twoport").encode()),
    }
    ask_for(urls=[site.url("/slow", "slow.example"), site.url("/one", "one.example"), site.url("/two", "two.example")])

    fetched = fetch_pages()
    first = [next(fetched), next(fetched)]
    released.set()

    assert all(isinstance(one, Receipt) for one in first)
    assert [type(one) for one in fetched] == [Missed]


def test_each_server_is_asked_once_at_a_time_and_only_some_together():
    waiting = [(f"host{number % 20}", number) for number in range(200)]
    at_work: Counter[str] = Counter()
    most = []
    lock = threading.Lock()

    def claim(busy):
        found = next((one for one in waiting if one[0] not in busy), None)
        if found:
            waiting.remove(found)
        return found

    def work(one):
        with lock:
            at_work[one[0]] += 1
            most.append((max(at_work.values()), at_work.total()))
        with lock:
            at_work[one[0]] -= 1
        return one[1]

    assert sorted(side_by_side(claim, work, origin_of=lambda one: one[0])) == list(range(200))
    assert max(hosts for hosts, _ in most) == 1
    assert max(together for _, together in most) <= SERVERS_AT_ONCE


def test_what_fails_unforeseen_ends_the_run_after_what_was_begun():
    waiting, done = list(range(SERVERS_AT_ONCE)), []

    def work(number):
        if number == 0:
            raise KeyError(number)
        done.append(number)

    with pytest.raises(KeyError):
        list(side_by_side(lambda busy: waiting.pop() if waiting else None, work, origin_of=str))
    assert sorted(done) == list(range(1, SERVERS_AT_ONCE))
