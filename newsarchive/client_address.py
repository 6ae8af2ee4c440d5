"""Whose request it is, seen past the site's own proxies."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The IP address that throttling counts by.

    NEWSARCHIVE_PROXIES says how many proxies of ours append to X-Forwarded-For; what stands further left anyone may
    have written. Without proxies the header is not looked at.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.NEWSARCHIVE_PROXIES
    if proxies < 1:
        return peer
    seen = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    return seen[-proxies] if len(seen) >= proxies else peer
