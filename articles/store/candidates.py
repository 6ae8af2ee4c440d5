"""Names of companies that the list does not have: where articles show them, and what curators decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from articles.documents import ExtractedArticle
from articles.models import Article, CandidateSighting, Company, CompanyAlias, CompanyCandidate
from articles.store.company_lists import everyday_name
from articles.store.history import machine_write, personal_write
from articles.store.moved import is_slug_free
from articles.store.rows import insert_rows
from articles.store.state import recall, remember
from articles.store.storable import storable

COUNTED_KEY: Final = "candidates"
_LONGEST: Final = 200
# The candidates named by the sightings since, each counted whole; an index scan of the unique key for each.
_COUNT: Final = """
    UPDATE articles_companycandidate AS candidate SET article_count = told.articles
    FROM (
        SELECT one.candidate_id, count(*) FILTER (WHERE article.state <> %(hidden)s) AS articles
        FROM articles_candidatesighting AS one JOIN articles_article AS article ON article.id = one.article_id
        WHERE one.candidate_id IN (
            SELECT candidate_id FROM articles_candidatesighting WHERE id > %(since)s AND id <= %(last)s
        )
        GROUP BY one.candidate_id
    ) AS told
    WHERE candidate.id = told.candidate_id AND candidate.article_count <> told.articles
"""
_Facts = dict[tuple[int, str], tuple[str, str]]  # (article, key) -> rule, sentence


def sync_candidates(*, found: Mapping[int, ExtractedArticle], old_ids: Collection[int]) -> None:
    """Make the sightings of articles what `{article id: what was found}` says.

    `old_ids` are the articles among them that may have sightings. A candidate is kept when no article shows it any
    more: it may hold a decision.
    """
    wanted: _Facts = {}
    names: dict[str, str] = {}
    for article_id, article in found.items():
        for one in article.candidates:
            key = storable(one.key, limit=_LONGEST)
            names.setdefault(key, storable(one.name, limit=_LONGEST))
            wanted[article_id, key] = storable(one.rule, limit=60), storable(one.sentence)
    ids = _candidate_ids(names)
    stale: list[int] = []
    rows = CandidateSighting.objects.filter(article_id__in=old_ids).select_related("candidate") if old_ids else ()
    for row in rows:
        place = row.article_id, row.candidate.key
        if wanted.get(place) == (row.rule, row.sentence):
            del wanted[place]
        else:
            stale.append(row.pk)
    if stale:
        CandidateSighting.objects.filter(pk__in=stale).delete()
    insert_rows(
        [
            CandidateSighting(article_id=article_id, candidate_id=ids[key], rule=rule, sentence=sentence)
            for (article_id, key), (rule, sentence) in wanted.items()
        ]
    )


def accept_candidate(*, candidate: CompanyCandidate, by: AbstractBaseUser | None) -> tuple[Company, list[str]]:
    """Make a company of a candidate; returns it with the names that articles are to be tagged for.

    A name of one word needs evidence, as in every list.
    """
    short = everyday_name(candidate.name)
    with personal_write(by):
        company = Company.objects.create(name=short, slug=_free_slug(short))
        names = list(dict.fromkeys((short, candidate.name)))
        for name in names:
            CompanyAlias.objects.create(company=company, text=name, needs_evidence=" " not in name)
        _decide(candidate, CompanyCandidate.Decision.ACCEPTED, company, by)
    return company, names


def merge_candidate(*, candidate: CompanyCandidate, company: Company, by: AbstractBaseUser | None) -> list[str]:
    """Make a candidate's name an alias of a company; returns the names that articles are to be tagged for."""
    short = everyday_name(candidate.name)
    names = list(dict.fromkeys((short, candidate.name)))
    with personal_write(by):
        for name in names:
            CompanyAlias.objects.get_or_create(company=company, text=name, defaults={"needs_evidence": " " not in name})
        _decide(candidate, CompanyCandidate.Decision.MERGED, company, by)
    return names


def reject_candidates(*, candidates: Collection[CompanyCandidate], by: AbstractBaseUser | None) -> int:
    """Say of open candidates that they are no companies; returns how many there were."""
    open_ones = [one for one in candidates if one.decision == CompanyCandidate.Decision.OPEN]
    with personal_write(by):
        for candidate in open_ones:
            _decide(candidate, CompanyCandidate.Decision.REJECTED, None, by)
    return len(open_ones)


def candidate_state(candidate: CompanyCandidate) -> dict[str, Any]:
    """What is decided of a candidate, as JSON, with the names that its company has by it."""
    names = {candidate.name, everyday_name(candidate.name)}
    aliases = CompanyAlias.objects.filter(company=candidate.company_id, text__in=names) if candidate.company_id else ()
    return {
        "decision": str(candidate.decision),
        "company": candidate.company_id,
        "aliases": sorted(alias.pk for alias in aliases),
    }


def reopen_candidate(
    *, candidate: CompanyCandidate, aliases: Collection[int], by: AbstractBaseUser | None
) -> list[str]:
    """Take back a decision and the names that it gave a company; returns the names whose articles are to be tagged."""
    with personal_write(by):
        gone = CompanyAlias.objects.filter(pk__in=aliases, company=candidate.company_id)
        names = list(gone.values_list("text", flat=True))
        gone.delete()
        candidate.decision = CompanyCandidate.Decision.OPEN
        candidate.company = None
        candidate.decided_by_id = candidate.decided_at = None
        candidate.save()
    return names


def refresh_candidates(*, rebuild: bool = False) -> int:
    """Count the articles of the candidates that were named since the last time, or with `rebuild` of all.

    Counting with every article would have all writers wait for the rows of the most named. Returns how many changed.
    """
    last = CandidateSighting.objects.aggregate(last=Max("pk"))["last"] or 0
    since = 0 if rebuild else (recall(COUNTED_KEY) or 0)
    if last == since:
        return 0
    with machine_write(), connection.cursor() as cursor:
        cursor.execute(_COUNT, {"since": since, "last": last, "hidden": Article.State.HIDDEN.value})
        changed: int = cursor.rowcount
        remember(key=COUNTED_KEY, value=last)
    return changed


def _decide(candidate: CompanyCandidate, decision: str, company: Company | None, by: AbstractBaseUser | None) -> None:
    candidate.decision = decision
    candidate.company = company
    candidate.decided_by_id = by.pk if by else None
    candidate.decided_at = timezone.now()
    candidate.save()


def _candidate_ids(names: Mapping[str, str]) -> dict[str, int]:
    """`{key: id}` of candidates, those not met before made now."""
    ids = dict(CompanyCandidate.objects.filter(key__in=names).values_list("key", "pk")) if names else {}
    if missing := sorted(names.keys() - ids.keys()):
        # Sorted, so that two writers who make the same names wait for each other instead of deadlocking.
        new = [CompanyCandidate(key=key, name=names[key]) for key in missing]
        CompanyCandidate.objects.bulk_create(new, ignore_conflicts=True)
        ids |= dict(CompanyCandidate.objects.filter(key__in=missing).values_list("key", "pk"))
    return ids


def _free_slug(name: str) -> str:
    base = (slugify(name) or "company")[:190]
    slug, number = base, 2
    while Company.objects.filter(slug=slug).exists() or not is_slug_free("company", slug):
        slug, number = f"{base}-{number}", number + 1
    return slug
