"""Connections to exactly the addresses that were checked, none of them longer than the time that is left.

A name is resolved once for a connection, every address that came back is checked, and the socket is opened to one of
them by number: a name that changes its mind between check and connection changes nothing.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

import httpcore

from articles.capture.fetching.networks import reason_to_refuse

_MOST_TRIED: Final = 4  # addresses of one name
_CONNECT_SECONDS: Final = 10.0
_LOOPBACK: Final = ("127.0.0.1", "::1")


class RefusedAddressError(Exception):
    """A name leads to an address that is never asked; the message is a reason for people."""


class OutOfTimeError(Exception):
    """The time for the whole fetch is over."""


class NoSuchNameError(Exception):
    """A host name leads nowhere."""


class Deadline:
    """The end of the time that a fetch has, all its hops together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left. Raises OutOfTimeError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        return left


def resolve_name(host: str, port: int) -> list[str]:
    """The addresses of a name as the system's resolver tells them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names become addresses. `loopback_ports` are those of servers that tests run on this machine."""

    resolve: Callable[[str, int], Sequence[str]] = resolve_name
    loopback_ports: frozenset[int] = frozenset()


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore, to public addresses only."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self._network, self._deadline = network, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check all that came back, connect to the first that answers."""
        addresses = _resolve(self._network.resolve, host, port, self._deadline)
        for address in addresses:
            if address in _LOOPBACK and port in self._network.loopback_ports:
                continue
            if reason := reason_to_refuse(address):
                raise RefusedAddressError(
                    f"{host} leads to {address}, {reason}" if address != host else f"{host} is {reason}"
                )
        problem: Exception = NoSuchNameError(host)
        for address in addresses[:_MOST_TRIED]:
            try:
                seconds = min(self._deadline.remaining(), _CONNECT_SECONDS)
                return _TimedStream(self._sockets.connect_tcp(address, port, timeout=seconds), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """No web page is behind a socket file."""
        raise RefusedAddressError("a socket file is no web server")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every wait ends with the fetch's time, so that a server gains nothing by dripping."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        return self._stream.read(max_bytes, timeout=self._deadline.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, timeout=self._deadline.remaining())

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Speak TLS from here on; the certificate must be the name's, whatever number was connected to."""
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.remaining())
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the stream below knows."""
        return self._stream.get_extra_info(info)


def _resolve(resolve: Callable[[str, int], Sequence[str]], host: str, port: int, deadline: Deadline) -> Sequence[str]:
    """The addresses of a host within the time left. Raises NoSuchNameError, OutOfTimeError.

    The system's resolver takes no timeout, so it works in a thread that is left to itself when the time is over.
    """
    answers: SimpleQueue[Sequence[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError):
            answers.put(())

    Thread(target=ask, name="resolve", daemon=True).start()
    try:
        addresses = answers.get(timeout=deadline.remaining())
    except Empty:
        raise OutOfTimeError from None
    if not addresses:
        raise NoSuchNameError(host)
    return addresses
