"""Web addresses: which of them lead to the same page."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

LONGEST_KEY: Final = 400  # characters; an index row holds 2,704 bytes and no more

_RULES = tomllib.loads((Path(__file__).parent / "data" / "addresses.toml").read_text(encoding="utf-8"))
_TRACKING = re.compile(
    "|".join(re.escape(name).replace(r"\*", r"\w{1,60}") for name in _RULES["tracking"].split()), re.IGNORECASE
)
_SAME_HOST = tuple(f"{label}." for label in _RULES["same_host"].split())
_PORTS = {"http": 80, "https": 443}


def is_tracking(parameter: str) -> bool:
    """Whether a parameter of an address says only how a reader came."""
    return _TRACKING.fullmatch(parameter) is not None


def page_key(seen: str, canonical: str) -> str:
    """The key of a page that was seen at one address and calls another its own; either may be empty.

    Its own word counts where it names the same site: a paper that prints an agency's text often calls the agency's
    page canonical, and yet is a copy and no other version of it.
    """
    own, met = address_key(canonical), address_key(seen)
    if own and (not met or _host_of(own) == _host_of(met)):
        return own
    return met


def address_key(url: str) -> str:
    """What all addresses of one page have in common: host and path, and the parameters that choose the page.

    Scheme, fragment, tracking parameters, the order of parameters and a slash at the end make no difference. Empty for
    what is no web address, and for the front page of a site, which is another page every day.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or "." not in host:
        return ""
    for label in _SAME_HOST:
        if host.startswith(label) and host.count(".") > 1:
            host = host.removeprefix(label)
            break
    query = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True))
    chosen = urlencode([(name, value) for name, value in query if not is_tracking(name)])
    path = quote(unquote(parts.path, errors="replace"), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    if not path and not chosen:
        return ""
    place = f"{host}:{port}" if port and port != _PORTS[parts.scheme] else host
    return _bounded(f"{place}{path}?{chosen}" if chosen else f"{place}{path}")


def _host_of(key: str) -> str:
    return key.partition("/")[0].partition("?")[0]


def _bounded(key: str) -> str:
    if len(key) <= LONGEST_KEY:
        return key
    digest = sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}#{digest}"
