"""Two articles that may be copies of one text: what the rules are nearly sure of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Least

from articles.curating.items import ACCEPT, EDIT, Done, Problem, QueueKind, Shown, article_text, edit_address
from articles.models import CopyPair, CopyVerdict
from articles.store.acts import ChangedRow
from articles.store.copy_decisions import decide_copies

COPIES: Final = "copies"
_ARTICLES: Final = ("shorter__source", "longer__source")


class SuspectedCopies(QueueKind):
    """Pairs whose texts are alike in about as much as the rules ask for."""

    name = "copies"
    label = "Suspected copies"
    weight = 0.5

    def waiting(self) -> QuerySet[Any]:
        """The likest first; see the index copy_pair_doubtful."""
        verdicts = CopyVerdict.objects.filter(
            lower=Least(OuterRef("shorter"), OuterRef("longer")),
            higher=Greatest(OuterRef("shorter"), OuterRef("longer")),
        )
        return CopyPair.objects.filter(Q(coverage__gte=0.5, coverage__lt=0.7), ~Exists(verdicts)).order_by(
            "-coverage", "-pk"
        )

    def show(self, subject: int) -> Shown | None:
        """Both texts side by side."""
        pair = CopyPair.objects.filter(pk=subject).select_related(*_ARTICLES).first()
        if pair is None:
            return None
        return Shown(
            question="Do these tell one text?",
            texts=(article_text(pair.shorter), article_text(pair.longer)),
            accept="Yes, they are copies",
            reject="No, never fold them",
            edit="Edit the first",
            facts=(
                ("of the shorter in the longer", f"{pair.containment:.0%}"),
                ("of the longer in the shorter", f"{pair.coverage:.0%}"),
            ),
            edit_address=edit_address(pair.shorter_id),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """The curator's word on the pair."""
        if choice == EDIT:
            return Problem("Edit the articles on their own pages.")
        pair = CopyPair.objects.get(pk=subject)
        is_copy = choice == ACCEPT
        decide_copies(article_id=pair.shorter_id, other_ids=[pair.longer_id], is_copy=is_copy, by=by)
        row = ChangedRow(
            sort=COPIES,
            article_id=pair.shorter_id,
            subject=pair.longer_id,
            before={"is_copy": None},
            after={"is_copy": is_copy},
        )
        return Done(what="called two articles copies" if is_copy else "called two articles no copies", rows=(row,))
