"""The words that searches take for one another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from articles.admin.base import LoggedAdmin
from articles.admin.history import Trail
from articles.admin.meanwhile import SeenForm
from articles.models import SynonymGroup

_FEWEST_TERMS = 2
_MOST_TERMS = 40


class SynonymGroupForm(SeenForm):
    """A group, its terms one a line."""

    terms = forms.CharField(widget=forms.Textarea(attrs={"rows": 10}), help_text="One a line: a word, or a few words.")

    class Meta:
        model = SynonymGroup
        fields = ("name", "terms", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["terms"] = "\n".join(self.instance.terms)

    def clean_terms(self) -> list[str]:
        """The lines, without empty ones and without repetitions."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["terms"].splitlines())
        terms = list(dict.fromkeys(line for line in lines if line))
        if not _FEWEST_TERMS <= len(terms) <= _MOST_TERMS:
            raise forms.ValidationError(f"A group has from {_FEWEST_TERMS} to {_MOST_TERMS} terms.")
        if any(len(term) > 120 for term in terms):
            raise forms.ValidationError("A term has at most 120 characters.")
        return terms


@admin.register(SynonymGroup)
class SynonymGroupAdmin(LoggedAdmin):
    """Terms that a query for one of them finds; changes hold from the next search on."""

    form = SynonymGroupForm
    list_display = ("name", "terms_shown", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    search_columns = ("name",)
    sortable_by = ()
    trails = (Trail(model="SynonymGroup"),)

    @admin.display(description="terms")
    def terms_shown(self, group: SynonymGroup) -> str:
        """The terms on one line."""
        return ", ".join(group.terms)
