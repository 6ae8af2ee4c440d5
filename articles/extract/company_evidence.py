"""Weighs whether a word that may be a company's name is one where it stands.

'Apple' can be a fruit, 'Ford' a person, 'Next' a word that begins a sentence. Each sign near the name adds or takes
points; ENOUGH of them, or a legal form behind the name, make it the company.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.extract.data_files import read_names, read_rules
from articles.extract.sentences import sentence_around, starts_sentence

ENOUGH = 2
BLOCKED = -9
SHORTEST_AHEAD = 3  # letters of a word that may begin a longer name; shorter ones are initials

_CUES = read_rules("company_cues")
_AFTER = frozenset(word.lower() for word in _CUES["after"])
_STRONG_AFTER = frozenset(word.lower() for word in _CUES["strong_after"])
_SPEECH = frozenset(_CUES["speech"])
_BEFORE = frozenset(word.lower() for word in _CUES["before"])
_STRONG_BEFORE = frozenset(word.lower() for word in _CUES["strong_before"])
_NEAR = re.compile(r"\b(?:" + "|".join(map(re.escape, _CUES["near"])) + r")\b", re.IGNORECASE)
_ELSEWHERE = frozenset(_CUES["elsewhere"])
REGIONS = frozenset(word.lower() for word in _CUES["regions"])
_SUFFIX = re.compile(
    r"(?:,? (?:" + "|".join(sorted(map(re.escape, _CUES["suffixes"]), key=len, reverse=True)) + r")(?![\w&])\.?){1,3}"
)
_BEHIND = re.compile(r"([’']s?(?!\w))?(?:( )([\w&][\w&'’-]*)?(?: ([\w&][\w&'’-]*))?)?")
_AHEAD = re.compile(r"(?:([\w&][\w&.'’-]*)( ))?([\w&][\w&.'’-]*)( ?[\"'“‘(]{0,2})$")
_AND_STATE = re.compile(r", (?:[A-Z][a-z]{2,5}\.|[A-Z]{2}\b|[A-Z]\.[A-Z]\.)")
_GOES_ON = re.compile(  # to a legal form: 'Star' in 'Star Oil and Gas Ltd' is another company's name
    r"(?: (?:and|of|&|de|for))?(?: (?!(?:Inc|Corp|Co|Ltd|PLC|Plc|Cos)\b)[A-Z][\w&.'’-]{0,30}(?: (?:and|of|&))?){1,4}"
    r" (?:Inc|Corp|Co|Ltd|PLC|Plc|Cos|Corporation|Incorporated|Limited|LLC|AG|Pty|S\.p\.A|GmbH)\b"
)
_OFFSHOOT = re.compile(
    r"(?: (?:" + "|".join(_CUES["offshoots"]) + r")(?: [A-Z][\w&’'-]{0,30}){0,2}| \([A-Z][\w&.’' -]{1,30}\))"
    r" (?:Inc|Corp|Co|Ltd|PLC|Plc|Corporation|Incorporated|Limited|LLC|AG|Pty|S\.p\.A|GmbH)(?![\w&])"
)
_IN_CAPITALS = re.compile(
    r"(?: [A-Z][A-Z&.’'-]{0,20}){1,4}? (?:INC|CORP|CO|LTD|PLC|COS|BANCORP)\.? ?<[A-Z]{1,6}(?:\.[A-Z]{1,3})?>"
)
_TWO_MORE = re.compile(
    r" (?!(?:The|A|An|In|On|At|For|And|But)\b)([A-Z][a-z]{2,20}) ([A-Z][a-z]{2,20})(?=[ ,.;:)]|$)(?! [A-Z])"
)
_ONE_WORD = re.compile(
    r"[\w’'-]+(?:,? (?:" + "|".join(sorted(map(re.escape, _CUES["suffixes"]), key=len, reverse=True)) + r")\.?){1,3}"
)
_TITLE_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The points a candidate has, the sign that gave most, and where the name ends with its legal form."""

    score: int
    rule: str
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for the whole text a candidate stands in."""

    text: str
    is_title_case: bool = False
    is_capitals: bool = False


def describe(text: str, *, is_title: bool) -> Setting:
    """The setting of a text: a headline with every word capitalised says nothing by its capitals."""
    words = _TITLE_WORD.findall(text) if is_title else ()
    capitals = bool(words) and all(word.isupper() for word in words)
    lower = sum(word[0].islower() for word in words)
    return Setting(text=text, is_title_case=bool(words) and lower * 3 < len(words), is_capitals=capitals)


def end_with_suffix(text: str, end: int) -> int:
    """The end of the name with the legal forms that follow it ('Xiaomi' + ' Corp.'), or `end` itself."""
    match = _SUFFIX.match(text, end)
    if match is None:
        return end
    stop = match.end()
    if text[stop - 1] == "." and text[end:stop].count(".") == 1 and text[stop : stop + 1] in ("", "\n"):
        stop -= 1  # the full stop of the sentence
    return stop


def is_other_name(text: str, end: int) -> bool:
    """Whether the word behind the name makes another thing of it ('Ford Foundation')."""
    match = _BEHIND.match(text, end)
    if match is None or match[1] or not match[3]:
        return False
    return match[3] in _ELSEWHERE or (match[3][0].isupper() and match[4] in _ELSEWHERE)


def ends_a_longer_name(setting: Setting, start: int, end: int) -> bool:
    """Whether a word with its legal form only ends another name, as 'Norton Co' does in 'Oglebay Norton Co'."""
    full = end_with_suffix(setting.text, end)
    return _ONE_WORD.fullmatch(setting.text, start, full) is not None and _follows_a_capital(setting, start)


def is_behind_a_capital(setting: Setting, start: int, end: int) -> bool:
    """Whether a name of one word stands behind another capital within a sentence, as 'Vivo' does in 'Forno Vivo'.

    Initials, possessives and words that announce a company ('Chipmaker') are no part of a name.
    """
    return " " not in setting.text[start:end] and _follows_a_capital(setting, start, shortest=SHORTEST_AHEAD)


def _follows_a_capital(setting: Setting, start: int, *, shortest: int = 1) -> bool:
    if setting.is_capitals or setting.is_title_case:
        return False
    match = _AHEAD.search(setting.text, max(0, start - 40), start)
    if match is None or match[4] != " " or not match[3][0].isupper() or match[3][-1] in ".’'":
        return False
    word = match[3].lower()
    is_part = len(word) >= shortest and word not in _BEFORE and not word.endswith(("'s", "’s"))
    return is_part and not starts_sentence(setting.text, match.start(3))


def begins_name_of_offshoot(setting: Setting, start: int, end: int) -> bool:
    """Whether the name only begins that of a company's offshoot ('Rand Mines Properties Ltd', 'Acme (Pacific) Ltd').

    In a headline in capitals one word before others, a legal form and a symbol begins some other name.
    """
    if setting.is_capitals:
        return " " not in setting.text[start:end] and _IN_CAPITALS.match(setting.text, end) is not None
    return not setting.is_title_case and _OFFSHOOT.match(setting.text, end) is not None


def begins_longer_name(setting: Setting, start: int, end: int) -> bool:
    """Whether one word and two more capitals behind it name something else, as in 'Lloyds Shipping Intelligence'.

    Words that follow a company's name (a title, a legal form) are no part of a name.
    """
    if setting.is_capitals or setting.is_title_case or " " in setting.text[start:end]:
        return False
    match = _TWO_MORE.match(setting.text, end)
    return match is not None and _AFTER.isdisjoint((match[1].lower(), match[2].lower()))


def is_spelt_out(text: str, word: str) -> bool:
    """Whether `text` has a longer name that begins with `word` and ends in a legal form ('Acme Health Labs Inc')."""
    place = text.find(f"{word} ")
    while place >= 0:
        if not text[place - 1 : place].isalnum() and _GOES_ON.match(text, place + len(word)):
            return True
        place = text.find(f"{word} ", place + 1)
    return False


def weigh(setting: Setting, start: int, end: int, *, is_name_like: bool) -> Weight:
    """The evidence for an ambiguous name at `start` to `end`.

    `is_name_like` says that the word is also a surname or a place, so that a capital within a sentence proves nothing.
    """
    text = setting.text
    full = end_with_suffix(text, end)
    if full > end and not setting.is_capitals:
        if ends_a_longer_name(setting, start, end):
            return Weight(score=0, rule="end-of-a-name", end=end)
        return Weight(score=ENOUGH + 2, rule="legal-form", end=full)
    if _AND_STATE.match(text, end) or (not setting.is_capitals and _GOES_ON.match(text, end)):
        return Weight(score=BLOCKED, rule="part-of-a-name", end=end)
    before = _weigh_before(setting, start, is_name_like=is_name_like)
    if before <= BLOCKED:
        return Weight(score=BLOCKED, rule="part-of-a-name", end=end)
    after, possessive = _weigh_after(setting, end, is_name_like=is_name_like)
    if after <= BLOCKED:
        return Weight(score=BLOCKED, rule="part-of-a-name", end=end)
    score = before + after
    if setting.is_capitals:
        return Weight(score=0, rule="capitals", end=end)
    rule = "cue-behind" if after > before else "cue-before"
    if not is_name_like and not setting.is_title_case and not starts_sentence(text, start):
        score += 1 + possessive
        rule = rule if max(before, after) > 0 else "capital-within-sentence"
    elif score == 0 and possessive and not setting.is_title_case:
        score, rule = 1, "possessive"
    if 0 < score < ENOUGH:
        left, right = sentence_around(text, start, end, limit=250)
        around = text[left:start], text[end:right]
        if any(_NEAR.search(part) for part in around):
            score += 1
    return Weight(score=score, rule=rule, end=end)


def _weigh_before(setting: Setting, start: int, *, is_name_like: bool) -> int:
    match = _AHEAD.search(setting.text, max(0, start - 40), start)
    if match is None:
        return 0
    word = match[3]
    touches = match[4] == " "
    if word.lower() == "the" and touches:
        return -2  # 'the Amazon' is a forest; 'the Apple store' has its cue behind
    if not touches and match[4]:
        return 0
    lowered = word.lower()
    phrase = f"{match[1]} {word}".lower() if match[1] else ""
    if lowered in _STRONG_BEFORE or phrase in _STRONG_BEFORE:
        return 2
    if word[0].isupper() and not setting.is_title_case and word[-1] not in ".":
        at_start = starts_sentence(setting.text, match.start(3))
        if not at_start and not word.endswith(("'s", "’s")):
            return BLOCKED
        if at_start and (lowered in _GIVEN_NAMES or (is_name_like and touches and lowered not in _BEFORE)):
            return BLOCKED
    return 1 if lowered in _BEFORE else 0


def _weigh_after(setting: Setting, end: int, *, is_name_like: bool) -> tuple[int, int]:
    match = _BEHIND.match(setting.text, end)
    if match is None:
        return 0, 0
    possessive = 1 if match[1] else 0
    word, second = match[3] or "", match[4] or ""
    if not word:
        return 0, possessive
    if word in _ELSEWHERE and not possessive:
        return BLOCKED, 0
    lowered = word.lower()
    if lowered in _STRONG_AFTER:
        return (1 if is_name_like and lowered in _SPEECH and not possessive else 2), possessive
    if word[0].isupper() and not setting.is_title_case and not possessive:
        return -2, 0
    if second.lower() in _STRONG_AFTER and (possessive or lowered in _AFTER):
        return 2, possessive
    return (1 if lowered in _AFTER else 0), possessive


_GIVEN_NAMES = read_names("given_names")
