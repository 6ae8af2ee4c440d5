"""What curators decide of copies. It holds whatever the rules find, and when articles are hidden and shown again."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from articles.models import Article, CopyChoice, CopyVerdict, Fingerprint
from articles.store.copies import regroup, take_turns
from articles.store.history import personal_write
from articles.store.stories import join_stories


def choose_canonical(*, article_id: int, by: AbstractBaseUser | None) -> bool:
    """Let an article stand for its copies, whatever the rules say. False where it has none."""
    with personal_write(by):
        take_turns()
        group = Fingerprint.objects.filter(pk=article_id, group__isnull=False).values_list("group", flat=True).first()
        if group is None:
            return False
        CopyChoice.objects.filter(article__fingerprint__group=group).exclude(article=article_id).delete()
        CopyChoice.objects.get_or_create(article_id=article_id, defaults={"decided_by_id": by.pk if by else None})
        join_stories(article_ids=(), regrouped=regroup(article_ids={article_id}))
    return True


def withdraw_choice(*, article_id: int, by: AbstractBaseUser | None) -> None:
    """Leave it to the rules again which of its copies an article is counted with."""
    with personal_write(by):
        take_turns()
        CopyChoice.objects.filter(article=article_id).delete()
        join_stories(article_ids=(), regrouped=regroup(article_ids={article_id}))


def decide_copies(
    *, article_id: int, other_ids: Collection[int], is_copy: bool | None, by: AbstractBaseUser | None
) -> None:
    """Say whether an article and each of the others are copies; None leaves it to the rules again.

    Raises ValueError where an article would be compared with itself or another is not there.
    """
    others = set(other_ids)
    if article_id in others:
        raise ValueError("an article is no copy of itself")
    if missing := others - set(Article.objects.filter(pk__in=others).values_list("pk", flat=True)):
        raise ValueError(f"no article {', '.join(map(str, sorted(missing)))}")
    with personal_write(by):
        take_turns()
        for other in sorted(others):
            lower, higher = sorted((article_id, other))
            if is_copy is None:
                CopyVerdict.objects.filter(lower=lower, higher=higher).delete()
            else:
                CopyVerdict.objects.update_or_create(
                    lower_id=lower,
                    higher_id=higher,
                    defaults={"is_copy": is_copy, "decided_by_id": by.pk if by else None},
                )
        join_stories(article_ids=(), regrouped=regroup(article_ids={article_id, *others}))


def take_out(*, article_id: int, by: AbstractBaseUser | None) -> None:
    """Say that an article is no copy of any of those it is folded with now."""
    group = Fingerprint.objects.filter(pk=article_id, group__isnull=False).values("group")
    others = Fingerprint.objects.filter(group__in=group).exclude(pk=article_id).values_list("pk", flat=True)
    decide_copies(article_id=article_id, other_ids=list(others), is_copy=False, by=by)


def verdicts_on(article_id: int) -> dict[int, bool]:
    """`{id of another article: whether a curator called it a copy of this one}`."""
    rows = CopyVerdict.objects.filter(Q(lower=article_id) | Q(higher=article_id))
    return {
        higher if lower == article_id else lower: is_copy
        for lower, higher, is_copy in rows.values_list("lower", "higher", "is_copy")
    }
