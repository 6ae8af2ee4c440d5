"""'Show what would change': a form's values tried before they are saved."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.admin.base import ArchiveAdmin

if TYPE_CHECKING:
    from articles.sandbox import Trial


class TryingAdmin(ArchiveAdmin):
    """An admin whose form can be tried: the form is sent to another address, which shows what saving would do."""

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and those at which a form is tried."""
        name = self.opts.model_name
        view = self.admin_site.admin_view(self.try_view)
        own = [
            path("add/try/", view, name=f"articles_{name}_try_new"),
            path("<int:pk>/try/", view, name=f"articles_{name}_try"),
        ]
        found: list[URLPattern] = super().get_urls()
        return own + found

    @abstractmethod
    def try_out(self, row: Any) -> Trial:
        """What saving `row` would change."""

    def try_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Try what the form holds; the answer carries it on, to be saved."""
        row = self.model._default_manager.filter(pk=pk).first() if pk is not None else None
        may = self.has_add_permission(request) if pk is None else self.has_change_permission(request, row)
        if not may:
            raise PermissionDenied
        if pk is not None and row is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form: Any = self.get_form(request, row, change=row is not None)(request.POST, instance=row)
        trial = self.try_out(form.instance) if form.is_valid() else None
        page = "add" if pk is None else "change"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "What would change",
            "form": form,
            "trial": trial,
            "thing": form.instance,
            "kept": [
                (name, value)
                for name, values in request.POST.lists()
                if name != "csrfmiddlewaretoken"
                for value in values
            ],
            "form_url": reverse(f"admin:articles_{self.opts.model_name}_{page}", args=[pk] if pk is not None else [])
            + query,
        }
        return TemplateResponse(request, "admin/articles/trial.html", context)
