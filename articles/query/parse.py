"""From what someone typed to a tree. Anything at all is a query; what is malformed still searches, with a hint.

tesla battery            both words (by stem: 'batteries' too)
"mass production"        these very words in this order, case and accents aside; "merger" is that word alone
-tesla                   not this; NOT tesla is the same
byd OR nio, byd | nio    one of them; OR binds less tightly than words side by side
(byd OR nio) tariffs     groups
electr*                  words that begin so; at least two characters
tesla NEAR/5 recall      within five words of one another, in either order
title: text: author:     only words there; title:(tesla OR byd) and title:"price war" work
company: topic: person: place: source:     tagged so: slug, name or alias
lang:en kind:opinion after:2025-07 before:2026 date:2025-07 date:2025-Q1 date:undated words:>800
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from articles.query.build import alternative, conjunction, near_pairs, negation
from articles.query.habits import said_here
from articles.query.scan import FIELDS, NAMES, OPERATOR, SCOPES, Kind, Mark, Scan, scan
from articles.query.terms import has_words
from articles.query.tree import Everything, Name, Named, Near, Node, ParsedQuery, Phrase, Scope, Word
from articles.query.values import READERS
from articles.query.words import LEGAL_FORMS, simple_forms

LONGEST_QUERY = 1_000  # characters
FARTHEST = 15  # words, for NEAR
DEFAULT_NEAR = 5
CHARACTERS_A_NEAR = 60  # 16 pairs in a query of 1,000 characters: each costs the database 30 distances
SHORTEST_PREFIX = 2
LONGEST_NAME = 5  # words, with the legal form

_ENDS = re.compile(r"^[^\w]+|[^\w.*]+$")
_LIKE_A_FIELD = re.compile(r"([A-Za-z]{3,10}):\w")
_AROUND_NAMES = " ,;.!?'*"
_JUNK = re.compile(r"[^\w.,&'’ʼ‐‑\u0300-\u036f-]+")


def parse(text: str, *, longest: int = LONGEST_QUERY) -> ParsedQuery:
    """The tree of `text` and hints for people. Never raises; `longest` bounds the characters that are read."""
    hints = []
    if len(text) > longest:
        text = text[:longest]
        hints.append(f"Only the first {longest:,} characters of the query were read.")
    found = scan(text)
    reader = _Reader(found, most_nears=longest // CHARACTERS_A_NEAR)
    tree = reader.read_all()
    return ParsedQuery(tree or Everything(), tuple(hints + found.hints))


class _Reader:
    """Recursive descent over the marks; depth is bounded by the scanner."""

    def __init__(self, found: Scan, *, most_nears: int) -> None:
        self._marks = found.marks
        self._hint = found.hint
        self._at = 0
        self._nears = 0
        self._most_nears = most_nears

    def read_all(self) -> Node | None:
        """The whole query; None where nothing in it can be searched."""
        return self._read_or("")

    def _peek(self) -> Kind | None:
        return self._marks[self._at].kind if self._at < len(self._marks) else None

    def _next(self) -> Mark:
        mark = self._marks[self._at]
        self._at += 1
        return mark

    def _read_or(self, field: str) -> Node | None:
        branches: list[Node] = []
        is_dangling = False
        while True:
            branch = self._read_and(field)
            if branch is not None:
                branches.append(branch)
            is_dangling = is_dangling or branch is None
            if self._peek() is not Kind.OR:
                break
            self._next()
            if is_dangling or self._peek() in (None, Kind.CLOSE, Kind.OR):
                self._hint("OR stands between two things; one side was missing.")
        return alternative(branches)

    def _read_and(self, field: str) -> Node | None:
        parts: list[Node] = []
        while (kind := self._peek()) not in (None, Kind.CLOSE, Kind.OR):
            if kind is Kind.AND:
                self._next()
                if not parts or self._peek() in (None, Kind.CLOSE, Kind.OR, Kind.AND):
                    self._hint("AND stands between two things; one side was missing.")
                continue
            if kind is Kind.NEAR:
                self._read_near(parts, field)
                continue
            part = self._read_unary(field)
            if part is not None:
                parts.append(part)
        return conjunction(self._without_legal_form(parts))

    def _without_legal_form(self, parts: list[Node]) -> list[Node]:
        """A company's name by itself without the form behind it ('Tesla, Inc.'), which few texts repeat.

        In a longer query, such as a whole headline, it is a word that helps to tell articles apart.
        """
        if not parts:
            return parts
        *named, last = parts
        if not (0 < len(named) < LONGEST_NAME and isinstance(last, Word) and not last.is_prefix):
            return parts
        is_name = all(isinstance(part, Word | Phrase) or _is_of_company(part) for part in named)
        if not is_name or simple_forms(last.text)[0] not in LEGAL_FORMS or len(simple_forms(last.text)) > 1:
            return parts
        self._hint(f"'{last.text}' says what form a company has and was left out; in quotes it is looked for.")
        return named

    def _read_unary(self, field: str) -> Node | None:
        is_negative = False
        while self._peek() is Kind.NOT:
            self._next()
            is_negative = True
        if self._peek() in (None, Kind.CLOSE, Kind.OR, Kind.AND, Kind.NEAR):
            self._hint("NOT stands before what is to be left out; nothing followed it.")
            return None
        part = self._read_primary(field)
        return negation(part) if is_negative and part is not None else part

    def _read_near(self, parts: list[Node], field: str) -> None:
        number = self._next().text
        right = (
            self._read_unary(field) if self._peek() not in (None, Kind.CLOSE, Kind.OR, Kind.AND, Kind.NEAR) else None
        )
        distance = min(max(int(number), 1), FARTHEST) if number else DEFAULT_NEAR
        if number and distance != int(number):
            self._hint(f"NEAR reaches from 1 to {FARTHEST} words; it was read as NEAR/{distance}.")
        left = parts[-1] if parts else None
        if isinstance(left, Near):
            left = left.right  # a NEAR b NEAR c: the middle one is near both
        pairs = near_pairs(left, right, distance)
        self._nears += len(pairs)
        if not pairs or self._nears > self._most_nears:
            self._hint("NEAR stands between two words, phrases or groups of them; here it was read as AND.")
            if right is not None:
                parts.append(right)
            return
        if not isinstance(parts[-1], Near):
            parts.pop()
        found = alternative(pairs)
        assert found is not None
        parts.append(found)

    def _read_primary(self, field: str) -> Node | None:
        mark = self._next()
        if mark.kind is Kind.OPEN:
            group = self._read_or(field)
            if self._peek() is Kind.CLOSE:
                self._next()
            return group
        if mark.kind is Kind.FIELD:
            if self._peek() in (Kind.OPEN, Kind.WORD, Kind.PHRASE):
                return self._read_primary(mark.text)
            self._hint(f"Nothing stood behind '{mark.text}:'; it was read as a word.")
            return self._leaf("", mark.text, is_phrase=False)
        return self._leaf(field, mark.text, is_phrase=mark.kind is Kind.PHRASE)

    def _leaf(self, field: str, text: str, *, is_phrase: bool) -> Node | None:
        if field in NAMES:
            return self._named(field, text.strip() if is_phrase else text.strip(_AROUND_NAMES))
        if field and field not in SCOPES:
            read, wanted = READERS[field]
            value = read(text)
            if value is None:
                self._hint(f"'{field}:{text}' was left out: it takes {wanted}.")
            return value
        scope = Scope(field)
        return self._phrase(text, scope) if is_phrase else self._word(text, scope)

    def _named(self, field: str, value: str) -> Node | None:
        if not has_words(value):
            self._hint(f"Nothing stood behind '{field}:'; it was left out.")
            return None
        return Named(Name(field), value)

    def _phrase(self, text: str, scope: Scope) -> Node | None:
        is_prefix = text.endswith("*")
        text = text.rstrip("* ") if is_prefix else text
        if not has_words(text):
            self._hint("An empty phrase was left out.")
            return None
        if is_prefix and not self._is_long_enough(text):
            is_prefix = False
        return Phrase(text, is_prefix, scope)

    def _word(self, typed: str, scope: Scope) -> Node | None:
        self._hint_at_field(typed)
        text = _ENDS.sub("", typed)
        is_prefix = text.endswith("*")
        text = _ENDS.sub("", _JUNK.sub("/", text.rstrip("*"))).rstrip("*")
        if not has_words(text):
            self._hint(f"'{typed[:40]}' holds nothing that can be searched and was left out.")
            return None
        if OPERATOR.fullmatch(text):
            text = text.lower()  # 'OR.' is a word, and must stay one when it is written out
        if is_prefix and not self._is_long_enough(text):
            is_prefix = False
        return Word(text, is_prefix, scope)

    def _hint_at_field(self, typed: str) -> None:
        match = _LIKE_A_FIELD.match(typed)
        meant = get_close_matches(match[1].lower(), FIELDS, n=1, cutoff=0.75) if match else []
        if match and meant:
            self._hint(f"'{match[1]}:' was read as a word; '{meant[0]}:' looks like what was meant.")
        elif said := said_here(typed[:80]):
            self._hint(said)

    def _is_long_enough(self, text: str) -> bool:
        if len(simple_forms(text)[-1]) >= SHORTEST_PREFIX:
            return True
        self._hint(f"A * needs at least {SHORTEST_PREFIX} characters before it and was left out.")
        return False


def _is_of_company(part: Node) -> bool:
    return isinstance(part, Named) and part.name is Name.COMPANY
