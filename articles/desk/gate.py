"""Who may use the desk: staff with the permission that the page asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from articles.rules import warm_rules

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

CURATE = "articles.change_article"


def curators_only(permission: str) -> Callable[[View[P]], View[P]]:
    """Let in staff who have `permission`; send the others to sign in, and refuse those who are signed in already."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not (request.user.is_active and request.user.is_staff and request.user.has_perm(permission)):
                raise PermissionDenied
            if request.method == "GET":
                warm_rules()  # what is sent from here may want them
            return view(request, *args, **kwargs)

        return cast("View[P]", never_cache(guarded))

    return decorate


def person(request: HttpRequest) -> AbstractBaseUser:
    """The account at work; `curators_only` lets nobody in who has none."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user
