"""The one place that knows spaCy, which is optional and imported only where a model is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from articles.extract.recognition import Recogniser


@cache
def load_recogniser(name: str) -> Recogniser | None:
    """The installed spaCy model of this name or folder, loaded once in a process; None where the name is empty.

    Raises ImproperlyConfigured where spaCy or the model is not installed.
    """
    if not name:
        return None
    try:
        import spacy
    except ImportError as error:
        raise ImproperlyConfigured(
            f"NEWSARCHIVE_NER_MODEL is {name!r}, but spaCy cannot be imported ({error}). "
            "Install it (pip install spacy) or unset the variable."
        ) from error
    try:
        return cast("Recogniser", spacy.load(name))
    except OSError as error:
        raise ImproperlyConfigured(
            f"NEWSARCHIVE_NER_MODEL is {name!r}, which spaCy cannot load as an installed model or a folder. "
            f"Install it (python -m spacy download {name}) or unset the variable."
        ) from error
