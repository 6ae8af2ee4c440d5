"""Ask one address of the web, safely: checked at every hop, bounded in size, time and number of redirects.

Proxies that the environment names are not used, since a proxy would resolve names itself and the check would check
nothing. Certificates are checked against certifi's list, or that of SSL_CERT_FILE where it is set.
"""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final

import certifi
import httpcore

from articles.capture.bodies import ACCEPTED, Body, BodyError, TooLargeError
from articles.capture.fetching.connecting import (
    Deadline,
    GuardedBackend,
    Network,
    NoSuchNameError,
    OutOfTimeError,
    RefusedAddressError,
)
from articles.capture.fetching.content_types import reason_by_content, reason_by_type
from articles.capture.fetching.results import Cause, Fetched, FetchFailure, FetchResult, Objection, Unchanged
from articles.capture.fetching.urls import UrlError, WebAddress, follow, read_url

logger = logging.getLogger(__name__)

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_LONGEST_WAIT: Final = 7 * 24 * 3600  # seconds of a Retry-After that are believed
_HEADER_LIMIT: Final = 1_000  # characters of a header that is kept
_STATUS: Final = {
    401: "the page is for who signs in",
    402: "the page is for who pays",
    403: "the server does not allow it",
    404: "there is no such page",
    410: "the page is gone",
    429: "the server asks to come less often",
    451: "the page is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one fetch may take, all its hops together. Bytes count as sent and as unpacked."""

    max_bytes: int = 20 * 1024 * 1024
    seconds: float = 30.0
    redirects: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How to ask: who asks, and what is taken for an answer.

    `by_type` and `by_content` give the reason why an answer of this type, or of this type with these bytes, is not
    taken. `etag` and `last_modified` are those of what the caller has; `object_to` is told every hop's address before
    it is asked, and may object.
    """

    user_agent: str
    accept: str = "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1"
    by_type: Callable[[str], str] = reason_by_type
    by_content: Callable[[str, bytes], str] = reason_by_content
    etag: str = ""
    last_modified: str = ""
    object_to: Callable[[WebAddress], Objection | None] = field(default=lambda address: None)


class _RefusedAnswerError(Exception):
    """An answer that is not taken; the message is a reason for people."""


def fetch(url: str, *, question: Question, limits: Limits | None = None, network: Network | None = None) -> FetchResult:
    """Ask for `url` and follow its redirects. Whatever goes wrong on the web is a failure with a reason."""
    limits, network = limits or Limits(), network or Network()
    try:
        address = read_url(url, loopback_ports=network.loopback_ports)
        result = _follow(url, address, question, limits, network)
    except (UrlError, RefusedAddressError, _RefusedAnswerError) as error:
        result = _failure(url, Cause.REFUSED, str(error))
    except TooLargeError:
        result = _failure(url, Cause.TOO_LARGE, f"larger than {limits.max_bytes / 1024 / 1024:.3g} MB")
    except BodyError as error:
        result = _failure(url, Cause.REFUSED, str(error))
    except (OutOfTimeError, httpcore.TimeoutException):
        result = _failure(url, Cause.TIMEOUT, f"no whole answer within {limits.seconds:.0f} seconds")
    except NoSuchNameError as error:
        result = _failure(url, Cause.UNREACHABLE, f"the name {error} leads nowhere")
    except httpcore.NetworkError as error:
        result = _failure(url, Cause.UNREACHABLE, f"no connection: {_told(error)}")
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        result = _failure(url, Cause.UNREACHABLE, f"not understood: {_told(error)}")
    return result


def _follow(url: str, address: WebAddress, question: Question, limits: Limits, network: Network) -> FetchResult:
    """Ask, and go where redirects lead. Raises what `fetch` turns into failures."""
    deadline = Deadline(limits.seconds)
    seen = {address.url}
    is_moved: bool | None = None
    for _ in range(limits.redirects + 1):
        if objection := question.object_to(address):
            return replace(_failure(url, objection.cause, objection.reason), retry_after=objection.retry_after)
        answer = _ask(url, address, question, limits, network, deadline)
        if not isinstance(answer, _Redirect):
            return replace(answer, is_moved=bool(is_moved)) if isinstance(answer, Fetched) else answer
        is_moved = answer.status in _PERMANENT and is_moved is not False
        address = follow(address, answer.location, loopback_ports=network.loopback_ports)
        if address.url in seen:
            return _failure(url, Cause.REFUSED, "the redirects go in a circle")
        seen.add(address.url)
    return _failure(url, Cause.REFUSED, f"more than {limits.redirects} redirects")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    location: str
    status: int


def _ask(
    url: str, address: WebAddress, question: Question, limits: Limits, network: Network, deadline: Deadline
) -> FetchResult | _Redirect:
    """One request over a connection of its own."""
    backend = GuardedBackend(network, deadline)
    with (
        httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=1) as pool,
        pool.stream(
            "GET",
            httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target),
            headers=_headers(address, question),
        ) as response,
    ):
        headers = _readable(response.headers)
        status = response.status
        if status in _REDIRECTS and headers.get("location"):
            location = headers["location"].encode("latin-1").decode("utf-8", "replace")
            return _Redirect(location=location, status=status)
        if status == 304 and (question.etag or question.last_modified):
            return Unchanged(requested_url=url)
        if status != 200:
            return _refused_by_status(url, address, status, headers)
        declared = headers.get("content-type", "")
        if reason := question.by_type(declared):
            raise _RefusedAnswerError(reason)
        content = _read(response.iter_stream(), headers, limits)
    if reason := question.by_content(declared, content):
        raise _RefusedAnswerError(reason)
    return Fetched(
        requested_url=url,
        url=address.url,
        content=content,
        media_type=declared[:_HEADER_LIMIT],
        moment=datetime.now(UTC),
        etag=_kept(headers.get("etag", "")),
        last_modified=_kept(headers.get("last-modified", "")),
    )


def _read(pieces: Iterator[bytes], headers: Mapping[str, str], limits: Limits) -> bytes:
    """The body, unpacked. Raises BodyError."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limits.max_bytes:
        raise TooLargeError
    body = Body(packing=headers.get("content-encoding", ""), max_bytes=limits.max_bytes)
    for piece in pieces:
        body.add(piece)
    return body.finish()


def _headers(address: WebAddress, question: Question) -> list[tuple[bytes, bytes]]:
    told = {
        "Host": address.authority,
        "User-Agent": question.user_agent,
        "Accept": question.accept,
        "Accept-Encoding": ACCEPTED,
        "Connection": "close",
    }
    if question.etag:
        told["If-None-Match"] = question.etag
    if question.last_modified:
        told["If-Modified-Since"] = question.last_modified
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in told.items()]


def _readable(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their lower-case name; of those sent twice, the values together."""
    told: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        told[name] = f"{told[name]}, {value}" if name == "content-encoding" and name in told else value
    return told


def _refused_by_status(url: str, address: WebAddress, status: int, headers: Mapping[str, str]) -> FetchFailure:
    said = _STATUS.get(status, "the server failed" if status >= 500 else "no page came")
    return FetchFailure(
        requested_url=url,
        cause=Cause.STATUS,
        reason=f"{said} (status {status})",
        status=status,
        retry_after=_seconds(headers.get("retry-after", "")),
        answered_by=address.origin,
    )


def _seconds(retry_after: str) -> int | None:
    """A Retry-After header in seconds from now, at most a week; None where it says nothing readable."""
    text = retry_after.strip()
    if text.isdecimal() and text.isascii():
        return min(int(text[:9]), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return min(max(int((moment - datetime.now(UTC)).total_seconds()), 0), _LONGEST_WAIT)


def _kept(header: str) -> str:
    """A header that is sent back later; one that is too long or holds control characters is forgotten."""
    return header if len(header) <= _HEADER_LIMIT and header.isprintable() else ""


def _failure(url: str, cause: Cause, reason: str) -> FetchFailure:
    return FetchFailure(requested_url=url, cause=cause, reason=reason)


def _told(error: Exception) -> str:
    """What a library said, in one short line."""
    return " ".join(str(error).split())[:200] or type(error).__name__


@cache
def _tls() -> ssl.SSLContext:
    """Certificates of the authorities that browsers trust, or of the file that the environment names."""
    return ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())
