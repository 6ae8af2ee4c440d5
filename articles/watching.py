"""Folders that are looked at again and again: what is whole is taken in once, and noted."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from articles.capture.files import read_paths
from articles.capture.found import Limits
from articles.capture.identity import identify_file
from articles.capture.watched import Seen, look
from articles.documents import Rejection
from articles.pipeline import Rules, ingest
from articles.store.captures import Outcome
from articles.store.intake import known_files, known_place, note_taken, was_taken
from articles.store.receipts import Receipt, Result

SETTLED_AFTER: Final = 5_000_000_000  # nanoseconds without a change after which a file seen once is whole
_REASONS_KEPT: Final = 5

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that was taken, and what came of it; `is_rejected` where anything in it was."""

    path: str
    outcome: str
    is_rejected: bool
    moved_to: str = ""


class Folder:
    """A watched folder. Between two looks it remembers what it saw: a file that did not change meanwhile is whole.

    `limits` bound what is read of a file. Taken files go to `done`, where it is given; rejected ones stay.
    """

    def __init__(self, path: str, *, limits: Limits, done: str = "") -> None:
        self.path, self.done = path, done
        self.limits = replace(limits, place_of=known_place)
        self._before: set[Seen] = set()

    def take_new(self, *, rules: Rules, now_ns: int) -> Iterator[Taken]:
        """Take in every whole file that was not taken before. `now_ns` is nanoseconds since 1970."""
        present = list(look(self.path, passing_over=self.done))
        whole = [one for one in present if one in self._before or now_ns - one.modified_ns > SETTLED_AFTER]
        self._before = set(present)
        for one in _not_taken(whole):
            taken = self._take(one, rules)
            if taken is not None:
                yield taken

    def _take(self, seen: Seen, rules: Rules) -> Taken | None:
        """Take in one file; None where it changed or went meanwhile, or is known by its bytes."""
        try:
            with Path(seen.path).open("rb") as file:
                identity = identify_file(seen.path, file)
        except OSError:
            return None
        if (identity.size, identity.modified_ns) != (seen.size, seen.modified_ns):
            return None
        if was_taken(identity):  # under another name or time
            note_taken(identity, outcome="the same bytes were taken before", is_rejected=False)
            return Taken(
                path=seen.path,
                outcome="the same bytes were taken before",
                is_rejected=False,
                moved_to=self._move(seen.path),
            )
        outcome, is_rejected = _summary(ingest(read_paths([seen.path], limits=self.limits), rules=rules))
        note_taken(identity, outcome=outcome, is_rejected=is_rejected)
        logger.info("taken from a watched folder: %s", outcome[:200])
        moved = "" if is_rejected else self._move(seen.path)
        return Taken(path=seen.path, outcome=outcome, is_rejected=is_rejected, moved_to=moved)

    def _move(self, path: str) -> str:
        """Put a taken file where those are kept, under a name that nothing there has."""
        if not self.done:
            return ""
        relative = Path(os.path.relpath(path, self.path))
        target = Path(self.done) / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while target.exists():
            number += 1
            target = Path(self.done) / relative.with_name(f"{relative.stem} ({number}){relative.suffix}")
        try:
            Path(path).rename(target)
        except OSError as error:  # another file system: the file stays, and is known as taken
            logger.warning("a taken file was not moved: %s", error.strerror or error)
            return ""
        return str(target)


def _not_taken(files: Iterable[Seen]) -> list[Seen]:
    """Those of which no row tells that this very path, size and time was taken."""
    files = list(files)
    known = known_files([(one.path, one.size, one.modified_ns) for one in files])
    return [one for one in files if (os.path.abspath(one.path), one.size, one.modified_ns) not in known]  # noqa: PTH100  (links stay)


def _summary(results: Iterator[Result]) -> tuple[str, bool]:
    """What became of a file in a line, and whether anything in it was rejected."""
    counts: Counter[str] = Counter()
    reasons: list[str] = []
    for result in results:
        if isinstance(result, Receipt):
            counts[result.outcome.value] += 1
        else:
            counts[Outcome.REJECTED.value if isinstance(result, Rejection) else "passed over"] += 1
        is_rejected = isinstance(result, Rejection) or (
            isinstance(result, Receipt) and result.outcome == Outcome.REJECTED
        )
        if is_rejected and len(reasons) < _REASONS_KEPT:
            reasons.append(getattr(result, "reason", ""))
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return f"{told}{': ' if reasons else ''}{'; '.join(reasons)}", bool(reasons)
