"""Reads runs of capitalised words and judges which of them are people's names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from articles.extract.data_files import read_lines, read_names, read_rules
from articles.extract.sentences import starts_sentence
from articles.extract.spans import SpanSet

_RULES = read_rules("people_rules")
_PARTICLES = frozenset(_RULES["particles"])
_GIVEN = read_names("given_names") - _PARTICLES - frozenset(_RULES["no_given_names"])
_SURNAMES = read_names("surnames")
_FIGURES = read_lines("public_figures")
_ASIAN_SURNAMES = frozenset(_RULES["asian_surnames"])
_TITLES = frozenset(word.lower() for word in _RULES["titles"])
_ROLES = frozenset(word.lower() for word in _RULES["roles"])
_OFFICES = _TITLES | _ROLES
_QUALIFIERS = frozenset(word.lower() for word in _RULES["qualifiers"])
_OFFICE_PARTS = frozenset(_RULES["office_parts"])
_NEVER = frozenset(word.lower() for word in _RULES["never"])
_ALSO_SURNAMES = frozenset(word.lower() for word in _RULES["also_surnames"])
_ALSO_GIVEN = frozenset(word.lower() for word in _RULES["also_given"])
_COLOURS = frozenset(word.lower() for word in _RULES["colours"])
_OPENERS = frozenset(word.lower() for word in _RULES["openers"])
_HONOURS = frozenset(_RULES["honours"])
_REGIONS = frozenset(_RULES["regions"])

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_JOINED = "|".join(_RULES["joined_particles"])
# The parts are bounded: each can begin a name, so that a chain of them without end would be read from each to its end.
_TOKEN = (
    rf"(?:{_UPPER}\.(?:[- ]?{_UPPER}\.){{0,7}}"
    rf"|(?:(?:{_JOINED})[-’'])?(?:[Mm]c|Mac|d[’'])?{_UPPER}[^\W\d_]*(?:[-’'][^\W\d_]+){{0,7}}"
    r"|(?:Jr|Sr|St|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof|Rev|Lt|Col|Cllr)\.)"
)
_RUN = re.compile(
    rf"(?<![\w@#$/.]){_TOKEN}(?: (?:(?:{'|'.join(_RULES['particles'])}) ){{0,2}}{_TOKEN}){{1,8}}(?![\w@])"
)
_WORD = re.compile(r"\S+")
_SYLLABLES = "|".join(f"(?:{initials})(?:{finals})" for initials, finals in _RULES["pinyin"].items())
_PINYIN = re.compile(rf"(?:{_SYLLABLES}){{1,2}}", re.IGNORECASE)
_KOREAN = re.compile(r"[A-Z][a-z]+-[A-Za-z][a-z]+")
_BEHIND = re.compile("(?:" + "|".join(_RULES["behind"]) + ")")
_SAYS_BEHIND = re.compile("(?:" + "|".join(_RULES["says_behind"]) + ")")
_AHEAD = re.compile(r"(?:" + "|".join(_RULES["ahead"]) + r"),? [\"“'‘]?$", re.IGNORECASE)
_COMPANY_BEHIND = re.compile(
    r"(?: (?:and|&|of) [A-Z][\w&.’'-]{0,30}){1,3}(?: [A-Z][\w&.’'-]{0,30}){0,3}?"
    r" (?:Inc|Corp|Co|Ltd|PLC|Plc|LLC|LLP|Corporation|Company|Limited)\b"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_COMPOUND = re.compile(r"-(?:" + "|".join(_RULES["compounds"]) + r")$")
_INITIAL = re.compile(rf"{_UPPER}\.(?:-?{_UPPER}\.)*$")
_OCCUPATIONS = tuple(_RULES["occupations"])
_NO_INITIALS = frozenset({"US", "UK", "EU", "UN", "AI", "TV", "PC", "IT", "No"})
_LONGEST_KEPT = 40  # characters of a word
_MOST_ASKED = 300  # surnames of one text that are looked for all through it
_JUNIOR = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateName:
    """A full name: its surname as written, and the sign that shows a person."""

    name: str
    surname: str
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    folded: str

    @property
    def is_given(self) -> bool:
        return self.folded in _GIVEN or self.folded.partition("-")[0] in _GIVEN

    @property
    def is_surname(self) -> bool:
        return self.folded in _SURNAMES or self.folded in _ASIAN_SURNAMES


def is_common_surname(surname: str) -> bool:
    """Whether a surname is an ordinary word as well ('White', 'Banks')."""
    return surname.lower() in _ALSO_SURNAMES or surname.lower() in _NEVER


def fold(word: str) -> str:
    """A word in lower case without accents and with straight apostrophes, as the name lists have it."""
    lowered = word.lower().replace("’", "'")
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()


def find_names(text: str, taken: SpanSet) -> list[CandidateName]:
    """The full names in `text` from left to right, outside the spans `taken` by companies and places."""
    names = (_judge(text, words) for match in _RUN.finditer(text) for words in _pieces(match, taken) if len(words) > 1)
    return [name for name in names if name is not None]


def name_in(text: str, start: int, end: int, *, rule: str, confidence: float) -> CandidateName | None:
    """The full name at a span that something else than these rules calls a person, or None where it is none.

    Offices before the name and a possessive behind it are left out.
    """
    words = [_word(part.group(), start + part.start()) for part in _WORD.finditer(text[start:end])]
    words, _ = _without_offices(words)
    if not 2 <= len(words) <= 5 or not all(word.text[:1].isalpha() for word in words):
        return None
    if any(word.folded in _NEVER for word in words) and not _is_colour_surname(words):
        return None
    last = words[-2] if words[-1].folded in _JUNIOR else words[-1]
    if not (words[0].text[0].isupper() and last.text[0].isupper()):
        return None
    surname = words[0] if last is words[0] or _is_asian_order(words) else last
    return _named(words, surname, rule, confidence)


def _word(raw: str, start: int) -> _Word:
    """A word without the possessive or the compound it may end in."""
    body, folded = (_bare_kept if len(raw) <= _LONGEST_KEPT else _bare)(raw)
    return _Word(body, start, start + len(body), folded)


def _bare(raw: str) -> tuple[str, str]:
    """A word as `_word` has it, and folded."""
    body = _COMPOUND.sub("", _POSSESSIVE.sub("", raw)) if len(raw) > 2 else raw
    return body, fold(body)


_bare_kept = lru_cache(maxsize=20_000)(_bare)  # some 5 MB; names come again and again


def _named(words: list[_Word], surname: _Word, rule: str, confidence: float) -> CandidateName:
    return CandidateName(
        name=" ".join(word.text for word in words).replace("’", "'"),
        surname=surname.text,
        start=words[0].start,
        end=words[-1].end,
        rule=rule,
        confidence=confidence,
    )


def _pieces(match: re.Match[str], taken: SpanSet) -> Iterator[list[_Word]]:
    """The words of a run, parted at possessives and where companies or places stand."""
    piece: list[_Word] = []
    for part in _WORD.finditer(match.group()):
        raw = part.group()
        word = _word(raw, match.start() + part.start())
        blocker = taken.last_overlapping(word.start, word.end)
        if blocker is not None and not _is_surname_of(piece, word, blocker):
            if piece:
                yield piece
            piece = []
            continue
        piece.append(word)
        if len(word.text) < len(raw):
            yield piece
            piece = []
    if piece:
        yield piece


def _is_surname_of(piece: list[_Word], word: _Word, blocker: tuple[int, int]) -> bool:
    """Whether what looks like a company or place is the surname behind a given name ('Jeffrey Wendel')."""
    alone = blocker[0] >= word.start and blocker[1] <= word.end
    return alone and bool(piece) and piece[-1].is_given


def _judge(text: str, words: list[_Word]) -> CandidateName | None:
    words, titled = (words, False) if _begins_with_given_name(text, words) else _without_offices(words)
    while words and (words[-1].folded in _PARTICLES or words[-1].text in _HONOURS):
        words = words[:-1]
    if len(words) < 2 or _COMPANY_BEHIND.match(text, words[-1].end):
        return None
    return _full_name(text, words, titled=titled)


def _without_offices(words: list[_Word]) -> tuple[list[_Word], bool]:
    """The words behind the last title or office ('US President Donald Trump'), and whether there was one."""
    last = max((n for n, word in enumerate(words[:-1]) if _is_office(word.folded)), default=-1)
    if last >= 0 and not _holds_a_name(words[:last]):
        return words[last + 1 :], words[last].folded not in _QUALIFIERS
    while words and words[0].folded in _OPENERS:
        words = words[1:]
    return words, False


def _begins_with_given_name(text: str, words: list[_Word]) -> bool:
    """Whether what may open a sentence or be a title is a given name here ('Will Smith, a lawyer')."""
    first = words[0]
    if not first.is_given or first.folded not in _OPENERS | _TITLES or len(words) > 3 or words[1].folded in _OFFICES:
        return False
    return words[-1].is_surname and _is_followed(text, words[-1])


def _is_followed(text: str, last: _Word) -> bool:
    """Whether words that go with people stand behind the last word of a name."""
    return bool(_BEHIND.match(text, last.end) or _SAYS_BEHIND.match(text, last.end))


def _is_office(word: str) -> bool:
    """Whether a word in lower case is a title or an office, or one with parts like 'vice-' and '-elect'."""
    if word.rstrip(".") in _OFFICES:
        return True
    parts = word.split("-")
    return any(part in _OFFICES for part in parts) and all(part in _OFFICES or part in _OFFICE_PARTS for part in parts)


def _holds_a_name(words: list[_Word]) -> bool:
    return any(
        first.is_given and second.is_surname and second.folded not in _OFFICES and second.folded not in _NEVER
        for first, second in pairwise(words)
    )


def _full_name(text: str, words: list[_Word], *, titled: bool) -> CandidateName | None:
    """The full name that the words make, with the sign that shows it, or None."""
    words = _from_given_name(text, words)
    if not 2 <= len(words) <= 5 or " ".join(word.text for word in words) in _REGIONS:
        return None
    rest = words[1:] if words[0].folded in _ALSO_GIVEN and words[-1].is_surname else words
    if any(word.folded in _NEVER for word in rest) and not _is_colour_surname(words):
        return None
    if any(len(word.text) > 2 and word.text.isupper() and word.folded not in _JUNIOR for word in words):
        return None
    first, last = words[0], words[-1]
    if first.text in _NO_INITIALS or last.folded in _OPENERS or first.folded in _PARTICLES:
        return None
    if last.folded in _OFFICES and not _is_surname_too(text, first, last):
        return None
    if last.folded in _JUNIOR:
        if len(words) < 3:
            return None
        last = words[-2]
    verdict = _verdict(text, words, first, last, titled=titled)
    if verdict is None:
        return None
    rule, confidence, surname = verdict
    return _named(words, surname, rule, confidence)


def _is_surname_too(text: str, first: _Word, last: _Word) -> bool:
    """Whether what may be an office is a surname here ('said John Lord, a spokesman')."""
    return first.is_given and (last.is_surname or last.folded in _ALSO_SURNAMES) and _is_followed(text, last)


def _from_given_name(text: str, words: list[_Word]) -> list[_Word]:
    """Without ordinary words before the first given name ('Conservation Scientist Paul Keating')."""
    for number, word in enumerate(words[:-1]):
        if word.is_given or word.is_surname or _INITIAL.match(word.text):
            opens = number == 1 and word.is_given and len(words) > 2 and starts_sentence(text, words[0].start)
            return words[number:] if opens or all(_is_ordinary(earlier) for earlier in words[:number]) else words
    return words


def _is_ordinary(word: _Word) -> bool:
    known = word.folded in _NEVER or word.folded in _OFFICES or word.folded in _OPENERS or word.text.isupper()
    return known or word.folded.endswith(_OCCUPATIONS)


def _is_colour_surname(words: list[_Word]) -> bool:
    """Whether the one word that names mostly do not hold is a surname here ('Simone White')."""
    return len(words) == 2 and words[0].is_given and words[1].folded in _ALSO_SURNAMES


def _verdict(
    text: str, words: list[_Word], first: _Word, last: _Word, *, titled: bool
) -> tuple[str, float, _Word] | None:
    """The rule, the confidence and the surname, or None."""
    if " ".join(word.text for word in words) in _FIGURES:
        return "public-figure", 0.97, first if _is_asian_order(words) else last
    if _is_asian_order(words):
        return ("family-name-first", 0.85, first) if _is_unfamiliar(text, words[1:]) else None
    behind = bool(_BEHIND.match(text, words[-1].end))
    ahead = _AHEAD.search(text, max(0, first.start - 40), first.start)
    personal = titled or behind or (ahead is not None and not ahead.group().lower().startswith("according"))
    cued = personal or ahead is not None or bool(_SAYS_BEHIND.match(text, words[-1].end))
    initial = bool(_INITIAL.match(first.text))
    if last.folded in _COLOURS and not cued and f" in {first.text} {last.text}" in text:
        return None
    if first.is_given and last.is_surname:
        return "given-name-and-surname", 0.95, last
    if first.is_given and (cued or len(last.text) > 2):
        return ("given-name-and-role" if cued else "given-name"), 0.9 if cued else 0.75, last
    if (last.is_surname or initial) and cued and not (starts_sentence(text, first.start) and not titled and not behind):
        return "role-and-surname", 0.8, last
    if initial and last.is_surname:
        return "initial-and-surname", 0.8, last
    if len(words) <= 4 and _is_unfamiliar(text, words):
        if personal:
            return "role", 0.75, last
        if _is_spoken_of(text, last):
            return "surname-again", 0.7, last
    return None


def _is_unfamiliar(text: str, words: list[_Word]) -> bool:
    """Whether no word of the run is an ordinary one, as far as this text and its form show."""
    if words[0].folded.endswith("ing") and starts_sentence(text, words[0].start):
        return False
    ordinary = _between_spaces(text)
    return not any(word.text.lower() in ordinary for word in words if len(word.text) > 3)


@lru_cache(maxsize=2)
def _between_spaces(text: str) -> frozenset[str]:
    """The words of a text that stand between two spaces."""
    return frozenset(text.split(" ")[1:-1])


def _is_spoken_of(text: str, surname: _Word) -> bool:
    """Whether the surname alone speaks elsewhere ('says Khadzhynov', 'Ebrard said')."""
    asked = _asked_of(text)
    name = surname.text
    if name not in asked and len(asked) < _MOST_ASKED:
        told = len(name) >= 4 and text.count(name) > 1
        asked[name] = told and any(
            f"{verb} {name}" in text or _stands_alone(text, name, f"{name} {verb}") for verb in _RULES["speaks"]
        )
    return asked.get(name, False)


def _stands_alone(text: str, name: str, phrase: str) -> bool:
    """Whether the `phrase` that begins with the name stands somewhere behind a word that is no part of a name."""
    place = text.find(phrase)
    while place >= 0:
        before = text[max(0, place - 40) : place].rstrip(" ").rpartition(" ")[2]
        if not before[:1].isupper() or before[-1:] in ".\n" or before.lower() in _OPENERS | _OFFICES:
            return True
        place = text.find(phrase, place + len(name))
    return False


@lru_cache(maxsize=2)
def _asked_of(text: str) -> dict[str, bool]:
    """`{surname: whether it speaks}` for those of a text that were looked for."""
    return {}


def _is_asian_order(words: list[_Word]) -> bool:
    if len(words) > 3 or words[0].folded not in _ASIAN_SURNAMES:
        return False
    rest = words[1:]
    if all(_PINYIN.fullmatch(word.text) for word in rest):
        return not (len(rest) == 1 and rest[0].folded in _ASIAN_SURNAMES and words[0].is_given)
    return len(rest) == 1 and bool(_KOREAN.fullmatch(rest[0].text))
