"""An archive that only those may read who are signed in and have a role (NEWSARCHIVE_CLOSED=1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control

API = "/api/"
ACCOUNTS = "/accounts/"
MAY_READ = "articles.view_article"  # what every role holds, see articles/store/roles.py
GetResponse = Callable[[HttpRequest], HttpResponse]


class ClosedArchiveMiddleware(LoginRequiredMiddleware):
    """Sends everyone else to the sign-in page, from every view that is not marked as open."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.NEWSARCHIVE_CLOSED:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Let in who has a role; an account without one may only sign out and change its password."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        is_open = not getattr(view_func, "login_required", True) or request.path.startswith(ACCOUNTS)
        if answer is not None or is_open or request.user.has_perm(MAY_READ):
            return answer
        if request.path.startswith(API):
            return JsonResponse({"error": "This account may not read the archive."}, status=403)
        raise PermissionDenied

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """A form to sign in with for people; for programs a plain no."""
        if request.path.startswith(API):
            return JsonResponse({"error": "The archive is closed. Sign in to read it."}, status=401)
        return super().handle_no_permission(request, view_func)


class RobotsMiddleware:
    """Asks robots to stay away from a closed archive, and shared caches to keep nothing of it."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.NEWSARCHIVE_CLOSED:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the two headers."""
        response = self.get_response(request)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        if not request.path.startswith(settings.STATIC_URL):
            patch_cache_control(response, private=True)
        return response
