"""The parameters of a search as form fields: whatever an address holds, each gives a value that means something."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms

from articles.search.dates import parse_period
from articles.search.parameters import VALUES_PER_FACET

TEXT_LIMIT = 1000  # characters of a query that are read
_VALUE_LIMIT = 200
_DIGITS = 9  # what surely fits PostgreSQL's integer


class WordsField(forms.Field):
    """The words of a search; what PostgreSQL refuses and what is too long is cut off."""

    def to_python(self, value: Any) -> str:
        """The words, cleaned."""
        return (value or "").replace("\x00", " ").strip()[:TEXT_LIMIT]


class ValuesField(forms.Field):
    """Every value of a repeated parameter, each once."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> tuple[str, ...]:
        """The values, in the order given."""
        given = (item.replace("\x00", "").strip()[:_VALUE_LIMIT] for item in value or ())
        return tuple(dict.fromkeys(filter(None, given)))[:VALUES_PER_FACET]


class DayField(forms.Field):
    """A day, or of a month or year its first (with `is_end` its last) day; anything else is no filter."""

    def __init__(self, *, is_end: bool = False, **kwargs: Any) -> None:
        self.is_end = is_end
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day meant, if any."""
        period = parse_period((value or "").strip())
        if period is None:
            return None
        return period.end - timedelta(days=1) if self.is_end else period.start


class ChoiceField(forms.Field):
    """One of some values, or empty for anything else."""

    def __init__(self, *, among: Collection[str], **kwargs: Any) -> None:
        self.among = among
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The value where it is one of those allowed."""
        return value if value in self.among else ""


class NumberField(forms.Field):
    """A number as an address names a row of a table; None for anything else."""

    def to_python(self, value: Any) -> int | None:
        """The number, if it is one."""
        text = (value or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
