"""The form in which a curator edits an article."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelectMultiple
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet

from articles.admin.copy_form import CopyFields
from articles.admin.meanwhile import SeenField, digests, leave_to_others
from articles.documents import Removed
from articles.models import Article, Company, Person, Place, Tagging, Topic
from articles.models.tagging import TAG_FIELDS
from articles.store.restoring import removed_pieces

EDITED: Final = (
    "title",
    "text",
    "authors",
    "source",
    "section",
    "kind",
    "published_at",
    "published_precision",
    "language",
    "state",
    "state_reason",
)
ADDITIONS: Final = {"topic": "add_topics", "company": "add_companies", "person": "add_people", "place": "add_places"}
LONGEST_TITLE: Final = 1_000  # characters
MOST_PIECES: Final = 200  # offered on one page
_MODELS: Final = {"topic": Topic, "company": Company, "person": Person, "place": Place}


class ParagraphsField(forms.CharField):
    """Text whose line ends are `\\n`, as stored: browsers send `\\r\\n`, which is no edit."""

    widget = AdminTextareaWidget

    def to_python(self, value: Any) -> str:
        """The text as it would be stored."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n").strip()

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether more than line ends differ."""
        return self.to_python(initial) != self.to_python(data)


class ArticleForm(CopyFields, forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """An article's own fields, tags to add, and fields to give back to the rules.

    A field that the person left as the page showed it stays as somebody else made it meanwhile.
    """

    title = ParagraphsField(widget=AdminTextInputWidget(attrs={"class": "wide"}))
    text = ParagraphsField(
        widget=AdminTextareaWidget(attrs={"rows": 24, "class": "article-text"}),
        help_text="Paragraphs, separated by one empty line.",
    )
    authors = SimpleArrayField(
        forms.CharField(),
        delimiter=";",
        required=False,
        widget=AdminTextInputWidget(attrs={"class": "wide"}),
        help_text="Separated by semicolons.",
    )
    seen = SeenField()
    state_reason = forms.CharField(required=False, widget=AdminTextareaWidget(attrs={"rows": 2}))
    release = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Give back to the rules",
        help_text="Ticked fields are no longer yours: they say at once what the rules read in the captures.",
    )
    put_back = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cleaning took these out of the text, each by the rule named. Ticked pieces go back to where they "
        "stood on the page, now and whenever the capture is processed again.",
    )
    take_out_again = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pieces that were put back. Ticked ones leave the text again.",
    )
    add_topics = forms.ModelMultipleChoiceField(queryset=Topic.objects.none(), required=False)
    add_companies = forms.ModelMultipleChoiceField(queryset=Company.objects.none(), required=False)
    add_people = forms.ModelMultipleChoiceField(queryset=Person.objects.none(), required=False)
    add_places = forms.ModelMultipleChoiceField(queryset=Place.objects.none(), required=False)

    class Meta:
        model = Article
        fields = EDITED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = json.dumps(digests(self.instance, EDITED))
        if "release" in self.fields:
            release = self.fields["release"]
            assert isinstance(release, forms.MultipleChoiceField)
            release.choices = [(name, name.replace("_", " ")) for name in self.instance.curated_fields]
        self._offer_pieces()
        self.offer_copies(self.instance)
        for name in TAG_FIELDS:
            if ADDITIONS[name] in self.fields:
                field = self.fields[ADDITIONS[name]]
                assert isinstance(field, forms.ModelMultipleChoiceField)
                field.queryset = _MODELS[name]._default_manager.all()
                field.widget = AutocompleteSelectMultiple(Tagging._meta.get_field(name), admin.site)
                field.widget.choices = field.choices

    def _offer_pieces(self) -> None:
        """Let the curator choose among the pieces that were taken out, and among those put back."""
        back = self.fields.get("put_back")
        if isinstance(back, forms.MultipleChoiceField):
            self._pieces = {piece_number(piece): piece for piece in removed_pieces(self.instance)[:MOST_PIECES]}
            back.choices = [(number, f"{piece.rule}: {piece.text}") for number, piece in self._pieces.items()]
        again = self.fields.get("take_out_again")
        if isinstance(again, forms.MultipleChoiceField):
            again.choices = [(one["text"], f"{one['rule']}: {one['text']}") for one in self.instance.restored]

    def pieces_to_put_back(self) -> list[Removed]:
        """The removed pieces that were ticked."""
        return [self._pieces[number] for number in self.cleaned_data.get("put_back", ())]

    def pieces_to_take_out(self) -> list[str]:
        """The texts of the restored pieces that were ticked."""
        return list(self.cleaned_data.get("take_out_again", ()))

    def clean_title(self) -> str:
        """Refuse a title longer than any headline; one that a page brought stays as it is."""
        title = str(self.cleaned_data["title"])
        if "title" in self.changed_data and len(title) > LONGEST_TITLE:
            raise forms.ValidationError(f"At most {LONGEST_TITLE:,} characters; this has {len(title):,}.")
        return title

    def clean(self) -> dict[str, Any]:
        """Bring date and precision in line, as the database demands."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        leave_to_others(self, cleaned, EDITED)
        moment, precision = cleaned.get("published_at"), cleaned.get("published_precision")
        if "published_at" in self.errors or "published_precision" in self.errors:
            return cleaned
        if moment is None:
            cleaned["published_precision"] = Article.Precision.UNKNOWN.value
        elif precision == Article.Precision.UNKNOWN:
            is_whole_day = moment.timetuple()[3:6] == (0, 0, 0)
            cleaned["published_precision"] = Article.Precision.DAY if is_whole_day else Article.Precision.SECOND
        else:
            cleaned["published_at"] = start_of(moment, str(precision))
        return cleaned

    def edits(self) -> dict[str, Any]:
        """The fields that this form was used to change, for `store.edits.update_article`."""
        changed = {name for name in self.changed_data if name in EDITED}
        if changed & {"published_at", "published_precision"}:
            changed |= {"published_at", "published_precision"}
        return {name: self.cleaned_data[name] for name in changed}

    def additions(self) -> list[Topic | Company | Person | Place]:
        """The things to tag the article with."""
        chosen: list[QuerySet[Any]] = [
            self.cleaned_data.get(name) or Topic.objects.none() for name in ADDITIONS.values()
        ]
        return [thing for rows in chosen for thing in rows]


def piece_number(piece: Removed) -> str:
    """What a form calls a removed piece: the same for the same piece, whatever is removed beside it."""
    return hashlib.sha256(f"{piece.rule}\n{piece.text}".encode()).hexdigest()[:16]


def start_of(moment: Any, precision: str) -> Any:
    """A moment cut to the start of the day, month or year, where no more than that is known."""
    if precision == Article.Precision.SECOND:
        return moment
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if precision == Article.Precision.DAY:
        return midnight
    return midnight.replace(day=1) if precision == Article.Precision.MONTH else midnight.replace(month=1, day=1)
