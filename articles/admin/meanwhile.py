"""What somebody else changed between the moment a form was shown and the moment it came back.

A form sends back all of its fields, those too that the person left alone. Taken at their word they would undo what
another curator, or a better rule, changed meanwhile. So the page carries a digest of each value that it showed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

from django import forms
from django.db.models import Model
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict

SEEN: Final = "seen"  # the hidden field's name
_SHOWN: Final = 200  # characters of a value


class SeenField(forms.CharField):
    """The digests of what a page showed, sent back with the form; never a change of its own."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """No: it is about the other fields."""
        return False


class SeenForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A form of a row. A field that the person left as the page showed it stays as somebody else made it meanwhile.

    What both changed is refused once, with what it is now; the person's own then goes in when it is sent again.
    """

    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN] = json.dumps(digests(self.instance, self.guarded()))

    def guarded(self) -> list[str]:
        """The row's own fields among those of the form."""
        own = {field.name for field in self._meta.model._meta.concrete_fields if not field.primary_key}
        return [
            name for name, field in self.fields.items() if name in own and not isinstance(field, InlineForeignKeyField)
        ]

    def clean(self) -> dict[str, Any]:
        """Leave to others what was not touched here."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        leave_to_others(self, cleaned, self.guarded())
        return cleaned


def leave_to_others(form: Any, cleaned: dict[str, Any], names: Iterable[str]) -> None:
    """Keep what changed meanwhile and was not touched in a bound form; refuse, once, what both changed."""
    seen = read_digests(form.data.get(form.add_prefix(SEEN)))
    overtaken: dict[str, str] = {}
    for name in [name for name in names if name in form.changed_data and name in seen and name in cleaned]:
        present = digest(_stored(form.instance, name))
        if seen[name] == present:
            continue
        if seen[name] == digest(cleaned[name]):
            form.changed_data.remove(name)
            cleaned[name] = getattr(form.instance, name)
        else:
            overtaken[name] = present
            form.add_error(name, told_to(getattr(form.instance, name)))
    if overtaken and isinstance(form.data, QueryDict):
        data = form.data.copy()
        data[form.add_prefix(SEEN)] = json.dumps({**seen, **overtaken})
        form.data = data


def with_seen(fieldsets: Any, *, is_edited: bool) -> list[tuple[Any, dict[str, Any]]]:
    """An admin's fieldsets with the hidden field in the first of them, or in none where nothing can be edited."""
    found = [
        (name, {**options, "fields": [one for one in options["fields"] if one != SEEN]}) for name, options in fieldsets
    ]
    if is_edited and found:
        found[0][1]["fields"].append(SEEN)
    return found


def digests(row: Model, names: Iterable[str]) -> dict[str, str]:
    """`{field: digest}` of a row's values."""
    return {name: digest(_stored(row, name)) for name in names}


def _stored(row: Model, name: str) -> Any:
    """A field's value; of a reference the key alone, which is there without asking the database."""
    return row.serializable_value(name)


def digest(value: Any) -> str:
    """The same for values that a form cannot tell apart: line ends, white space around, microseconds; a row goes by its
    key.
    """
    told = blake2b(repr(_plain(value)).encode("utf-8", "surrogatepass"), digest_size=9)
    return told.hexdigest()


def read_digests(sent: object) -> Mapping[str, str]:
    """The digests that a form sent back; none where it sent none, or something else."""
    try:
        found = json.loads(sent) if isinstance(sent, str) else {}
    except (ValueError, RecursionError):
        return {}
    return {name: told for name, told in found.items() if isinstance(told, str)} if isinstance(found, dict) else {}


def told_to(value: Any) -> str:
    """What to say to whoever changed a field that somebody else changed meanwhile."""
    words = " ".join(str(value if value not in (None, [], "") else "nothing").split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return f"This was changed meanwhile, to: {shown}. Save once more to put yours in its place."


def _plain(value: Any) -> object:
    match value:
        case Model():
            return str(value.pk)
        case datetime():
            return value.astimezone(UTC).replace(microsecond=0).isoformat()
        case list() | tuple():
            return [_plain(one) for one in value]
        case None:
            return ""
    return "\n".join(str(value).splitlines()).strip()
