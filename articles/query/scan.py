"""The first step of reading a query: characters to marks (words, quotes, parentheses, operators)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

DEEPEST = 20  # parentheses within parentheses

SCOPES = ("title", "text", "author")
NAMES = ("company", "topic", "person", "place", "source")
OTHERS = ("after", "since", "before", "date", "words", "lang", "language", "kind")
FIELDS = (*SCOPES, *NAMES, *OTHERS)
OPERATOR = re.compile(r"AND|OR|NOT|NEAR(?:/\d{1,4})?")
HEADLINE = 4  # words beside operators, from which a query all in capitals is taken for one
_PLAIN_IN_HEADLINES = ("NOT", "NEAR")

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_SPACED_AMPERSAND = re.compile(r"(?<=\w) ?& ?(?=\w)")
_MARK = re.compile(
    rf"""
    (?P<space>\s+)
    | "(?P<phrase>[^"]*)(?P<closed>"?)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<bar>\|+)
    | (?P<minus>-+(?=[^\s-]))
    | (?P<field>[A-Za-z]{{4,8}}:)
    | (?P<operator>(?:{OPERATOR.pattern})(?=[\s()"|]|$))
    | (?P<word>[^\s()"|]+)
    """,
    re.VERBOSE,
)


class Kind(Enum):
    """What sort of mark it is."""

    WORD = auto()
    PHRASE = auto()
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    NEAR = auto()
    FIELD = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark; `text` is what it holds: the word, the phrase, the field's name, NEAR's number."""

    kind: Kind
    text: str = ""


@dataclass(slots=True)
class Scan:
    """The marks of a query with balanced parentheses, and hints about what was repaired."""

    marks: list[Mark] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def hint(self, sentence: str) -> None:
        """Note a hint, each once."""
        if sentence not in self.hints:
            self.hints.append(sentence)


def scan(text: str) -> Scan:
    """Read `text` into marks. Never fails: what is unbalanced is balanced, with a hint."""
    found = Scan()
    is_headline = _is_headline(text)
    text = _SPACED_AMPERSAND.sub("&", text.translate(_QUOTES).replace("\x00", " "))
    is_fresh = True  # nothing stands directly before: '-', fields and operators count only here
    position = 0
    while position < len(text):
        match = _MARK.match(text, position)
        assert match is not None
        kind = match.lastgroup or ""
        is_plain = is_headline and kind == "operator" and match.group() in _PLAIN_IN_HEADLINES
        if is_plain:
            found.hint(
                f"The query is all in capitals, like a headline, so {match.group()} was read as a word. "
                "Write -word to leave a word out."
            )
        if is_plain or (kind in ("minus", "field", "operator") and not _counts(kind, match.group(), is_fresh)):
            kind = "word"
            match = _WORD.match(text, position)
            assert match is not None
        _take(found, kind, match)
        position = match.end()
        is_fresh = kind in ("space", "open", "bar", "minus", "field")
    _balance(found)
    return found


def _is_headline(text: str) -> bool:
    """Whether a query looks pasted from a page with headlines in capitals, where nothing sets operators apart."""
    others = [word for word in text.split() if word.upper() != word.lower() and not OPERATOR.fullmatch(word)]
    return text.isupper() and len(others) >= HEADLINE


_WORD = re.compile(r'[^\s()"|]+')
_SIMPLE = {"open": Kind.OPEN, "close": Kind.CLOSE, "bar": Kind.OR, "minus": Kind.NOT}


def _counts(kind: str, text: str, is_fresh: bool) -> bool:
    return is_fresh and (kind != "field" or text[:-1].lower() in FIELDS)


def _take(found: Scan, kind: str, match: re.Match[str]) -> None:
    text = match.group()
    if kind in _SIMPLE:
        found.marks.append(Mark(_SIMPLE[kind]))
    elif kind == "word":
        found.marks.append(Mark(Kind.WORD, text))
    elif kind == "field":
        found.marks.append(Mark(Kind.FIELD, text[:-1].lower()))
    elif kind == "operator":
        name, _, number = text.partition("/")
        found.marks.append(Mark(Kind[name], number))
    elif kind == "closed":
        found.marks.append(Mark(Kind.PHRASE, " ".join(match.group("phrase").split())))
        if not match.group("closed"):
            found.hint("A quotation mark was not closed; what follows it was read as a phrase to the end.")


def _balance(found: Scan) -> None:
    kept: list[Mark] = []
    depth = skipped = 0
    for mark in found.marks:
        if mark.kind is Kind.OPEN:
            if depth == DEEPEST:
                skipped += 1
                found.hint(f"Parentheses more than {DEEPEST} deep were left out.")
                continue
            depth += 1
        elif mark.kind is Kind.CLOSE:
            if skipped:
                skipped -= 1
                continue
            if depth == 0:
                found.hint("A closing parenthesis had no opening one and was left out.")
                continue
            depth -= 1
        kept.append(mark)
    if depth:
        found.hint("A parenthesis was not closed; it was closed at the end.")
    found.marks = [*kept, *[Mark(Kind.CLOSE)] * depth]
