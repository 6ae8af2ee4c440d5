"""Copies found as the archive finds them: a sketch looked up in an inverted index, then the texts compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from articles.similar.comparison import Overlap, Profile, compare_profiles, profile_text
from articles.similar.fingerprint import fewest_common, sketch_shingles

MOST_CANDIDATES = 50


class CopyIndex:
    """Texts by number. Each new one is first compared with those there that share the most of its sketch."""

    def __init__(self) -> None:
        self._profiles: list[Profile] = []
        self._holders: dict[int, list[int]] = defaultdict(list)

    def add(self, text: str) -> dict[int, Overlap]:
        """Take a text in: `{number of an earlier text: overlap}` for those that it copies or is copied by."""
        profile = profile_text(text)
        kept: Sequence[int] = sketch_shingles(profile.shingles).hashes.tolist()
        shared = Counter(holder for one in kept for holder in self._holders.get(one, ()))
        least = fewest_common(len(kept))
        candidates = [number for number, count in shared.most_common(MOST_CANDIDATES) if count >= least]
        overlaps = {number: compare_profiles(profile, self._profiles[number]) for number in candidates}
        for one in kept:
            self._holders[one].append(len(self._profiles))
        self._profiles.append(profile)
        return {number: overlap for number, overlap in overlaps.items() if overlap.is_copy}
