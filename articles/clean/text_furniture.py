"""Lines that are furniture whatever stands around them, by the rules of the data file."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

_RULES: Final = tomllib.loads((Path(__file__).parent / "data" / "line_rules.toml").read_text("utf-8"))["rule"]
_COMPILED: Final[tuple[tuple[str, int, re.Pattern[str]], ...]] = tuple(
    (rule["name"], rule["limit"], re.compile("|".join(f"(?:{pattern})" for pattern in rule["patterns"]), re.I))
    for rule in _RULES
)
_LONGEST: Final = max(limit for _, limit, _ in _COMPILED)
_EDGES: Final = " \t-–—*•·|>»›‹«[]()"


@lru_cache(maxsize=8192)
def furniture_rule(line: str) -> str:
    """The name of the rule by which a line is furniture; '' where none says so."""
    if len(line) > _LONGEST:
        return ""
    bare = line.strip(_EDGES)
    if not bare:
        return "ornament"
    for name, limit, pattern in _COMPILED:
        if len(bare) <= limit and pattern.fullmatch(bare):
            return name
    return ""
