"""Captures that became nothing: rightly, or because a rule failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse

from articles.curating.items import ACCEPT, EDIT, Done, Piece, Problem, QueueKind, Shown, Text
from articles.curating.reprocessed import process_captures
from articles.models import Capture
from articles.store.acts import ChangedRow
from articles.store.captures import article_ids_of, judge_rejection

CAPTURE: Final = "capture"
_SHOWN: Final = 20_000  # characters of a capture


class RejectedCaptures(QueueKind):
    """A capture that no article came of."""

    name = "captures"
    label = "Rejected captures"
    weight = 0.7
    permissions = ("articles.change_capture",)

    def waiting(self) -> QuerySet[Any]:
        """The newest first."""
        rows = Capture.objects.without_content().defer("removed")
        return rows.filter(status=Capture.Status.REJECTED, is_rejection_right=False).order_by("-pk")

    def show(self, subject: int) -> Shown | None:
        """Why it was rejected, and what it holds."""
        capture = Capture.objects.defer("removed").filter(pk=subject).first()
        if capture is None:
            return None
        sighting = capture.sightings.first()
        text = capture.source_text()
        return Shown(
            question="Was this rightly rejected?",
            texts=(
                Text(
                    title=str(capture),
                    pieces=(Piece(text[:_SHOWN]),),
                    is_cut=len(text) > _SHOWN,
                    facts=(("type", capture.media_type), ("bytes", f"{capture.size:,}")),
                    admin_address=reverse("admin:articles_capture_change", args=[capture.pk]),
                ),
            ),
            accept="Yes, there is no article in it",
            reject="No: process it again with the present rules",
            edit="Open the capture",
            facts=(
                ("reason", capture.reason or "none given"),
                ("from", (sighting.url or sighting.file_name) if sighting else "nobody noted where"),
                ("rules of version", capture.pipeline_version or "none"),
            ),
            edit_address=reverse("admin:articles_capture_change", args=[capture.pk]),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """Agree with the rejection, or process the capture again."""
        if choice == EDIT:
            return Problem("Nothing of a capture is edited.")
        if choice == ACCEPT:
            judge_rejection(capture_id=subject, is_right=True)
            row = ChangedRow(sort=CAPTURE, subject=subject, before={"is_right": False}, after={"is_right": True})
            return Done(what="agreed with the rejection of a capture", rows=(row,))
        rows = process_captures([subject])
        capture = Capture.objects.without_content().filter(pk=subject).first()
        if capture is None or capture.status != Capture.Status.PROCESSED:
            return Problem(f"The present rules reject it too: {capture.reason if capture else 'it is gone'}")
        count = len(article_ids_of(capture))
        return Done(what=f"made {count} of a rejected capture", rows=tuple(rows))
