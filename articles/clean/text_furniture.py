"""Lines that are furniture whatever stands around them, by the rules of the data file."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from typing import Final

import ahocorasick

_RULES: Final = tomllib.loads((Path(__file__).parent / "data" / "line_rules.toml").read_text("utf-8"))["rule"]
_COMPILED: Final[tuple[tuple[str, int, tuple[str, ...], re.Pattern[str]], ...]] = tuple(
    (
        rule["name"],
        rule["limit"],
        tuple(rule.get("needs", ())),
        re.compile("|".join(f"(?:{pattern})" for pattern in rule["patterns"]), re.I),
    )
    for rule in _RULES
)
_NEEDED: Final = ahocorasick.Automaton()  # six times as fast as an expression of as many words
for _need in {need for _, _, needs, _ in _COMPILED for need in needs}:
    _NEEDED.add_word(_need, [place for place, (_, _, needs, _) in enumerate(_COMPILED) if _need in needs])
_NEEDED.make_automaton()
_ALWAYS: Final = tuple(rule for rule in _COMPILED if not rule[2])
_ALWAYS_PLACES: Final = tuple(place for place, rule in enumerate(_COMPILED) if not rule[2])
_LONGEST_ALWAYS: Final = max(limit for _, limit, _, _ in _ALWAYS)
# All of them at once that may take a line so long, for ASCII in lower case: nearly every line fits none, and that is
# told in a fifth of the time.
_STEPS: Final = (80, 220, _LONGEST_ALWAYS)  # characters
_ANY_ALWAYS: Final = tuple(
    re.compile("|".join(pattern.pattern for _, limit, _, pattern in _ALWAYS if limit > shorter))
    for shorter in (0, *_STEPS[:-1])
)
_LONGEST: Final = max(limit for _, limit, _, _ in _COMPILED)
_EDGES: Final = " \t-–—*•·|>»›‹«[]()"


@lru_cache(maxsize=8192)
def furniture_rule(line: str) -> str:
    """The name of the rule by which a line is furniture; '' where none says so."""
    if len(line) > _LONGEST:
        return ""
    bare = line.strip(_EDGES)
    if not bare:
        return "ornament"
    length, lower = len(bare), bare.lower()
    tried: set[int] = {place for _, places in _NEEDED.iter(lower) for place in places}
    if length <= _LONGEST_ALWAYS:
        may_fit = _ANY_ALWAYS[bisect_left(_STEPS, length)]
        if not lower.isascii() or may_fit.fullmatch(lower) is not None:
            tried.update(_ALWAYS_PLACES)
    for place in sorted(tried):
        name, limit, _, pattern = _COMPILED[place]
        if length <= limit and pattern.fullmatch(bare):
            return name
    return ""
