"""What a word is: the one tokeniser behind the index, the matcher, the query language and highlighting.

A text becomes slots, numbered as its words follow one another. Each carries the lexemes that stand at its position:

- the exact form: lower-cased, accents folded, marked with `EXACT` in front (`=tariffs`); quotes and
  `prefix*` look these up;
- the English form: its Snowball stem (`tariff`); words outside quotes look these up;
- the capital form of the few words that are names in capitals, marked with `CAPITAL` in front (`^us` for US and U.S.,
  which 'tell us' does not have); the same word in capitals in a query looks this up.

Stop words are words like all others, so that a phrase that contains them matches exactly.

Joined names:

- `&` is the word 'and': AT&T, AT & T and 'AT and T' are the same three words, as are S&P and 'S and P'.
- A word with hyphens or apostrophes gives its parts at consecutive positions, and the whole (the parts run
  together) at the first and the last of them: e-commerce is found by e-commerce, ecommerce, commerce and
  "e commerce"; a query for e-commerce finds all three spellings. Parts that are all numbers (2020-21) have no whole.
- A possessive 's is dropped (Xiaomi's); don't, we'll and the like are one word.
- Letters with full stops lose them (U.S. and U.S are US). Thousands commas go (1,000 is 1000), decimal points
  stay (1.4).
- Currency signs, %, # and @ are not part of a word. Han and Kana characters are words of one character each.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import Stemmer

EXACT = "="
CAPITAL = "^"
LONGEST_WORD = 100  # characters; what is longer is cut, in texts and queries alike
MOST_REMEMBERED = 100_000  # surfaces, some 80 MB at worst

_APOSTROPHE = "'’ʼ"
_HYPHEN = "-‐‑"
_MARKS = "\u0300-\u036f"
_SURFACE = re.compile(
    rf"""
    [A-Za-z]++(?=[\s,;:!?)"]|\.\s|\Z)  # most words, sooner: what follows would not have found more
    | [\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]
    | (?<![\w.])(?:(?:[^\W\d_]\.){{2,10}}(?:[^\W\d_](?!\w))?|[^\W\d_]\.[^\W\d_](?![\w.]))
      (?:[{_APOSTROPHE}][sS](?!\w))?
    | [\w{_MARKS}]+(?:
        (?<=\d)\.(?=\d)[\w{_MARKS}]+
        | (?<=\d),(?=\d{{3}}(?!\d)|\d\d,\d)[\w{_MARKS}]+
        | [{_HYPHEN}{_APOSTROPHE}](?=[^\W_])[\w{_MARKS}]+
      ){{0,20}}
    | &
    """,
    re.VERBOSE,
)
_PART = re.compile(
    rf"[^{_HYPHEN}{_APOSTROPHE}_]+(?:[{_APOSTROPHE}](?:t|ll|re|ve|d|m)(?![^{_HYPHEN}_]))?",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHE}]s(?![^{_HYPHEN}_])", re.IGNORECASE)
_DROPPED = str.maketrans("", "", _APOSTROPHE + ",")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h"})


def read_words(path: Path) -> frozenset[str]:
    """The words of a data file: separated by white space, `#` lines left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


CAPITAL_WORDS = read_words(Path(__file__).parent / "data" / "capital_words.txt")
LEGAL_FORMS = read_words(Path(__file__).parent / "data" / "legal_forms.txt")

_stemmer = Stemmer.Stemmer("english")
_stemmer.maxCacheSize = 0
_stemmer_lock = threading.Lock()  # a Stemmer is not safe across threads


@dataclass(frozen=True, slots=True)
class Part:
    """One word within a surface: its character span there, and its forms (`simple` without the mark).

    `capital` is the marked capital form, empty for most words.
    """

    start: int
    end: int
    simple: str
    stem: str
    capital: str = ""

    @property
    def lexemes(self) -> tuple[str, ...]:
        """All its forms as they are indexed."""
        forms = (EXACT + self.simple, self.stem)
        return (*forms, self.capital) if self.capital else forms


@dataclass(frozen=True, slots=True)
class Surface:
    """A run of characters as it stands in a text, taken apart.

    `slots` holds, for each part, the lexemes at its position. `whole` is the joined form of several parts, or None.
    `lexemes` gives the characters of each lexeme: (its slot, start, end), once for each slot it stands in.
    """

    parts: tuple[Part, ...]
    whole: Part | None
    slots: tuple[tuple[str, ...], ...]
    lexemes: dict[str, tuple[tuple[int, int, int], ...]]


def fold(text: str) -> str:
    """`text` lower-cased and without accents: 'Škoda' is 'skoda', 'Straße' is 'strasse'."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare.casefold())


def stem(simple: str) -> str:
    """The English Snowball stem of a folded word."""
    with _stemmer_lock:
        stemmed: str = _stemmer.stemWord(simple)
    return stemmed or simple


def surfaces(text: str) -> list[str]:
    """The runs of characters that are words, in order, as they stand in `text`."""
    return _SURFACE.findall(text)


def analyse(surface: str) -> Surface:
    """A run of characters taken apart into words; the same run always gives the same parts."""
    return _ANALYSED[surface]


def slots_of(text: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The lexemes of `text`: for each surface its slots, each slot the lexemes at one position."""
    return map(_slots, map(_ANALYSED.__getitem__, _SURFACE.findall(text)))


def find_surfaces(text: str) -> Iterator[re.Match[str]]:
    """The runs of characters that are words, in order, as matches."""
    return _SURFACE.finditer(text)


def placed_surfaces(text: str) -> Iterator[tuple[int, int, Surface]]:
    """The words of `text`: position of the first slot (from 1), character it starts at, what it is made of."""
    position = 1
    for match in _SURFACE.finditer(text):
        surface = analyse(match.group())
        yield position, match.start(), surface
        position += len(surface.slots)


def parts_of(text: str) -> tuple[Part, ...]:
    """The words of `text`, without joined forms; their spans count within their own surface."""
    return tuple(part for surface in surfaces(text) for part in analyse(surface).parts)


def simple_forms(text: str) -> tuple[str, ...]:
    """The exact forms of the words of `text`, without mark and without joined forms."""
    return tuple(part.simple for part in parts_of(text))


def _analyse(surface: str) -> Surface:
    if surface == "&":
        parts = [Part(0, 1, "and", "and")]
    elif "." in surface and not any(character.isdigit() for character in surface):
        parts = _part(0, len(surface), _POSSESSIVE.sub("", surface).replace(".", ""))
    else:
        parts = [
            part
            for start, end in _spans_of_parts(surface)
            for part in _part(start, end, surface[start:end].translate(_DROPPED))
        ]
    whole = _whole(parts)
    places: dict[str, list[tuple[int, int, int]]] = {}
    slots = []
    for number, part in enumerate(parts):
        standing = [part] if whole is None or number not in (0, len(parts) - 1) else [part, whole]
        slot = {lexeme: form for form in standing for lexeme in form.lexemes}
        slots.append(tuple(slot))
        for lexeme, form in slot.items():
            places.setdefault(lexeme, []).append((number, form.start, form.end))
    return Surface(tuple(parts), whole, tuple(slots), {lexeme: tuple(spots) for lexeme, spots in places.items()})


class _Analysed(dict[str, Surface]):
    """Surfaces taken apart before. Running text repeats itself, and this lookup is what indexing spends its time in.

    Kept in two generations: a full one is put aside, and what is asked for again comes back from there, so that the
    words of everyday use stay and only what nobody asked for through a whole generation is forgotten.
    """

    def __init__(self) -> None:
        super().__init__()
        self._older: dict[str, Surface] = {}

    def __missing__(self, surface: str) -> Surface:
        found = self._older.get(surface) or _analyse(surface)
        if len(surface) <= LONGEST_WORD:
            if len(self) >= MOST_REMEMBERED // 2:
                self._older = dict(self)
                self.clear()
            self[surface] = found
        return found


_ANALYSED = _Analysed()
_slots = attrgetter("slots")


def _spans_of_parts(surface: str) -> Iterator[tuple[int, int]]:
    if surface.isalnum():
        yield 0, len(surface)
        return
    blanked = _POSSESSIVE.sub("__", surface)
    for match in _PART.finditer(blanked):
        yield match.span()


def _part(start: int, end: int, text: str) -> list[Part]:
    simple = fold(text)[:LONGEST_WORD]
    if not simple:
        return []
    capital = CAPITAL + simple if simple in CAPITAL_WORDS and text.isupper() else ""
    return [Part(start, end, simple, stem(simple), capital)]


def _whole(parts: list[Part]) -> Part | None:
    if len(parts) < 2 or all(part.simple[0].isdigit() for part in parts):
        return None
    joined = "".join(part.simple for part in parts)
    if len(joined) > LONGEST_WORD:
        return None
    return Part(parts[0].start, parts[-1].end, joined, stem(joined))
