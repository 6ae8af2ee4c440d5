"""Names that may be companies, the most named first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from articles.curating.items import (
    ACCEPT,
    REJECT,
    Done,
    Entry,
    Problem,
    QueueKind,
    Shown,
    article_text,
    spans_of,
)
from articles.models import CandidateSighting, Company, CompanyCandidate
from articles.store.acts import ChangedRow
from articles.store.candidates import accept_candidate, candidate_state, merge_candidate, reject_candidates

CANDIDATE: Final = "candidate"
_EXAMPLES: Final = 5
_LIKELY: Final = 0.5  # how many candidates turn out to be companies, roughly


class CompanyCandidates(QueueKind):
    """What looks like a company and is not on the list."""

    name = "candidates"
    label = "New companies"
    permissions = ("articles.add_company", "articles.add_companyalias")

    def waiting(self) -> QuerySet[Any]:
        """The most named first."""
        rows = CompanyCandidate.objects.filter(decision=CompanyCandidate.Decision.OPEN)
        return rows.order_by("-article_count", "pk")

    def value(self, row: Any) -> float:
        """Every article that names it gains a tag."""
        return _LIKELY * float(row.article_count)

    def show(self, subject: int) -> Shown | None:
        """The sentences that name it, and the newest article."""
        candidate = CompanyCandidate.objects.filter(pk=subject).first()
        if candidate is None:
            return None
        sightings = list(
            CandidateSighting.objects.filter(candidate=candidate)
            .select_related("article__source")
            .order_by("-article_id")[:_EXAMPLES]
        )
        newest = sightings[0] if sightings else None
        return Shown(
            question=f"Is {candidate.name} a company?",
            texts=(article_text(newest.article, spans_of(newest.article.text, newest.sentence)),) if newest else (),
            accept="Yes, add it and tag its articles",
            reject="No company: never ask again",
            edit="It is another name of …",
            facts=(
                ("articles", f"{candidate.article_count:,}"),
                ("found by", newest.rule if newest else "nothing now"),
            ),
            quotes=tuple(one.sentence for one in sightings),
            entries=(
                Entry(
                    name="company", label="Company it is another name of", help="Its name, another name, or its address"
                ),
            ),
        )

    def decide(
        self, subject: int, choice: str, given: Mapping[str, str], *, by: AbstractBaseUser | None
    ) -> Done | Problem:
        """Make a company of it, an alias, or nothing."""
        candidate = CompanyCandidate.objects.select_for_update(no_key=True).get(pk=subject)
        before = candidate_state(candidate)
        if choice == REJECT:
            reject_candidates(candidates=[candidate], by=by)
            return _done(candidate, before, "rejected a company candidate")
        if choice == ACCEPT:
            company, names = accept_candidate(candidate=candidate, by=by)
            what = f"added the company {company}"
        else:
            known = find_company(given.get("company", ""))
            if isinstance(known, Problem):
                return known
            company, names = known, merge_candidate(candidate=candidate, company=known, by=by)
            what = f"gave the company {company} another name"
        return replace(_done(candidate, before, what), thing=company, names=tuple(names))


def find_company(written: str) -> Company | Problem:
    """The one company that goes by what was written: its address, its name or another name."""
    words = " ".join(written.replace("\x00", "").split())
    if not words:
        return Problem("Name the company.")
    found = list(
        Company.objects.filter(
            Q(slug=words.lower()) | Q(name__iexact=words) | Q(aliases__text__iexact=words)
        ).distinct()[:2]
    )
    if len(found) == 1:
        return found[0]
    return Problem(f"{'Several companies go' if found else 'No company goes'} by that name.")


def _done(candidate: CompanyCandidate, before: Mapping[str, Any], what: str) -> Done:
    row = ChangedRow(sort=CANDIDATE, subject=candidate.pk, before=before, after=candidate_state(candidate))
    return Done(what=what, rows=(row,))
