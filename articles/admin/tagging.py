"""All tags and all mentions, across articles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import ReadOnlyAdmin, curator
from articles.admin.filters import OfArticle, chosen
from articles.admin.history import Trail
from articles.admin.linking import row_link
from articles.curating.deciding import decide_listed
from articles.models import Company, Mention, Person, Place, Tagging, Topic
from articles.models.tagging import ENTITY_FIELDS, TAG_FIELDS

DECIDED_AT_MOST = 1_000  # in one request
SEARCHED = 50_000  # rows, the newest: no index holds these words


class HasTagFilter(admin.SimpleListFilter):
    """What sort of thing the row names."""

    title = "sort"
    parameter_name = "sort"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The columns that may be set."""
        names = TAG_FIELDS if model_admin.model is Tagging else ENTITY_FIELDS
        return [(name, name) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows whose chosen column is set."""
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() in TAG_FIELDS else queryset


class ToDecideFilter(admin.SimpleListFilter):
    """What classifiers suggest or doubt, surest first: the work of a curator."""

    title = "to decide"
    parameter_name = "to_decide"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Suggestions, and tags by rules that look wrong."""
        return [("suggested", "suggestions"), ("doubted", "doubted tags")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows chosen, each by its partial index."""
        if self.value() == "suggested":
            return queryset.filter(how=Tagging.How.LEARNED, decision=Tagging.Decision.OPEN)
        return queryset.filter(doubt__isnull=False) if self.value() == "doubted" else queryset


CHOSEN = tuple(chosen(model, column=model.__name__.lower()) for model in (Company, Person, Place))


@admin.register(Tagging)
class TaggingAdmin(ReadOnlyAdmin):
    """Every tag, to be decided by the selection; on an article's page they are decided one by one."""

    list_display = (
        "tag", "article", "decision", "how", "confidence", "doubt", "evidence_shown", "decided_by", "decided_at",
    )  # fmt: skip
    list_display_links = ("tag",)
    list_filter = (ToDecideFilter, "decision", "how", HasTagFilter, OfArticle, chosen(Topic, column="topic"), *CHOSEN)
    list_select_related = ("article", *TAG_FIELDS, "decided_by")
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("evidence",)
    search_columns = ("evidence",)
    searches_newest = SEARCHED
    search_help_text = f"Words of the sentence, among the newest {SEARCHED:,} tags."
    actions = ("accept", "reject", "reopen")
    fields = (
        "article",
        "tag",
        ("decision", "how", "role"),
        ("confidence", "doubt", "rule_version", "model_version"),
        ("evidence_field", "evidence_start"),
        "evidence",
        ("decided_by", "decided_at"),
    )
    readonly_fields = ("tag",)
    trails: ClassVar[tuple[Trail, ...]] = (Trail(model="Tagging"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tagging]:
        """Tags without the texts of their articles."""
        return super().get_queryset(request).defer("article__text", "article__paragraph_kinds")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The newest first; of suggestions and doubts the surest."""
        orders = {"suggested": ("-confidence", "-pk"), "doubted": ("-doubt", "-pk")}
        return orders.get(request.GET.get(ToDecideFilter.parameter_name, ""), ("-pk",))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the account may decide on tags: it then may change articles."""
        return request.user.has_perm("articles.change_article")

    @admin.display(description="tag")
    def tag(self, tagging: Tagging) -> str:
        """What the tag names."""
        thing = tagging.thing
        return f"{thing._meta.verbose_name}: {thing}"

    @admin.display(description="evidence")
    def evidence_shown(self, tagging: Tagging) -> str:
        """The sentence, cut to a line."""
        return tagging.evidence if len(tagging.evidence) <= 120 else tagging.evidence[:120] + "…"

    @admin.action(description="Accept", permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Tagging]) -> None:
        """The tags stand."""
        self._decide(request, queryset, Tagging.Decision.ACCEPTED)

    @admin.action(description="Reject, for good", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Tagging]) -> None:
        """The tags are wrong and never come back."""
        self._decide(request, queryset, Tagging.Decision.REJECTED)

    @admin.action(description="Leave open: give back to who made them", permissions=["decide"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Tagging]) -> None:
        """Nobody has decided."""
        self._decide(request, queryset, Tagging.Decision.OPEN)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Tagging], decision: Tagging.Decision) -> None:
        ids = list(queryset.order_by().values_list("pk", flat=True)[: DECIDED_AT_MOST + 1])
        if len(ids) > DECIDED_AT_MOST:
            self.message_user(request, f"At most {DECIDED_AT_MOST} tags at a time.", messages.WARNING)
            return
        count = decide_listed(ids, decision, by=curator(request))
        self.message_user(request, f"{count} now {decision.label}.", messages.SUCCESS)


@admin.register(Mention)
class MentionAdmin(ReadOnlyAdmin):
    """Every place in an article that names an entity, with the rule that found it."""

    list_display = ("surface", "entity", "article_link", "field", "start", "rule", "confidence", "role")
    list_filter = ("field", HasTagFilter, OfArticle, *CHOSEN)
    list_select_related = ENTITY_FIELDS
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("surface",)
    search_columns = ("surface", "rule")
    searches_newest = SEARCHED
    search_help_text = f"Words as written, or a rule, among the newest {SEARCHED:,} mentions."
    raw_id_fields = ("article",)

    @admin.display(description="names")
    def entity(self, mention: Mention) -> str:
        """What is named."""
        return str(mention.company or mention.person or mention.place)

    @admin.display(description="article")
    def article_link(self, mention: Mention) -> str:
        """A link to the article."""
        return row_link("article", mention.article_id)
