"""How commands name an article or a capture."""

from __future__ import annotations

import re
from typing import Final, TypeVar

from django.core.management.base import CommandError

from articles.models import Article, ArticleVersion, Capture

HELP: Final = (
    "an article by its number or address (12, article:12, /articles/12/...), "
    "a capture by its number or SHA-256 (capture:7, or 12 or more hexadecimal digits)"
)
_ARTICLE: Final = re.compile(r"(?:article:|.{0,300}/articles/)?(\d{1,9})(?:/.{0,300})?")
_CAPTURE: Final = re.compile(r"capture:(\d{1,9})")
_HASH: Final = re.compile(r"(?:capture:|sha256:)?([0-9a-f]{12,64})", re.IGNORECASE)

T = TypeVar("T", Article, Capture)


def find_target(name: str) -> Article | Capture:
    """The article or capture that `name` names. Raises CommandError where there is none, or more than one."""
    if match := _CAPTURE.fullmatch(name):
        found = list(Capture.objects.without_content().filter(pk=match[1]))
    elif match := _ARTICLE.fullmatch(name):
        return _one(list(Article.objects.filter(pk=match[1])), name)
    elif match := _HASH.fullmatch(name):
        found = list(Capture.objects.without_content().filter(sha256__startswith=match[1].lower())[:2])
    else:
        raise CommandError(f"{name!r} names nothing. Give {HELP}.")
    return _one(found, name)


def capture_ids(names: list[str]) -> list[int]:
    """The captures that `names` name, directly or as those of an article, each once, in order."""
    ids: dict[int, None] = {}
    for name in names:
        target = find_target(name)
        if isinstance(target, Capture):
            ids[target.pk] = None
        else:
            versions = ArticleVersion.objects.filter(article=target).order_by("pk")
            ids.update(dict.fromkeys(versions.values_list("capture", flat=True)))
    return list(ids)


def _one(found: list[T], name: str) -> T:
    if len(found) != 1:
        raise CommandError(f"There is no such article or capture: {name}" if not found else f"More than one: {name}")
    return found[0]
