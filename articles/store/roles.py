"""The three roles of an archive, as groups: who may read, who curates, who looks after it.

The groups are the archive's own: their permissions are set with every migration, so that new tables come with it. For
another mixture of rights make another group.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

READER: Final = "reader"
CURATOR: Final = "curator"
ADMINISTRATOR: Final = "administrator"
ROLES: Final = (READER, CURATOR, ADMINISTRATOR)
MAY_READ: Final = "articles.view_article"

# What curators may delete; of most of it only what nothing uses. To delete an article or a capture is the takedown.
_DELETED_BY_CURATORS: Final = (
    "company", "companyalias", "person", "place", "topic", "source", "sourcealias", "synonymgroup", "feed",
)  # fmt: skip


def make_roles(**_: Any) -> None:
    """Make the groups and give them their permissions; run behind every migration."""
    permissions = Permission.objects.exclude(content_type__model__endswith="event")
    reads = Q(content_type__app_label="articles", content_type__model="article", codename="view_article")
    curates = Q(content_type__app_label="articles") & (
        ~Q(codename__startswith="delete_") | Q(codename__in=[f"delete_{name}" for name in _DELETED_BY_CURATORS])
    )
    looks_after = Q(content_type__app_label__in=("articles", "auth", "axes"))
    for name, granted in zip(ROLES, (reads, curates, looks_after), strict=True):
        group, _made = Group.objects.get_or_create(name=name)
        wanted = set(permissions.filter(granted).values_list("pk", flat=True))
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)


def give_role(*, username: str, role: str | None) -> bool:
    """Give an account one of ROLES and no other, or none; curators and administrators come to the desk by it.

    Returns False where there is no such account.
    """
    user: Any = get_user_model()._default_manager.filter(**{get_user_model().USERNAME_FIELD: username}).first()
    if user is None:
        return False
    user.groups.remove(*Group.objects.filter(name__in=ROLES))
    if role is not None:
        user.groups.add(Group.objects.get(name=role))
    user.is_staff = user.is_superuser or role in (CURATOR, ADMINISTRATOR)
    user.save(update_fields=["is_staff"])
    return True
