"""Where the former addresses of what was merged lead."""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import MovedAddress


def moved_to(kind: str, slugs: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """`{former slug: (id, slug, name) of what it is part of now}`; slugs that nothing went by are left out."""
    rows = MovedAddress.objects.filter(slug__in=list(slugs), **{f"{kind}__isnull": False})
    found = rows.values_list("slug", kind, f"{kind}__slug", f"{kind}__name")
    return {former: (pk, slug, name) for former, pk, slug, name in found}
