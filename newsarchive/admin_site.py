"""The admin's index in sections, by what people come for: fifty models in one list help nobody."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin import AdminSite
from django.http import HttpRequest

_APP: Final = "articles"
_REST: Final = "Inner workings"
# Section -> names of models, in the order in which they stand.
_SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "Curation": (
        "Article", "Capture", "Tagging", "CompanyCandidate", "Story", "CopyGroup", "CurationAct", "Regrouping",
    ),
    "Names and topics": (
        "Company", "CompanyAlias", "Person", "Place", "Source", "SourceAlias", "Topic", "TopicRule", "SynonymGroup",
        "SiteFurniture",
    ),
    "Ways in": ("Feed", "FeedItem", "PageFetch", "CaptureToken", "TakenFile", "RefusedInput"),
    "Running the archive": ("Job", "SavedSearch", "LearnedModel", "ArchiveState", "Tombstone"),
}  # fmt: skip


class ArchiveAdminSite(AdminSite):
    """Django's admin site, its index and sidebar divided into sections."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The apps with what the person may see; the archive's own app as one entry for each section."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        divided: list[Any] = []
        for app in apps:
            divided.extend(_sections_of(app) if app["app_label"] == _APP else [app])
        return sorted(divided, key=lambda app: app["app_label"] != _APP)


def _sections_of(app: dict[str, Any]) -> list[dict[str, Any]]:
    models = {str(model["object_name"]): model for model in app["models"]}
    named = [(title, [models.pop(name) for name in names if name in models]) for title, names in _SECTIONS.items()]
    return [{**app, "name": title, "models": own} for title, own in (*named, (_REST, list(models.values()))) if own]
