"""Signing in and out, and changing one's password, with throttled attempts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse_lazy


class ThrottledPasswordChangeForm(PasswordChangeForm):
    """Checks the present password the way signing in does, so that wrong ones are counted with the others."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """The present password, where it is right."""
        old_password = str(self.cleaned_data["old_password"])
        if authenticate(self.request, username=self.user.get_username(), password=old_password) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old_password


class ThrottledPasswordChangeView(PasswordChangeView):
    """The page on which a curator changes the password."""

    form_class = ThrottledPasswordChangeForm
    success_url = reverse_lazy("password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the request to the form, which needs its address for counting."""
        return {**super().get_form_kwargs(), "request": self.request}
