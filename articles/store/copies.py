"""Copies found as articles are stored, and folded into groups that are counted once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from articles.models import Article, CopyGroup, CopyPair, CopyVerdict, Fingerprint, SearchEntry, SketchHash
from articles.similar.comparison import Profile, compare_profiles, profile_text
from articles.similar.fingerprint import Sketch, fewest_common, sketch_shingles
from articles.similar.groups import Group, Pair, Standing, canonical_of, group_copies
from articles.store.rows import as_plain_array, insert_rows

MOST_CANDIDATES: Final = 50  # articles whose texts are compared with a new one
LARGEST_COMPONENT: Final = 2_000  # articles that hang together by copies; what lies beyond is grouped for itself
_JOINED: Final = 2.0  # coverage of a pair that a curator made: more than any texts have
_LOCK: Final = 0x6E61_6370  # one finder at a time, or two new copies of one text would not see each other
_LOCKED: Final = "SELECT pg_advisory_xact_lock(%s)"
_CANDIDATES: Final = """
    SELECT wanted.article_id, found.article_id, count(*)
    FROM unnest(%s::int[], %s::bigint[]) AS wanted (article_id, hash)
    CROSS JOIN LATERAL (
        SELECT one.article_id FROM articles_sketchhash AS one WHERE one.hash = wanted.hash LIMIT 200
    ) AS found
    WHERE found.article_id <> wanted.article_id
    GROUP BY 1, 2
"""  # an index-only scan of the primary key for each hash
_KEEP: Final = """
    INSERT INTO articles_sketchhash (hash, article_id)
    SELECT hash, article_id FROM articles_fingerprint, unnest(hashes) AS kept (hash)
    WHERE article_id = ANY(%s) ORDER BY 1
"""  # of articles that have none: being ready for a conflict would take a fourth longer
_MOVE: Final = """
    UPDATE articles_fingerprint AS moved SET group_id = told.group_id
    FROM unnest(%s::int[], %s::int[]) AS told (article_id, group_id) WHERE moved.article_id = told.article_id
"""

logger = logging.getLogger(__name__)


class _Known(NamedTuple):
    """A stored fingerprint: its hashes, and the group that its article is in."""

    hashes: list[int]
    group: int | None


@transaction.atomic
def fold_copies(*, article_ids: Iterable[int]) -> set[int]:
    """Find the copies of these articles among all, and bring the groups and entries of everyone concerned in line.

    To be called in the transaction that stored them, before their own search entries are written. A hidden article
    leaves its group. Returns these articles with all whose standing among copies may have changed.
    """
    rows = Article.objects.filter(pk__in=set(article_ids)).order_by("pk").values_list("pk", "text", "state")
    found = list(rows)
    if not found:
        return set()
    take_turns()
    profiles = {pk: profile_text(text) for pk, text, state in found if state != Article.State.HIDDEN}
    known = _known_fingerprints(pk for pk, _, _ in found)
    concerned = _company(known)
    _forget(known.keys() - profiles.keys())
    changed = _keep_sketches({pk: sketch_shingles(profile.shingles) for pk, profile in profiles.items()}, known)
    if outdated := changed.keys() & known.keys():
        CopyPair.objects.filter(Q(shorter__in=outdated) | Q(longer__in=outdated)).delete()
    if changed:
        concerned.update(*_keep_pairs(profiles, find_candidates(changed)))
    verdicts = CopyVerdict.objects.filter(Q(lower__in=profiles) | Q(higher__in=profiles))
    concerned.update(*verdicts.values_list("lower", "higher"))
    return profiles.keys() | (regroup(article_ids=concerned) if concerned else set())


def take_turns() -> None:
    """Wait until no other transaction folds copies, and keep others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [_LOCK])


@transaction.atomic
def forget_copies(*, article_ids: Collection[int]) -> set[int]:
    """Take articles out of their groups and forget what they were found by, as before a takedown.

    Returns the other articles whose standing among copies may have changed.
    """
    concerned = _neighbours(article_ids) - set(article_ids)
    _forget(article_ids)
    return regroup(article_ids=concerned)


def _forget(article_ids: Iterable[int]) -> None:
    gone = list(article_ids)
    if not gone:
        return
    SketchHash.objects.filter(article__in=gone).delete()
    CopyPair.objects.filter(Q(shorter__in=gone) | Q(longer__in=gone)).delete()
    CopyGroup.objects.filter(canonical__in=gone).delete()
    Fingerprint.objects.filter(pk__in=gone).delete()


def _known_fingerprints(article_ids: Iterable[int]) -> dict[int, _Known]:
    rows = Fingerprint.objects.filter(pk__in=list(article_ids)).values_list("pk", "hashes", "group")
    return {pk: _Known(hashes, group) for pk, hashes, group in rows}


def _company(known: Mapping[int, _Known]) -> set[int]:
    """Those of the articles that have copies, with their copies; most articles have none and cost one query here."""
    if not known:
        return set()
    near = _neighbours(known)
    is_alone = near == known.keys() and all(one.group is None for one in known.values())
    return set() if is_alone else near


def _keep_sketches(sketches: Mapping[int, Sketch], known: Mapping[int, _Known]) -> dict[int, list[int]]:
    """Store the fingerprints that are new or changed: `{article id: its hashes}`."""
    hashes: dict[int, list[int]] = {pk: sketch.hashes.tolist() for pk, sketch in sketches.items()}
    changed = {pk: kept for pk, kept in hashes.items() if pk not in known or known[pk].hashes != kept}
    if not changed:
        return {}
    insert_rows(
        [
            Fingerprint(article_id=pk, hashes=kept, shingle_count=sketches[pk].shingle_count)
            for pk, kept in changed.items()
        ],
        replaced=("hashes", "shingle_count"),
    )
    if outdated := [pk for pk in changed if pk in known]:
        SketchHash.objects.filter(article__in=outdated).delete()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [list(changed)])
    return changed


def find_candidates(hashes: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """`{article id: those that share the most of its sketch, the most first}`."""
    owners = as_plain_array(pk for pk, kept in hashes.items() for _ in kept)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [owners, as_plain_array(one for kept in hashes.values() for one in kept)])
        rows = cursor.fetchall()
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, other, shared in rows:
        if shared >= fewest_common(len(hashes[pk])):
            found[pk].append((-shared, other))
    return {pk: [other for _, other in sorted(others)[:MOST_CANDIDATES]] for pk, others in found.items()}


def _keep_pairs(
    profiles: Mapping[int, Profile], candidates: Mapping[int, Sequence[int]]
) -> Collection[tuple[int, int]]:
    """Compare candidates with all their words and store the pairs that are copies; returns these."""
    if not candidates:
        return ()
    wanted = {other for others in candidates.values() for other in others} - profiles.keys()
    rows = Article.objects.filter(pk__in=wanted).values_list("pk", "text")
    known = {**profiles, **{pk: profile_text(text) for pk, text in rows}}
    pairs: dict[tuple[int, int], CopyPair] = {}
    for pk, others in candidates.items():
        for other in others:
            # Of equally long texts the one with the lower id counts as the shorter, so that a pair is stored once.
            first, second = sorted((pk, other), key=lambda one: (len(known[one].shingles), one))
            overlap = compare_profiles(known[first], known[second])
            if overlap.is_copy:
                pairs[first, second] = CopyPair(
                    shorter_id=first, longer_id=second, containment=overlap.containment, coverage=overlap.coverage
                )
    CopyPair.objects.bulk_create(pairs.values(), ignore_conflicts=True)
    return pairs.keys()


def _neighbours(article_ids: Iterable[int]) -> set[int]:
    """These articles, those paired with them, and the members of their groups."""
    own = set(article_ids)
    pairs = CopyPair.objects.filter(Q(shorter__in=own) | Q(longer__in=own)).values_list("shorter", "longer")
    # By themselves: joined, a plan made before the table was analysed read all fingerprints for each group.
    groups = set(Fingerprint.objects.filter(pk__in=own, group__isnull=False).values_list("group", flat=True))
    members = Fingerprint.objects.filter(group__in=groups).values_list("pk", flat=True)
    verdicts = CopyVerdict.objects.filter(Q(lower__in=own) | Q(higher__in=own), is_copy=True)
    return own.union(members, *pairs, *verdicts.values_list("lower", "higher"))


def regroup(*, article_ids: Iterable[int]) -> set[int]:
    """Make anew the groups of everything that hangs together with these articles, as curators decided.

    Returns all of these.
    """
    seen = set(article_ids)
    latest = seen
    while latest and len(seen) < LARGEST_COMPONENT:
        latest = _neighbours(latest) - seen
        seen |= latest
    rows = CopyPair.objects.filter(shorter__in=seen, longer__in=seen).values_list("shorter", "longer", "coverage")
    pairs = [Pair(*row) for row in rows]
    verdicts = CopyVerdict.objects.filter(lower__in=seen, higher__in=seen)
    apart: list[tuple[int, int]] = []
    joined: list[tuple[int, int]] = []
    for lower, higher, is_copy in verdicts.values_list("lower", "higher", "is_copy"):
        (joined if is_copy else apart).append((lower, higher))
    if joined:
        public = set(Fingerprint.objects.filter(pk__in=seen).values_list("pk", flat=True))
        pairs += [Pair(lower, higher, _JOINED) for lower, higher in joined if {lower, higher} <= public]
    _save_groups(seen, group_copies(pairs, apart=apart))
    return seen


def _save_groups(article_ids: set[int], groups: Sequence[Group]) -> None:
    """Write groups and canonical articles; an unchanged group keeps its row."""
    before = dict(Fingerprint.objects.filter(pk__in=article_ids).values_list("pk", "group"))
    kept = {pk: group for pk, group in before.items() if group is not None}
    canonical = _canonical_articles(groups)
    after: dict[int, int | None] = dict.fromkeys(before)
    old = {row.canonical_id: row for row in CopyGroup.objects.filter(pk__in=set(kept.values()))}
    new = [CopyGroup(canonical_id=chosen) for chosen in canonical if chosen not in old]
    CopyGroup.objects.bulk_create(new, update_conflicts=True, unique_fields=["canonical"], update_fields=["canonical"])
    rows = old | {row.canonical_id: row for row in new}
    for group, chosen in zip(groups, canonical, strict=True):
        after.update(dict.fromkeys(group.members, rows[chosen].pk))
        old.pop(chosen, None)
    moved = {pk: group_id for pk, group_id in after.items() if before[pk] != group_id}
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [list(moved), list(moved.values())])
    CopyGroup.objects.filter(pk__in=[row.pk for row in old.values()]).delete()
    folded = {pk for group in groups for pk in group.members} - set(canonical)
    entries = SearchEntry.objects.filter(pk__in=article_ids)
    entries.filter(pk__in=folded, is_canonical=True).update(is_canonical=False)
    entries.exclude(pk__in=folded).filter(is_canonical=False).update(is_canonical=True)
    if folded:
        logger.debug("%s articles folded under %s", len(folded), len(groups))


def _canonical_articles(groups: Sequence[Group]) -> list[int]:
    """For each group the article that stands for it."""
    members = [pk for group in groups for pk in group.members]
    rows = Article.objects.filter(pk__in=members).values_list(
        "pk", "published_at", "published_is_inferred", "word_count", "copy_choice"
    )
    standings = {
        pk: Standing(stated_at=None if is_inferred else moment, words=words, is_chosen=choice is not None)
        for pk, moment, is_inferred, words, choice in rows
    }
    return [canonical_of(group, standings) for group in groups]
