"""Whose request it is, seen past the site's own proxies."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

_HOST_BITS: Final = 64  # of an IPv6 address: whoever has one has them all (RFC 6177)


def client_address(request: HttpRequest) -> str:
    """The IP address that throttling counts by; of an IPv6 address the network, which is one customer's.

    NEWSARCHIVE_PROXIES says how many proxies of ours append to X-Forwarded-For; what stands further left anyone may
    have written, and what is no address there does not count. Without proxies the header is not looked at.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.NEWSARCHIVE_PROXIES
    seen = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    told = seen[-proxies] if 0 < proxies <= len(seen) else peer
    return _counted(told) or _counted(peer) or peer


def _counted(written: str) -> str:
    """The address, or the first of its network; empty where it is none."""
    try:
        address: IPv4Address | IPv6Address = ip_address(written)
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> _HOST_BITS << _HOST_BITS))
