"""What the words beside a name, and the article's other names, say for or against its being the company."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.extract.company_evidence import end_with_suffix
from articles.extract.company_tickers import SYMBOL_BEHIND
from articles.extract.data_files import read_names
from articles.extract.gazetteer import normalise

MOST_INITIALS = 7
_SYMBOL_BEHIND = re.compile(SYMBOL_BEHIND)
_GIVEN_AHEAD = re.compile(r"\b([A-Z][a-zà-ÿ]{2,15}) $")
_WORDS_AHEAD = re.compile(r"(?:[\w&’'-]+ ){1,10}$")
_SMALL = frozenset({"of", "and", "the", "for", "in", "on", "de", "&"})
_GIVEN_NAMES = read_names("given_names")
_SURNAMES = read_names("surnames")


def has_symbol_behind(text: str, start: int, end: int) -> bool:
    """Whether a stock's symbol follows the name: 'Brenton Banks <BRBK.O>', 'Delmed Inc (NYSE: DMD)'.

    One word before a symbol may be the end of a longer name; it counts only where the text begins with it.
    """
    if _SYMBOL_BEHIND.match(text, end_with_suffix(text, end)) is None:
        return False
    return " " in text[start:end] or not text[:start].strip(" <")


def is_behind_given_name(text: str, start: int, end: int) -> bool:
    """Whether a name of one word is the surname of somebody named in full there ('Helmut Kohl's government')."""
    surname = text[start:end].lower().removesuffix("'s").removesuffix("’s")
    if surname not in _SURNAMES:
        return False
    ahead = _GIVEN_AHEAD.search(text, max(0, start - 20), start)
    return ahead is not None and ahead[1].lower() in _GIVEN_NAMES


def stands_for_another(text: str, initials: str, forms: Iterable[str]) -> bool:
    """Whether the text gives the `initials` to something whose words none of the company's `forms` has.

    'Commercial Lunar Payload Services program (CLPS)' is no company CLPS, whatever company has that name.
    """
    if not (initials.isupper() and initials.isalpha() and 2 <= len(initials) <= MOST_INITIALS):
        return False
    place = text.find(f"({initials})")
    if place < 0:
        return False
    ahead = _WORDS_AHEAD.search(text, max(0, place - 160), place)
    if ahead is None:
        return False
    words = [word for word in ahead.group().split() if word.lower() not in _SMALL]
    for last in (len(words), len(words) - 1):  # a word such as 'program' may stand between
        told = words[max(0, last - len(initials)) : last]
        if "".join(word[0] for word in told).upper() == initials:
            known = {part for form in forms for part in normalise(form).split()}
            return known.isdisjoint(normalise(" ".join(told)).split())
    return False
