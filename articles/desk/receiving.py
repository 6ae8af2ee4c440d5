"""Pages that programs and people send in: checked, stored, processed, and answered with a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from articles.capture.manifest import parse_moment
from articles.documents import RawCapture
from articles.models import Article, Capture

LONGEST_URL: Final = 4_000  # characters
ROOM: Final = 1024**2  # bytes of a request beside the page itself
_AHEAD: Final = timedelta(days=1)  # that a sender's clock may be wrong
_STATUS: Final = {"created": 201, "updated": 201, "rejected": 422}


class BadCaptureError(Exception):
    """What was sent is no capture; the message says why, `status` is that of HTTP."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A page as it was sent."""

    url: str
    html: bytes
    captured_at: datetime | None = None
    source: str = ""


def refuse_too_large(request: HttpRequest) -> None:
    """Refuse a request by the length that it states, before any of it is read; raises BadCaptureError.

    A request without a length is read as empty.
    """
    stated = str(request.META.get("CONTENT_LENGTH") or "0")
    if not stated.isdecimal() or int(stated) > settings.CAPTURE_SIZE_LIMIT + ROOM:
        raise BadCaptureError(_too_large(), 413)


def checked(*, url: object, html: object, captured_at: object = "", source: object = "") -> Sent:
    """What was sent, where it can be a capture; raises BadCaptureError where it cannot."""
    if not isinstance(url, str) or not _is_web_address(url):
        raise BadCaptureError("url must be the address of the page, with http or https.")
    content = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    if not isinstance(content, bytes) or not content.strip():
        raise BadCaptureError("html must be the page.")
    if len(content) > settings.CAPTURE_SIZE_LIMIT:
        raise BadCaptureError(_too_large(), 413)
    if not isinstance(source, str):
        raise BadCaptureError("source must be the publisher's name.")
    return Sent(url=url.strip(), html=content, captured_at=_moment(captured_at), source=source.strip())


def receive(sent: Sent, *, how: str, by: AbstractBaseUser | None = None) -> JsonResponse:
    """Take a page in, and say what became of it; where a person sent it, that is an act that can be undone."""
    from articles.curating.added import record_added
    from articles.pipeline import ingest_capture  # with all its stages, which few web processes ever need
    from articles.rules import present_rules
    from articles.tasks.tagging import count_lexemes

    raw = RawCapture(
        content=sent.html,
        media_type="text/html",
        url=sent.url,
        captured_at=sent.captured_at or timezone.now(),
        source_name=sent.source,
    )
    with transaction.atomic():
        receipt = ingest_capture(raw, rules=present_rules(), how=how)
        if by is not None:
            record_added([receipt], by=by)
    outcome = "created" if receipt.outcome == "new" else receipt.outcome.value
    if outcome in ("created", "updated"):
        count_lexemes.queue(once="")
    told: dict[str, Any] = {
        "outcome": outcome,
        "reason": receipt.reason,
        "sha256": receipt.sha256,
        "capture": receipt.capture_id,
        "articles": _articles_of(receipt.capture_id),
    }
    return JsonResponse(told, status=_STATUS.get(outcome, 200))


def _articles_of(capture_id: int | None) -> list[dict[str, Any]]:
    """The public articles that a capture yields."""
    articles = Article.objects.public().filter(versions__capture=capture_id, versions__is_latest=True)
    if capture_id is None or Capture.objects.filter(pk=capture_id, status=Capture.Status.REJECTED).exists():
        return []
    rows = articles.order_by("versions__position").only("title", "slug")
    return [{"id": one.pk, "title": one.title, "address": one.get_absolute_url()} for one in rows]


def _is_web_address(url: str) -> bool:
    if len(url) > LONGEST_URL:
        return False
    try:
        parts = urlsplit(url.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    try:
        moment = parse_moment(str(value))
    except ValueError:
        raise BadCaptureError("captured_at must be a time as ISO 8601 writes it.") from None
    if moment is not None and moment > timezone.now() + _AHEAD:
        raise BadCaptureError("captured_at lies in the future.")
    return moment


def _too_large() -> str:
    return f"A page may have {settings.CAPTURE_SIZE_LIMIT:,} bytes at most."
