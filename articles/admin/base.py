"""What every list and form of the archive's admin has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from articles import tasks
from articles.admin.history import Trail, changes_along
from articles.admin.meanwhile import SeenForm, with_seen
from articles.admin.searching import narrowed, newest
from articles.curating.vocabulary import record_edit
from articles.models import CurationAct
from articles.rules import warm_rules
from articles.store.row_states import States, states_of

COUNT_LIMIT: Final = 10_000  # rows; a list says 'more than' beyond it, so that no page counts a whole table


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # generic only in the stubs
    """Pages over the first rows of a list: counting stops one past COUNT_LIMIT."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, COUNT_LIMIT + 1 meaning more."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[: COUNT_LIMIT + 1].count()


class BoundedChangeList(ChangeList):
    """A list that knows whether its count is whole, and leaves wide columns in the database."""

    is_bounded = False
    count_limit = 0

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The rows of the list without the columns it never shows."""
        rows = super().get_queryset(request, exclude_parameters)
        return rows.defer(*getattr(self.model_admin, "list_defer", ()))

    def get_results(self, request: HttpRequest) -> None:
        """Read one page of rows."""
        super().get_results(request)
        self.count_limit = COUNT_LIMIT
        self.is_bounded = self.result_count > COUNT_LIMIT
        if self.is_bounded:
            self.full_result_count = self.result_count  # keeps the search form from showing the cut count


class ArchiveAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """An admin page that stays fast with a million articles.

    `list_defer` names columns that lists never read; `search_columns` maps a column to the way it is searched (see
    `searching.narrowed`); `trails` are the events that make up the object's history. Of a large table whose columns no
    index searches, `searches_newest` says how many of the newest rows are searched; `finds_newest`, how many are found.
    """

    form: Any = SeenForm
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each facet counts the whole list
    paginator = BoundedPaginator
    list_per_page = 50
    list_defer: ClassVar[tuple[str, ...]] = ()
    search_columns: ClassVar[tuple[str, ...]] = ()
    trails: ClassVar[tuple[Trail, ...]] = ()
    searches_newest: ClassVar[int] = 0
    finds_newest: ClassVar[int] = 0

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that does not count everything."""
        return BoundedChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows whose `search_columns` hold every word, by an expression that the trigram indexes serve."""
        if not self.search_columns:
            return super().get_search_results(request, queryset, search_term)
        if search_term.strip("\x00 ") and self.searches_newest:
            queryset = newest(queryset, self.searches_newest)
        found = narrowed(queryset, search_term, self.search_columns)
        if search_term.strip("\x00 ") and self.finds_newest:
            # To sort all that a common word finds takes a second at a million rows.
            found = queryset.filter(
                pk__in=list(found.order_by("-pk").values_list("pk", flat=True)[: self.finds_newest])
            )
        return found, False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fieldsets, with what tells of changes made meanwhile."""
        found = super().get_fieldsets(request, obj)
        if not issubclass(self.form, SeenForm):
            return found
        may_edit = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        return with_seen(found, is_edited=may_edit)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row of an address; none has a NUL, which PostgreSQL refuses.

        One that is about to be saved is locked, so that what is compared with the form is what it replaces.
        """
        if "\x00" in object_id:
            return None
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return found
        self.model._default_manager.select_for_update(no_key=True).filter(pk=found.pk).order_by().values("pk").first()
        return super().get_object(request, object_id, from_field)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of a row. Who may save it finds the rules made by then: names and texts are looked through again."""
        may_save = self.has_add_permission(request) if object_id is None else self.has_change_permission(request)
        if request.method == "GET" and may_save:
            warm_rules()
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Run an action, unless it was asked for over more rows than the list can count."""
        if request.POST.get("select_across") == "1" and self._is_too_many(queryset):
            self.message_user(
                request, f"That is more than {COUNT_LIMIT:,} rows. Narrow the list first.", messages.WARNING
            )
            return None
        return super().response_action(request, queryset, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's log of the admin's use, and below it every change the database wrote down."""
        changes = changes_along(self.trails, object_id) if self.trails else None
        return super().history_view(request, object_id, {"changes": changes, **(extra_context or {})})

    @staticmethod
    def _is_too_many(queryset: QuerySet[Any]) -> bool:
        return queryset.order_by()[: COUNT_LIMIT + 1].count() > COUNT_LIMIT


class ReadOnlyAdmin(ArchiveAdmin):
    """Rows that only the pipeline or `store` makes: to be read here, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes one: purging is the only way anything goes."""
        return False


class LoggedAdmin(ArchiveAdmin):
    """An admin whose forms and deletions are acts: written down with what they changed, and undone by their page."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the row, how it stood before kept in mind."""
        form.states_before = states_of([obj]) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what goes by its name, then write the act down and do what follows from it."""
        super().save_related(request, form, formsets, change)
        self._write_down(request, form.states_before, [form.instance])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a row as an act."""
        before = states_of([obj], is_going=True)
        super().delete_model(request, obj)
        self._write_down(request, before)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the rows chosen as one act."""
        with transaction.atomic():
            before = states_of(queryset, is_going=True)
            what = f"deleted {len(queryset):,} {self.opts.verbose_name_plural}"
            super().delete_queryset(request, queryset)
            self._write_down(request, before, what=what)

    def _write_down(self, request: HttpRequest, before: States, rows: Sequence[Model] = (), *, what: str = "") -> None:
        by = curator(request)
        edited = record_edit(before, rows, by=by, what=what, tag_again=tasks.tagging.tagging_again(by))
        for words in edited.words:
            self.message_user(request, words)
        if edited.act is not None:
            tell_of_act(self, request, edited.act, f"{edited.act.what[:1].upper()}{edited.act.what[1:]}.")


class VocabularyAdmin(LoggedAdmin):
    """A term of a closed vocabulary: deleted only while nothing in the archive uses it.

    `uses` names the reverse relations that count as use.
    """

    uses: ClassVar[tuple[str, ...]] = ("taggings", "mentions")

    def view_on_site(self, obj: Any) -> str | None:
        """The public page, linked directly: Django's own detour asks the database for it."""
        address: str = obj.get_absolute_url()
        return address

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only one unused term at a time: a deletion would take its articles' tags along."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is not None and not any(getattr(obj, name).exists() for name in self.uses)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting of many at once."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def curator(request: HttpRequest) -> AbstractBaseUser:
    """The account at work; the admin lets nobody in who has none."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


def tell_of_act(shown_by: Any, request: HttpRequest, act: CurationAct | None, words: str) -> None:
    """Say what was done, with the way to the page on which it can be undone."""
    if act is None:
        shown_by.message_user(request, words, messages.SUCCESS)
        return
    link = format_html('{} <a href="{}">See it, or undo it</a>', words, reverse("desk:act", args=[act.pk]))
    shown_by.message_user(request, link, messages.SUCCESS)


def ask_first(
    request: HttpRequest, model_admin: ArchiveAdmin, *, template: str, context: Mapping[str, Any]
) -> TemplateResponse:
    """The page between an action and its doing: says what will happen and sends the same selection again."""
    return TemplateResponse(
        request,
        template,
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "media": model_admin.media,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            **context,
        },
    )
