"""Names that may be companies: accepted, rejected or given to a company that is known."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from articles import tasks
from articles.admin.base import ReadOnlyAdmin, curator, tell_of_act
from articles.admin.history import Trail
from articles.admin.linking import row_link
from articles.curating.deciding import decide_candidates
from articles.curating.items import ACCEPT, EDIT, REJECT
from articles.models import CandidateSighting, CompanyCandidate

ACCEPTED_AT_MOST = 20  # in one request: each tags articles again
REJECTED_AT_MOST = 1_000
_EXAMPLES = 20


class MergeForm(ActionForm):
    """The company whose alias a candidate is: its name, another name of it, or the last part of its address."""

    company = forms.CharField(required=False, label="Company, for 'is an alias of'")


class SightingInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Sentences that show the name."""

    model = CandidateSighting
    fields = readonly_fields = ("article_link", "rule", "sentence")
    extra = 0
    can_delete = False
    verbose_name_plural = f"the newest {_EXAMPLES} sentences"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CandidateSighting]:
        """The newest sightings of the candidate shown."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        wanted = match.kwargs.get("object_id", "") if match else ""
        of_this = rows.filter(candidate_id=wanted) if str(wanted).isdigit() else rows.none()
        newest = of_this.order_by("-article_id").values("pk")[:_EXAMPLES]
        return rows.filter(pk__in=list(newest.values_list("pk", flat=True)))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Sightings are the rules'."""
        return False

    @admin.display(description="article")
    def article_link(self, sighting: CandidateSighting) -> str:
        """A link to the article."""
        return row_link("article", sighting.article_id)


@admin.register(CompanyCandidate)
class CompanyCandidateAdmin(ReadOnlyAdmin):
    """What looks like a company and is not on the list, the most named first."""

    inlines = (SightingInline,)
    action_form = MergeForm
    actions = ("accept", "merge", "reject")
    list_display = ("name", "articles", "first_seen", "last_seen", "decision", "company")
    list_filter = ("decision",)
    list_select_related = ("company",)
    search_fields = ("name",)
    search_columns = ("name",)
    ordering = ("pk",)
    sortable_by = ()
    trails: ClassVar[tuple[Trail, ...]] = (Trail(model="CompanyCandidate"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Candidates with their number of articles."""
        return CompanyCandidate.objects.counted()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The most named first; other admins, which order by this too, do not count articles."""
        match = request.resolver_match
        is_list = match is not None and match.url_name == "articles_companycandidate_changelist"
        return ("-articles", "pk") if is_list else ("pk",)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the account may add companies."""
        return request.user.has_perm("articles.add_company") and request.user.has_perm("articles.add_companyalias")

    @admin.display(description="articles")
    def articles(self, candidate: Any) -> int:
        """How many published articles name it."""
        count: int = candidate.articles
        return count

    @admin.display(description="first in")
    def first_seen(self, candidate: Any) -> Any:
        """When the earliest of its articles was published."""
        return candidate.first_seen

    @admin.display(description="last in")
    def last_seen(self, candidate: Any) -> Any:
        """When the latest of its articles was published."""
        return candidate.last_seen

    @admin.action(description="Accept: make a company of it and tag its articles", permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The candidates become companies."""
        self._decide(request, queryset, ACCEPT, at_most=ACCEPTED_AT_MOST)

    @admin.action(description="Is an alias of the company named beside", permissions=["decide"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The candidates become names of a company."""
        self._decide(request, queryset, EDIT, at_most=ACCEPTED_AT_MOST)

    @admin.action(description="Reject: it is no company", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The candidates stay rejected, whatever articles say later."""
        self._decide(request, queryset, REJECT, at_most=REJECTED_AT_MOST)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Any], choice: str, *, at_most: int) -> None:
        chosen = queryset.order_by().filter(decision=CompanyCandidate.Decision.OPEN)
        ids = sorted(chosen.values_list("pk", flat=True)[: at_most + 1])
        if len(ids) > at_most:
            self.message_user(request, f"The first {at_most} only.", messages.WARNING)
        given = {"company": str(request.POST.get("company", ""))}
        by = curator(request)
        act, said = decide_candidates(ids[:at_most], choice, given, by=by, tag_again=tasks.tagging.tagging_again(by))
        for words in said:
            self.message_user(request, words, messages.WARNING if act is None else messages.INFO)
        if act is not None:
            tell_of_act(self, request, act, f"{act.what[:1].upper()}{act.what[1:]}.")
        elif not said:
            self.message_user(request, "None of them is open.", messages.WARNING)


@admin.register(CandidateSighting)
class CandidateSightingAdmin(ReadOnlyAdmin):
    """Every article that names a candidate."""

    list_display = ("candidate", "article_link", "rule", "sentence")
    list_select_related = ("candidate",)
    search_fields = ("sentence",)
    search_columns = ("sentence",)
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description="article")
    def article_link(self, sighting: CandidateSighting) -> str:
        """A link to the article."""
        return row_link("article", sighting.article_id)
