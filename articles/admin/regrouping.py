"""Merging and splitting from the admin, and the list of what was merged and split, to be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from articles import tasks
from articles.admin.base import ArchiveAdmin, ReadOnlyAdmin, curator
from articles.models import Article, Company, MovedAddress, Place, Regrouping, Source, Tagging
from articles.store.merging import MODELS, Groupable, RegroupingError, kind_of
from articles.store.splitting import names_of

AT_MOST: Final = 2_000  # articles moved in one request; a job moves more
LOOKED_AT_MOST: Final = 2_000  # articles tagged again in one request
MERGED_AT_MOST: Final = 20  # rows in one request


def look_again_later(request: HttpRequest, shown_by: ModelAdmin[Any], act: Regrouping) -> None:
    """Have jobs tag again what holds a name, or has the tag, of either of the two that an act joined or parted."""
    from articles.retagging import names_of  # with all its stages, which other pages never need

    for thing in MODELS[act.kind]._default_manager.filter(pk__in=[act.kept_id, act.other_id]).order_by("pk"):
        if not isinstance(thing, Source):
            job_id = tasks.tagging.queue_retagging(thing=thing, names=names_of(thing), by=curator(request))
            what = f"More than {LOOKED_AT_MOST:,} articles may change. Tagging again what names {thing}"
            shown_by.message_user(request, tasks.notice(job_id, what), messages.WARNING)


class MergeForm(forms.Form):
    """The other one, and which of the two stays."""

    other = forms.ModelChoiceField(queryset=Company.objects.none(), label="The other one")
    stays = forms.ChoiceField(
        choices=[("other", "the other one"), ("this", "this one")],
        initial="other",
        widget=forms.RadioSelect,
        label="Which stays",
    )

    def __init__(self, thing: Groupable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = kind_of(thing)
        field = Article._meta.get_field("source") if kind == "source" else Tagging._meta.get_field(kind)
        other = self.fields["other"]
        assert isinstance(other, forms.ModelChoiceField)
        other.queryset = type(thing)._default_manager.exclude(pk=thing.pk)
        other.widget = AutocompleteSelect(field, admin.site)
        other.widget.choices = other.choices


class SplitForm(forms.Form):
    """The names that go, and what the new one is called."""

    names = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="These names")
    name = forms.CharField(max_length=200, label="are those of a new one called")

    def __init__(self, thing: Company | Place | Source, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = self.fields["names"]
        assert isinstance(names, forms.MultipleChoiceField)
        names.choices = [(name, name) for name in names_of(thing)]


class RegroupableAdmin(ArchiveAdmin):
    """An admin whose rows can be merged and, where they have several names, split."""

    change_form_template = "admin/articles/regroupable_form.html"
    actions = ("merge_selected",)

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and those of merging and splitting."""
        name = self.opts.model_name
        own = [path("<int:pk>/merge/", self.admin_site.admin_view(self.merge_view), name=f"articles_{name}_merge")]
        if self.model in (Company, Place, Source):
            own.append(
                path("<int:pk>/split/", self.admin_site.admin_view(self.split_view), name=f"articles_{name}_split")
            )
        found: list[URLPattern] = super().get_urls()
        return own + found

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the account may merge: it then may change and add such rows."""
        return self.has_change_permission(request) and self.has_add_permission(request)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other one, see what moves, confirm."""
        thing = self._asked_for(request, pk)
        form = MergeForm(thing, request.POST or None)
        pair: tuple[Groupable, Groupable] | None = None
        if form.is_bound and form.is_valid():
            other = form.cleaned_data["other"]
            pair = (other, thing) if form.cleaned_data["stays"] == "other" else (thing, other)
            if request.POST.get("confirmed") == "yes":
                kept, gone = pair
                self._merge(request, kept, [gone])
                return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_changelist"))
        told = [(row, _facts(row)) for row in pair] if pair else []
        return self._page(request, "merge", thing, form=form, told=told, title=f"Merge {thing}")

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the names that go, name the new one."""
        thing: Any = self._asked_for(request, pk)
        form = SplitForm(thing, request.POST or None)
        if form.is_bound and form.is_valid():
            from articles.regrouping import split_thing  # with all the stages, which other pages never need

            given = form.cleaned_data
            made = self._guarded(
                request,
                lambda: split_thing(
                    thing=thing, names=given["names"], name=given["name"], by=curator(request), most=LOOKED_AT_MOST
                ),
            )
            if made is not None:
                self._tell(request, *made)
                return HttpResponseRedirect(
                    reverse(f"admin:articles_{self.opts.model_name}_change", args=[made[0].other_id])
                )
        return self._page(request, "split", thing, form=form, title=f"Split {thing}")

    @admin.action(description="Merge into one …", permissions=["merge"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> TemplateResponse | None:
        """Ask which of the selected rows stays, then merge the others into it."""
        rows: list[Any] = list(queryset.order_by("pk")[: MERGED_AT_MOST + 1])
        if not 1 < len(rows) <= MERGED_AT_MOST:
            self.message_user(request, f"Choose two to {MERGED_AT_MOST}.", messages.WARNING)
            return None
        kept = next((row for row in rows if str(row.pk) == request.POST.get("kept")), None)
        if kept is None:
            told = [(row, _facts(row)) for row in rows]
            return self._page(request, "merge_selected", rows[0], told=told, title="Merge into one")
        self._merge(request, kept, [row for row in rows if row.pk != kept.pk])
        return None

    def _merge(self, request: HttpRequest, kept: Any, others: list[Any]) -> None:
        from articles.regrouping import merge_things  # with all the stages, which other pages never need

        for gone in others:
            if _article_count(gone) > AT_MOST:
                job_id = tasks.regrouping.queue_merge(kept=kept, gone=gone, by=curator(request))
                what = f"{gone} stands in more than {AT_MOST:,} articles. Merging it into {kept}"
                self.message_user(request, tasks.notice(job_id, what), messages.WARNING)
                continue

            def work(gone: Any = gone) -> tuple[Regrouping, int | None]:
                return merge_things(kept=kept, gone=gone, by=curator(request), most=LOOKED_AT_MOST)

            done = self._guarded(request, work)
            if done is not None:
                self.log_change(request, kept, f"{gone} was merged into it.")
                self._tell(request, *done)

    def _guarded(
        self, request: HttpRequest, work: Callable[[], tuple[Regrouping, int | None]]
    ) -> tuple[Regrouping, int | None] | None:
        try:
            return work()
        except RegroupingError as error:
            self.message_user(request, str(error), messages.ERROR)
            return None

    def _tell(self, request: HttpRequest, act: Regrouping, looked_at: int | None) -> None:
        """Say what was done, with the way back."""
        done = format_html(
            '{}. Articles: {}. <a href="{}">Undo</a>',
            act,
            act.articles,
            reverse("admin:articles_regrouping_change", args=[act.pk]),
        )
        self.message_user(request, done, messages.SUCCESS)
        if looked_at is None:
            look_again_later(request, self, act)

    def _asked_for(self, request: HttpRequest, pk: int) -> Groupable:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        thing: Groupable | None = self.model._default_manager.filter(pk=pk).first()
        if thing is None:
            raise Http404
        return thing

    def _page(self, request: HttpRequest, name: str, thing: Groupable, **context: Any) -> TemplateResponse:
        form = context.get("form")
        return TemplateResponse(
            request,
            f"admin/articles/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "thing": thing,
                "action_checkbox_name": admin.helpers.ACTION_CHECKBOX_NAME,
                **context,
                "media": self.media + form.media if form is not None else self.media,
            },
        )


def _article_count(thing: Any) -> int:
    rows: QuerySet[Any] = thing.articles.all() if isinstance(thing, Source) else thing.taggings.all()
    return rows.order_by()[: AT_MOST + 1].count()


def _facts(thing: Any) -> list[str]:
    """What a merge would move of it, in words."""
    count = _article_count(thing)
    articles = f"more than {AT_MOST:,} articles" if count > AT_MOST else f"articles: {count:,}"
    names = ", ".join(names_of(thing)[:20]) if isinstance(thing, Company | Place | Source) else ""
    children = thing.children.count() if hasattr(thing, "children") else 0
    return [articles, *([f"names: {names}"] if names else []), *([f"below it: {children}"] if children else [])]


@admin.register(Regrouping)
class RegroupingAdmin(ReadOnlyAdmin):
    """Every merge and split, the newest first; each can be taken back."""

    change_form_template = "admin/articles/regrouping.html"
    list_display = ("__str__", "articles", "made_at", "made_by", "undone_at", "undone_by")
    list_filter = ("kind", "act")
    list_select_related = ("made_by", "undone_by")
    list_defer = ("journal",)
    search_fields = ("kept_name",)
    search_columns = ("kept_name", "other_name")
    sortable_by = ()
    actions = ("undo",)
    fields = ("kind", "other_name", "act", "kept_name", "other_slug", "articles", "made_at", "made_by", "undone_at",
              "undone_by")  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and that of taking an act back."""
        own = path("<int:pk>/undo/", self.admin_site.admin_view(self.undo_view), name="articles_regrouping_undo")
        found: list[URLPattern] = super().get_urls()
        return [own, *found]

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Whether the account may take acts back: it then may change and add all that can be merged."""
        return all(request.user.has_perm(f"articles.{verb}_{kind}") for verb in ("add", "change") for kind in MODELS)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take one act back; only by a form's button."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        act = Regrouping.objects.filter(pk=pk).first()
        if act is None:
            raise Http404
        if request.method == "POST":
            self._undo(request, act)
        return HttpResponseRedirect(reverse("admin:articles_regrouping_change", args=[pk]))

    @admin.action(description="Undo", permissions=["undo"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Regrouping]) -> None:
        """Take the selected acts back, the newest first."""
        for act in queryset.order_by("-pk")[:MERGED_AT_MOST]:
            self._undo(request, act)

    def _undo(self, request: HttpRequest, act: Regrouping) -> None:
        from articles.regrouping import undo  # with all the stages, which other pages never need

        if act.articles > AT_MOST and act.undone_at is None:
            job_id = tasks.regrouping.queue_undoing(act, by=curator(request))
            what = f"{act}: more than {AT_MOST:,} articles change. Undoing it"
            self.message_user(request, tasks.notice(job_id, what), messages.WARNING)
            return
        try:
            thing, looked_at = undo(regrouping=act, by=curator(request), most=LOOKED_AT_MOST)
        except RegroupingError as error:
            self.message_user(request, f"{act}: {error}", messages.ERROR)
            return
        self.message_user(request, f"Undone: {act}. {thing} is as it was.", messages.SUCCESS)
        if looked_at is None:
            look_again_later(request, self, act)


@admin.register(MovedAddress)
class MovedAddressAdmin(ReadOnlyAdmin):
    """Every former address and where it leads."""

    list_display = ("slug", "thing")
    list_select_related = tuple(MODELS)
    search_fields = ("slug",)
    search_columns = ("slug",)
    ordering = ("-pk",)
    sortable_by = ()
