"""Tokens for sending captures: made, used, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone

from articles.models import CaptureToken

_SIGN: Final = "nac_"  # by which people, and searches for leaked secrets, know what it is
_START: Final = 8  # characters that are kept
_USED_AGAIN: Final = timedelta(minutes=1)


def make_token(*, token: CaptureToken, by: AbstractBaseUser | None) -> str:
    """Store a new token under the name that `token` has; returns its text, which is never to be had again."""
    text = _SIGN + secrets.token_urlsafe(32)
    token.start, token.sha256 = text[:_START], _hash_of(text)
    token.made_by_id = by.pk if by else None
    token.save()
    return text


def token_of(text: str) -> CaptureToken | None:
    """The token in force that a text is, None where it is none; its use is noted."""
    token = CaptureToken.objects.in_force().filter(sha256=_hash_of(text)).first()
    if token is not None:
        now = timezone.now()
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _USED_AGAIN)
        CaptureToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def revoke_tokens(*, ids: Iterable[int]) -> int:
    """Let tokens count for nothing from now on; returns how many were in force."""
    return CaptureToken.objects.in_force().filter(pk__in=list(ids)).update(revoked_at=timezone.now())


def _hash_of(text: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
