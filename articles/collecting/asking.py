"""How this archive asks: what it says of itself, within which limits, and over which network."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings

from articles.capture.fetching.connecting import Network, resolve_name
from articles.capture.fetching.fetch import Limits
from articles.capture.fetching.urls import UrlError, WebAddress, read_url

ROBOT: Final = "newsarchive"  # the name that a robots.txt would call it by
LONGEST_DELAY: Final = timedelta(seconds=60)  # of those that a robots.txt asks for
_SECONDS: Final = 30.0
_UNTELLABLE: Final = re.compile(r"[^\x20-\x7e]|[()]")
resolve: Callable[[str, int], list[str]] = resolve_name  # tests put names of their own here


def user_agent() -> str:
    """'newsarchive (+mailto:desk@example.org)': the name and the contact that the settings give."""
    contact = _UNTELLABLE.sub("", settings.FETCH_CONTACT)[:200]
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    return f"{ROBOT} (+{contact})" if contact else ROBOT


def limits() -> Limits:
    """What one page may take: the archive's limit of size, and half a minute."""
    return Limits(max_bytes=settings.CAPTURE_SIZE_LIMIT, seconds=_SECONDS)


def network() -> Network:
    """The public network; in tests, also the ports of their own servers."""
    return Network(resolve=resolve, loopback_ports=loopback_ports())


def loopback_ports() -> frozenset[int]:
    """Ports of this machine that may be asked: none, outside of tests."""
    return settings.FETCH_LOOPBACK_PORTS


def read_address(url: str) -> WebAddress:
    """The address of a URL. Raises UrlError with the reason where it is none that the archive asks."""
    return read_url(url, loopback_ports=loopback_ports())


def reason_not_to_ask(url: str) -> str:
    """Why a URL is none that the archive asks, empty where it is one."""
    try:
        read_address(url)
    except UrlError as error:
        return str(error)
    return ""


def delay() -> timedelta:
    """The pause between two requests to one server, where it asks for no longer one."""
    return timedelta(seconds=settings.FETCH_DELAY)
