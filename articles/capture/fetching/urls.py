"""The text of a URL -> what to connect to and ask for. Read once, here; nothing behind reads the text again.

Readers of URLs differ (RFC 3986, the WHATWG's standard, the C library's), and attacks live in the differences. So what
two of them could read in two ways is refused: backslashes, control characters, addresses in octal or hexadecimal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import idna

from articles.capture.fetching.networks import is_local_name, reason_to_refuse, web_ports

LONGEST_URL: Final = 4_000  # characters
_PORTS: Final = {"http": 80, "https": 443}
_UNREADABLE: Final = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_LABELS: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,100}[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER: Final = re.compile(r"\d{1,100}|0x[0-9a-f]{0,100}")
_LONGEST_HOST: Final = 253
_PATH_SAFE: Final = "%/:@!$&'()*+,;=~-._"


class UrlError(ValueError):
    """A URL that is not asked; the message is a reason for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """A server and what to ask it for. `host` is ASCII: a name in lower case, or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    target: str  # path and query, as they go over the wire

    @property
    def authority(self) -> str:
        """Host and port as they stand in a URL, the port only where it is not the protocol's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """'https://example.org', whose robots.txt this is under."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return f"{self.origin}{self.target}"


def read_url(text: str, *, loopback_ports: frozenset[int] = frozenset()) -> WebAddress:
    """Read a URL. Raises UrlError with the reason where it is none that the archive asks.

    `loopback_ports` are those of servers that tests run on this machine.
    """
    text = text.strip(" \t\r\n")
    if len(text) > LONGEST_URL:
        raise UrlError(f"the address is longer than {LONGEST_URL:,} characters")
    if _UNREADABLE.search(text):
        raise UrlError("the address holds a space, a control character or a backslash")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UrlError("the address cannot be read") from error
    if parts.scheme not in _PORTS:
        raise UrlError(
            f"only http and https are fetched, not “{parts.scheme[:20]}”"
            if parts.scheme
            else "no web address: it must begin with https:// or http://"
        )
    if "@" in parts.netloc:
        raise UrlError("the address carries a name or password")
    if port == 0 or (port is None and parts.netloc.endswith(":")):
        raise UrlError("the address has no readable port")
    port = _PORTS[parts.scheme] if port is None else port
    host = _host(parts.netloc.removesuffix(f":{parts.netloc.rpartition(':')[2]}") if parts.port else parts.netloc)
    _check_place(host, port, loopback_ports)
    target = quote(parts.path, safe=_PATH_SAFE) or "/"
    if parts.query:
        target += f"?{quote(parts.query, safe=_PATH_SAFE + '?')}"
    return WebAddress(scheme=parts.scheme, host=host, port=port, target=target)


def follow(address: WebAddress, location: str, *, loopback_ports: frozenset[int] = frozenset()) -> WebAddress:
    """Where a redirect from `address` leads. Raises UrlError as `read_url` does."""
    location = location.strip(" \t\r\n")
    if len(location) > LONGEST_URL or _UNREADABLE.search(location):
        raise UrlError("a redirect to an unreadable address")
    try:
        joined = urljoin(address.url, location)
    except ValueError as error:
        raise UrlError("a redirect to an unreadable address") from error
    return read_url(joined, loopback_ports=loopback_ports)


def _host(text: str) -> str:
    """The host of a URL in the one form that is connected to. Raises UrlError."""
    if not text:
        raise UrlError("the address names no host")
    if text.startswith("["):
        try:
            return str(IPv6Address(text.removeprefix("[").removesuffix("]")))
        except AddressValueError as error:
            raise UrlError("the address holds an unreadable IPv6 address") from error
    name = text if text.isascii() else _ascii_name(text)
    name = name.lower().removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))
        except AddressValueError as error:
            raise UrlError("the address holds an IP address in an unusual writing") from error
    if "." not in name or is_local_name(name):
        raise UrlError("the host’s name is one of a local network")
    if len(name) > _LONGEST_HOST or not _LABELS.fullmatch(name):
        raise UrlError("the address holds an unreadable host name")
    return name


def _ascii_name(text: str) -> str:
    try:
        return idna.encode(text, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise UrlError("the address holds an unreadable host name") from error


def _check_place(host: str, port: int, loopback_ports: frozenset[int]) -> None:
    """Refuse ports that are none of the web's, and IP addresses that are not public. Raises UrlError."""
    if host in ("127.0.0.1", "::1") and port in loopback_ports:
        return
    if port not in web_ports() | loopback_ports:
        raise UrlError(f"port {port} is none of a web server")
    is_ip = ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2])
    if is_ip and (reason := reason_to_refuse(host)):
        raise UrlError(f"{host} is {reason}")
