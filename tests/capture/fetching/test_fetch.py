"""Pages that are what they should be: fetched whole, with what the server says of them."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest

from articles.capture.bodies import Body, zstd
from articles.capture.fetching import fetch as fetching
from articles.capture.fetching.connecting import Network
from articles.capture.fetching.fetch import Question, fetch
from articles.capture.fetching.results import Cause, Fetched, FetchFailure, Unchanged
from tests.capture.fetching.hostile import PAGE
from tests.capture.fetching.servers import redirect, response, serving

QUESTION = Question(user_agent="newsarchive-test (+mailto:desk@archive.example)")


def ask(server, path: str, question: Question = QUESTION, host: str = "127.0.0.1"):
    network = Network(resolve=lambda host, port: ["127.0.0.1"], loopback_ports=frozenset({server.port}))
    return fetch(server.url(path, host), question=question, network=network)


def test_a_page_comes_with_its_address_type_and_time():
    with serving({"/": response(PAGE, etag='"v1"', last_modified="Mon, 07 Jul 2025 10:00:00 GMT")}) as server:
        result = ask(server, "/")
    assert isinstance(result, Fetched)
    assert result.content == PAGE
    assert result.media_type == "text/html; charset=utf-8"
    assert result.url == result.requested_url == server.url("/")
    assert datetime.now(UTC) - result.moment < timedelta(minutes=5)
    assert (result.etag, result.last_modified) == ('"v1"', "Mon, 07 Jul 2025 10:00:00 GMT")


def test_the_server_is_told_who_asks_and_nothing_else():
    with serving({"/a?b=c": response(PAGE)}) as server:
        ask(server, "/a?b=c#part")
    headers = server.asked[0].headers
    assert headers["user-agent"] == QUESTION.user_agent
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])),
        ("GZIP", gzip.compress(PAGE) + b"\x00\x00"),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("zstd", zstd.compress(PAGE[:50]) + zstd.compress(PAGE[50:])),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("identity", PAGE),
        ("", PAGE),
    ],
    ids=["gzip", "x-gzip in two", "GZIP and more", "br", "zstd", "zstd in two", "zlib", "deflate", "as it is", "none"],
)
def test_packed_pages_are_unpacked(packing, body):
    with serving({"/": response(body, content_encoding=packing)}) as server:
        assert ask(server, "/").content == PAGE


def test_a_page_packed_in_members_that_come_one_at_a_time_is_whole():
    def send(connection, over):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")
        for start in range(0, len(PAGE), 20):
            for byte in (gzip.compress(PAGE[start : start + 20]),):
                connection.sendall(byte)
                over.wait(0.02)

    with serving({"/": send}) as server:
        assert ask(server, "/").content == PAGE


def test_redirects_are_followed_to_where_they_end():
    with serving({"/old": redirect("/new", "301 Moved Permanently"), "/new": response(PAGE)}) as server:
        result = ask(server, "/old")
        assert (result.requested_url, result.url) == (server.url("/old"), server.url("/new"))
        assert result.is_moved
        server.answers["/new"] = redirect("/passing")
        server.answers["/passing"] = response(PAGE)
        assert not ask(server, "/old").is_moved


def test_a_redirect_in_utf8_leads_to_the_page():
    with serving({"/": redirect("/caf\u00e9"), "/caf%C3%A9": response(PAGE)}) as server:
        assert ask(server, "/").url == server.url("/caf%C3%A9")


def test_what_is_unchanged_is_not_sent_again():
    with serving({"/": b"HTTP/1.1 304 Not Modified\r\n\r\n"}) as server:
        known = Question(user_agent="test", etag='"v1"', last_modified="Mon, 07 Jul 2025 10:00:00 GMT")
        assert isinstance(ask(server, "/", known), Unchanged)
    headers = server.asked[0].headers
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Mon, 07 Jul 2025 10:00:00 GMT"


def test_a_server_may_name_the_time_to_wait():
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    answers = {
        "/seconds": response(status="429 Too Many", retry_after="120"),
        "/date": response(status="503 Later", retry_after=later),
        "/years": response(status="503 Later", retry_after="99999999999999"),
        "/past": response(status="503 Later", retry_after="Mon, 07 Jul 2025 10:00:00 GMT"),
        "/odd": response(status="503 Later", retry_after="soon"),
    }
    with serving(answers) as server:
        waits = {path: ask(server, path).retry_after for path in answers}
    assert waits.pop("/date") in range(590, 601)
    assert waits == {"/seconds": 120, "/years": 7 * 24 * 3600, "/past": 0, "/odd": None}


def test_failures_tell_whether_they_may_pass():
    def failure(cause, status=None):
        return FetchFailure(requested_url="", cause=cause, reason="", status=status)

    assert failure(Cause.TIMEOUT).is_passing
    assert failure(Cause.STATUS, 503).is_passing
    assert failure(Cause.STATUS, 429).is_passing
    assert not failure(Cause.STATUS, 404).is_passing
    assert not failure(Cause.REFUSED).is_passing


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving({"/": response(PAGE)}) as server:
        assert isinstance(ask(server, "/"), Fetched)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for news.example, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=news.example"]
    command += ["-addext", "subjectAltName=DNS:news.example"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs openssl to make a certificate")
    return folder


@pytest.fixture
def secure(certificate, monkeypatch):
    """A server that speaks TLS as news.example, whose certificate the archive trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    fetching._tls.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with serving({"/": response(PAGE)}, context=context) as server:
        yield server
    fetching._tls.cache_clear()


def test_tls_is_spoken_with_the_hosts_name_over_the_checked_address(secure):
    assert isinstance(ask(secure, "/", host="news.example"), Fetched)


def test_a_certificate_of_another_name_or_of_nobody_is_refused(secure, monkeypatch):
    other = ask(secure, "/", host="other.example")
    assert (other.cause, "certificate" in other.reason) == (Cause.UNREACHABLE, True)
    monkeypatch.delenv("SSL_CERT_FILE")
    fetching._tls.cache_clear()
    unknown = ask(secure, "/", host="news.example")
    assert (unknown.cause, "certificate" in unknown.reason) == (Cause.UNREACHABLE, True)


def test_a_handshake_that_never_ends_is_given_up():
    def listen(connection, over):
        over.wait(5)

    with serving({}) as server:
        network = Network(resolve=lambda host, port: ["127.0.0.1"], loopback_ports=frozenset({server.port}))
        result = fetch(
            f"https://news.example:{server.port}/",
            question=QUESTION,
            limits=fetching.Limits(seconds=0.5),
            network=network,
        )
    assert result.cause in (Cause.TIMEOUT, Cause.UNREACHABLE)


@pytest.mark.parametrize("size", [1, 3, 1_000_000])
@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda page: zlib.compress(page)[2:-4]),
        ("br", brotli.compress),
        ("zstd", lambda page: zstd.compress(page[:99]) + zstd.compress(page[99:])),
    ],
)
def test_a_packed_body_may_come_in_pieces_of_any_size(packing, packed, size):
    page = PAGE * 5_000
    body, sent = Body(packing=packing, max_bytes=len(page)), packed(page)
    for start in range(0, len(sent), size):
        body.add(sent[start : start + size])
    assert body.finish() == page
