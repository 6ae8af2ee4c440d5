"""What a curator decides of an article's copies, as fields of its form."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet

from articles.curating.deciding import decide_on_copies
from articles.models import Article, CopyChoice
from articles.store.copy_decisions import verdicts_on

FIELDS: Final = ("stands_for_copies", "not_copies", "copies_of", "withdraw_verdicts")
MOST_SHOWN: Final = 100
_NUMBER: Final = re.compile(r"\d{1,9}")


class CopyFields(forms.Form):
    """Which article stands for the copies, which are no copies, which are, and which verdicts to withdraw."""

    stands_for_copies = forms.BooleanField(
        required=False,
        label="Counted for its copies",
        help_text="Ticked, this article is the one listed and counted, whatever the dates say.",
    )
    not_copies = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="No copies of this article",
        help_text="Ticked ones are never folded with it again, however alike their texts are.",
    )
    copies_of = forms.CharField(
        required=False,
        label="Copies of this article",
        help_text="Numbers of articles that tell the same text, though the rules do not see it.",
    )
    withdraw_verdicts = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Decided before",
        help_text="Ticked ones are left to the rules again.",
    )

    def offer_copies(self, article: Article) -> None:
        """Fill the choices with the article's copies and the verdicts on it."""
        self._article = article
        self._is_chosen = CopyChoice.objects.filter(article=article.pk).exists()
        self.initial["stands_for_copies"] = self._is_chosen
        verdicts = verdicts_on(article.pk)
        members = Article.objects.filter(fingerprint__group__fingerprints__article=article.pk).exclude(pk=article.pk)
        self._offer("not_copies", members.exclude(pk__in=verdicts))
        decided = Article.objects.filter(pk__in=verdicts)
        self._offer(
            "withdraw_verdicts", decided, {pk: "a copy" if said else "no copy" for pk, said in verdicts.items()}
        )

    def clean_copies_of(self) -> list[int]:
        """The numbers of articles that are there."""
        text = self.cleaned_data["copies_of"]
        numbers = {int(number) for number in _NUMBER.findall(text)}
        known = set(Article.objects.filter(pk__in=numbers - {self._article.pk}).values_list("pk", flat=True))
        if wrong := numbers - known:
            raise ValidationError(f"No other article has the number {', '.join(map(str, sorted(wrong)))}.")
        if text.strip() and not numbers:
            raise ValidationError("Give the numbers of articles.")
        return sorted(numbers)

    def decide_on_copies(self, *, by: AbstractBaseUser) -> str:
        """Hand what was ticked to the desk; returns what could not be done."""
        told = self.cleaned_data
        verdicts: dict[int, bool | None] = {
            int(pk): is_copy
            for name, is_copy in (("withdraw_verdicts", None), ("not_copies", False), ("copies_of", True))
            for pk in told.get(name, ())
        }
        wants = bool(told.get("stands_for_copies"))
        stands = wants if wants != self._is_chosen and "stands_for_copies" in self.fields else None
        return (
            decide_on_copies(self._article.pk, verdicts, stands=stands, by=by)
            if verdicts or wants != self._is_chosen
            else ""
        )

    def _offer(self, name: str, articles: QuerySet[Article], verdicts: dict[int, str] | None = None) -> None:
        field = self.fields.get(name)
        if not isinstance(field, forms.MultipleChoiceField):
            return
        rows = articles.order_by(F("published_at").asc(nulls_last=True), "pk")
        listed: list[tuple[Any, str]] = []
        for pk, title, source, moment in rows.values_list("pk", "title", "source__name", "published_at")[:MOST_SHOWN]:
            said = f" — {verdicts[pk]}" if verdicts else ""
            day = moment.strftime("%Y-%m-%d") if moment else "undated"
            listed.append((str(pk), f"{pk}: {title} ({source or 'no source'}, {day}){said}"))
        field.choices = listed
