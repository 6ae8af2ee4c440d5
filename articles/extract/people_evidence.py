"""Reads runs of capitalised words and judges which of them are people's names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.extract.sentences import starts_sentence
from articles.extract.data_files import read_names, read_rules

_RULES = read_rules("people_rules")
_GIVEN = read_names("given_names")
_SURNAMES = read_names("surnames")
_ASIAN_SURNAMES = frozenset(_RULES["asian_surnames"])
_TITLES = frozenset(word.lower() for word in _RULES["titles"])
_ROLES = frozenset(word.lower() for word in _RULES["roles"])
_NEVER = frozenset(word.lower() for word in _RULES["never"])
_OPENERS = frozenset(word.lower() for word in _RULES["openers"])
_PARTICLES = frozenset(_RULES["particles"])

_TOKEN = r"(?:[^\W\d_a-z]\.(?:-?[^\W\d_a-z]\.)*|(?:[Mm]c|d[’'])?[^\W\d_a-z][^\W\d_]*(?:[-’'][^\W\d_]+)*|(?:Jr|Sr|St|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof|Rev|Lt|Col)\.)"
_RUN = re.compile(rf"(?<![\w@#$/.]){_TOKEN}(?: (?:(?:{'|'.join(_RULES['particles'])}) ){{0,2}}{_TOKEN}){{0,7}}(?![\w@])")
_WORD = re.compile(r"\S+")
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|a|e|i|o|u)){1,2}",
    re.IGNORECASE,
)
_KOREAN = re.compile(r"[A-Z][a-z]+-[A-Za-z][a-z]+")
_SAID_BEHIND = re.compile("(?:" + "|".join(_RULES["behind"]) + ")")
_ROLE_AHEAD = re.compile(r"(?:" + "|".join(_RULES["ahead"]) + r"),? $", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateName:
    """A run of words that is a full name, or one word that may be the surname of someone named in full."""

    name: str
    surname: str
    start: int
    end: int
    rule: str
    confidence: float
    is_full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()


def name_runs(text: str, taken: Sequence[tuple[int, int]], *, is_title: bool, is_title_case: bool = False) -> list[CandidateName]:
    """The names in `text` from left to right, outside the spans `taken` by companies.

    Headlines that capitalise every word give only single words, to be compared with the names of the text.
    """
    found: list[CandidateName] = []
    for match in _RUN.finditer(text):
        for words in _pieces(match, taken):
            found.extend(_judge(text, words, only_short=is_title_case))
    return found


def _pieces(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> Iterator[list[_Word]]:
    """The words of a run, parted at possessives, at sentence ends and where companies stand."""
    piece: list[_Word] = []
    for part in _WORD.finditer(match.group()):
        start = match.start() + part.start()
        body = _POSSESSIVE.sub("", part.group()) if len(part.group()) > 2 else part.group()
        word = _Word(text=body, start=start, end=start + len(body))
        if any(left < word.end and start < right for left, right in taken):
            if piece:
                yield piece
            piece = []
            continue
        piece.append(word)
        if len(body) < len(part.group()):
            yield piece
            piece = []
    if piece:
        yield piece


def _judge(text: str, words: list[_Word], *, only_short: bool) -> Iterator[CandidateName]:
    titled = False
    while words and (words[0].lower.rstrip(".") in _TITLES or words[0].lower in _ROLES or words[0].lower in _OPENERS):
        titled = titled or words[0].lower not in _OPENERS
        words = words[1:]
    while words and words[-1].lower in _PARTICLES:
        words = words[:-1]
    if not words:
        return
    if len(words) == 1 or only_short:
        for word in words:
            if len(word.text) > 1:
                yield _short(word)
        return
    full = _full_name(text, words, titled=titled)
    if full is not None:
        yield full
    elif titled:
        yield _short(words[0])


def _short(word: _Word) -> CandidateName:
    return CandidateName(
        name=word.text, surname=word.text, start=word.start, end=word.end, rule="surname", confidence=0.8, is_full=False
    )


def _full_name(text: str, words: list[_Word], *, titled: bool) -> CandidateName | None:
    """The full name that the words make, with the sign that shows it, or None."""
    if len(words) > 5 or any(word.lower in _NEVER for word in words):
        return None
    if any(len(word.text) > 3 and word.text.isupper() for word in words):
        return None
    first, last = words[0], words[-1]
    if last.lower in ("jr.", "sr.") and len(words) > 2:
        last = words[-2]
    verdict = _verdict(text, words, first, last, titled=titled)
    if verdict is None:
        return None
    rule, confidence, surname = verdict
    name = " ".join(word.text for word in words)
    return CandidateName(
        name=name,
        surname=surname,
        start=words[0].start,
        end=words[-1].end,
        rule=rule,
        confidence=confidence,
        is_full=True,
    )


def _verdict(
    text: str, words: list[_Word], first: _Word, last: _Word, *, titled: bool
) -> tuple[str, float, str] | None:
    if _is_asian_order(words):
        return "family-name-first", 0.85, first.text
    cued = titled or bool(_ROLE_AHEAD.search(text, max(0, first.start - 40), first.start))
    cued = cued or bool(_SAID_BEHIND.match(text, words[-1].end))
    given = first.lower in _GIVEN or first.lower.split("-")[0] in _GIVEN
    known = last.lower in _SURNAMES
    initial = first.text.endswith(".") and len(first.text) < 6
    if given and known:
        return "given-name-and-surname", 0.95, last.text
    if given and (cued or len(last.text) > 2):
        return ("given-name-and-role" if cued else "given-name"), 0.9 if cued else 0.75, last.text
    if (known or initial) and cued and not starts_sentence(text, first.start):
        return "role-and-surname", 0.8, last.text
    if initial and known:
        return "initial-and-surname", 0.8, last.text
    if cued and titled and len(words) < 4:
        return "title", 0.75, last.text
    return None


def _is_asian_order(words: list[_Word]) -> bool:
    if len(words) > 3 or words[0].lower not in _ASIAN_SURNAMES:
        return False
    rest = words[1:]
    if all(_PINYIN.fullmatch(word.text) for word in rest):
        return not (len(rest) == 1 and rest[0].lower in _ASIAN_SURNAMES and words[0].lower in _GIVEN)
    return len(rest) == 1 and bool(_KOREAN.fullmatch(rest[0].text))
