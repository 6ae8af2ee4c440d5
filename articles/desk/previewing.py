"""What the archive would make of a capture, seen before it is kept: done in full and rolled back."""

from __future__ import annotations

import base64
import zlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.db import transaction

from articles.curating.added import record_added
from articles.documents import RawCapture, Removed
from articles.models import Article, CurationAct, Sighting, Tagging
from articles.models.tagging import TAG_FIELDS
from articles.pipeline import ingest_capture
from articles.rules import present_rules
from articles.store.receipts import Receipt
from articles.store.restoring import removed_pieces

_SALT: Final = "newsarchive.desk.capture"
KEPT_FOR: Final = 24 * 3600  # seconds that a preview can be saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag that the article would have: of what sort, its name, whether it would be shown, and the sentence."""

    sort: str
    name: str
    decision: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An article as it would be stored."""

    article: Article
    source: str
    tags: tuple[Tag, ...]
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would become of a capture, and the capture itself, sealed, for `unseal`."""

    receipt: Receipt
    articles: tuple[Shown, ...]
    sealed: str


def preview_capture(raw: RawCapture) -> Preview:
    """Take the capture in as saving does, look at what came of it, and roll everything back."""
    rules = present_rules()
    with transaction.atomic():
        receipt = ingest_capture(raw, rules=rules, how=Sighting.How.DESK)
        rows = Article.objects.filter(pk__in=receipt.article_ids).select_related("source").order_by("pk")
        shown = tuple(_shown(article) for article in rows)
        transaction.set_rollback(True)
    return Preview(receipt=receipt, articles=shown, sealed=seal(raw))


@transaction.atomic
def save_capture(raw: RawCapture, *, by: AbstractBaseUser) -> tuple[Receipt, CurationAct | None]:
    """Take the capture in, and write the act down; None where nothing came of it."""
    receipt = ingest_capture(raw, rules=present_rules(), how=Sighting.How.DESK)
    return receipt, record_added([receipt], by=by)


def seal(raw: RawCapture) -> str:
    """A capture as text that only this archive can have made, to be sent back by a form."""
    facts = {**asdict(raw), "content": base64.b85encode(zlib.compress(raw.content)).decode("ascii")}
    facts["captured_at"] = raw.captured_at.isoformat() if raw.captured_at else None
    return signing.dumps(facts, salt=_SALT)


def unseal(sealed: str) -> RawCapture | None:
    """The capture, None where the text is none of `seal`'s or too old."""
    try:
        facts: dict[str, Any] = signing.loads(sealed, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    moment = facts.pop("captured_at")
    content = zlib.decompress(base64.b85decode(facts.pop("content")))
    return RawCapture(**facts, content=content, captured_at=datetime.fromisoformat(moment) if moment else None)


def named(raw: RawCapture, *, url: str, source_name: str) -> RawCapture:
    """The capture with what the curator says of it, where they said anything."""
    return replace(raw, url=url or raw.url, source_name=source_name or raw.source_name)


def _shown(article: Article) -> Shown:
    tags = Tagging.objects.filter(article=article).select_related(*TAG_FIELDS).order_by("pk")
    return Shown(
        article=article,
        source=article.source.name if article.source else "",
        tags=tuple(
            Tag(
                sort=str(tag.thing._meta.verbose_name),
                name=str(tag.thing),
                decision=tag.decision,
                evidence=tag.evidence,
            )
            for tag in tags
        ),
        removed=tuple(removed_pieces(article)),
    )
