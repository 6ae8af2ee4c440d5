"""What it costs to find and fold the copies of one new article in the archive at hand, however many it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from statistics import median, quantiles
from time import perf_counter

from django.db import transaction

from articles.models import Article, Fingerprint
from articles.similar.fingerprint import sketch_text
from articles.store.copies import find_candidates, fold_copies

_WORDS_CHANGED = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds of each run: the look-up alone, and folding (fingerprint, look-up, comparison, groups)."""

    look_up: tuple[float, ...]
    fold: tuple[float, ...]
    found: int

    def table(self) -> dict[str, float]:
        """Medians and the 95th of a hundred, in milliseconds."""
        named = (("look_up", self.look_up), ("fold", self.fold))
        return {
            f"{name}_{part}_ms": round(value, 2)
            for name, times in named
            for part, value in (("median", median(times)), ("p95", quantiles(times, n=20)[-1]), ("best", min(times)))
        }


def measure_cost(*, count: int, seed: int, edited: bool) -> Cost:
    """Store `count` new articles one at a time and take each back.

    They are copies of articles that are there with words changed or, if not `edited`, texts of their words in another
    order, which have no copies.
    """
    random = Random(seed)  # noqa: S311  # not for secrets: the same seed chooses the same articles
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    look_up: list[float] = []
    fold: list[float] = []
    found = 0
    while len(fold) < count:
        model = Article.objects.public().filter(pk__gte=random.randint(1, newest)).order_by("pk").first()
        if model is None:
            continue
        text = _changed(model.text, random) if edited else _shuffled(model.text, random)
        sketch = sketch_text(text)
        with transaction.atomic():
            article = Article.objects.create(title=model.title, slug=model.slug, text=text, word_count=model.word_count)
            look_up.append(_timed(partial(find_candidates, {0: sketch.hashes.tolist()})))
            fold.append(_timed(partial(fold_copies, article_ids=[article.pk])))
            found += Fingerprint.objects.filter(pk=article.pk, group__isnull=False).exists()
            transaction.set_rollback(True)
    return Cost(look_up=tuple(look_up), fold=tuple(fold), found=found)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1_000


def _changed(text: str, random: Random) -> str:
    words = text.split(" ")
    for place in random.sample(range(len(words)), round(len(words) * _WORDS_CHANGED)):
        words[place] = f"changed{random.randrange(1_000_000)}"
    return " ".join(words)


def _shuffled(text: str, random: Random) -> str:
    words = text.split()
    random.shuffle(words)
    return " ".join(words)
