"""What trial classifiers said of texts they had not seen, kept so that looking through an archive can go on later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from articles.extract.topic_model import Verdict

if TYPE_CHECKING:
    from articles.extract.topic_learning import Trial


class Trials:
    """The verdicts on every article learned from, by topic; `article_ids` ascend."""

    def __init__(self, *, article_ids: Sequence[int], trials: Mapping[str, Trial]) -> None:
        self._article_ids = np.array(article_ids, dtype=np.int64)
        self._slugs = tuple(trials)
        shape = (len(trials), len(article_ids))
        verdicts = [trial.verdicts for trial in trials.values()]
        self._confidences = np.array([[one.confidence for one in of] for of in verdicts]).reshape(shape)
        self._given = np.array([[one.is_given for one in of] for of in verdicts], dtype=np.bool_).reshape(shape)

    def of(self, article_id: int) -> dict[str, Verdict]:
        """`{slug: verdict}` on an article; empty for one that was not learned from."""
        column = int(np.searchsorted(self._article_ids, article_id))
        if column == len(self._article_ids) or self._article_ids[column] != article_id:
            return {}
        return {
            slug: Verdict(float(self._confidences[row, column]), bool(self._given[row, column]))
            for row, slug in enumerate(self._slugs)
        }

    def to_bytes(self) -> bytes:
        """All of it in NumPy's compressed format, without pickles."""
        file = BytesIO()
        slugs = np.frombuffer("\n".join(self._slugs).encode(), dtype=np.uint8)
        np.savez_compressed(
            file, article_ids=self._article_ids, slugs=slugs, confidences=self._confidences, given=self._given
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Trials:
        """What `to_bytes` wrote."""
        kept = cls(article_ids=(), trials={})
        with np.load(BytesIO(content), allow_pickle=False) as parts:
            kept._article_ids, kept._confidences, kept._given = (
                parts[name] for name in ("article_ids", "confidences", "given")
            )
            kept._slugs = tuple(parts["slugs"].tobytes().decode().split("\n"))
        return kept
