"""Lists on a page, told by their rhythm: teasers and comments that each carry a date, readers' comments, a live blog's
dated entries, and teasers run together with their headlines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from articles.clean.text_features import begins_comments, ends_as_sentence, is_comment_credit
from articles.clean.text_furniture import furniture_rule
from articles.prose.dates import is_date_line
from articles.prose.sentences import count_words

RULE: Final = "list of dated items"
ENTRY_RULE: Final = "time of a live entry"
COMMENTS_RULE: Final = "readers' comments"
COUNTED_RULE: Final = "headlines with their counts"
GLUED_RULE: Final = "teasers run together with their headlines"
_FEWEST: Final = 3  # dated items that make a list
_APART: Final = 6  # lines from one item's date to the next one's
_TEXTS: Final = 2  # paragraphs an item may have; a live blog's entries have more
_SENTENCE_WORDS: Final = 8
_LONGEST: Final = 60  # characters of a date line
_DIGIT: Final = re.compile(r"\d")
_AGES: Final = ("ago", "yesterday")
_FEWEST_TEASERS: Final = 4
_TEASER_WORDS: Final = 40
_ENTRY_REACH: Final = 2  # lines below its time in which an entry's text begins
# A clock time, alone or with who wrote the entry, as tools run the two together.
_ENTRY_TIME: Final = re.compile(
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:[A-Z]{2,4}|[Uu]hr))?"
    r"(?: ?(?:by )?[A-Z][^\W\d_]{1,20}(?:[ \-'’.]{1,2}(?:and )?[A-Z][^\W\d_]{0,20}){1,5})?"
    r"|\d{1,3} ?(?:s|m|h|min|mins|minutes?|hours?|hrs?) ago"
)
_SAYS: Final = ("says:", "said:")
_CREDIT_LINE: Final = 80  # characters of a line that tells who comments when
_COMMENT_REACH: Final = 30  # lines of one comment at most
_BESIDE: Final = 200  # characters of text that must stand before comments, or beside teasers
_HEAD_OF_COMMENTS: Final = 12  # lines between 'Comments' and the first one
# A headline's last word and the first one of the teaser that was run together with it.
_GLUED: Final = re.compile(r"[a-z]{3}[A-Z][a-z]{0,20}(?= )")
_JOINT: Final = re.compile(r"[A-Z](?<=[a-z].)")  # told sooner, and few lines have one
_COUNT: Final = 12  # characters at a line's end in which a count stands
_COUNTED: Final = re.compile(r"[^\W\d_][”\"’'?!]? \(\d{1,5}\)$")
_GLUED_AT: Final = (12, 165)  # characters of a line among which a headline ends
_GLUED_LINE: Final = 320  # characters
_LOOKED_AT: Final = 300  # characters of a line
_GLUED_APART: Final = 3  # lines from one teaser to the next
_STORY: Final = 800  # characters of text that must stand outside, or the dated items are the page


def list_rules(lines: Sequence[str]) -> list[str]:
    """For each line the rule of the list it belongs to; '' where it belongs to none."""
    marked = (
        (RULE, dated_items(lines)),
        (COMMENTS_RULE, comment_threads(lines)),
        (GLUED_RULE, glued_teasers(lines)),
        (COUNTED_RULE, counted_headlines(lines)),
        (ENTRY_RULE, entry_times(lines)),
    )
    found = [""] * len(lines)
    for rule, inside in reversed(marked):
        for index in (index for index, is_inside in enumerate(inside) if is_inside):
            found[index] = rule
    return found


def dated_items(lines: Sequence[str]) -> list[bool]:
    """Which lines belong to a list of dated items: from the headline or name above the first date to the last text."""
    inside = [False] * len(lines)
    dates = [index for index, line in enumerate(lines) if _is_date(line)]
    texts = [len(line) if _is_text(line) else 0 for line in lines]
    run: list[int] = []
    for index in [*dates, len(lines) + 2 * _APART]:
        if run and (index - run[-1] > _APART or sum(map(bool, texts[run[-1] : index])) > _TEXTS):
            _mark(run, texts, inside)
            run = []
        run.append(index)
    outside = sum(size for size, is_inside in zip(texts, inside, strict=True) if not is_inside)
    return inside if outside >= _STORY else [False] * len(lines)


def entry_times(lines: Sequence[str]) -> list[bool]:
    """Which lines are the times above a live blog's entries: several, each with running text right below."""
    stamps = [
        index
        for index, line in enumerate(lines)
        if len(line) <= _LONGEST
        and _ENTRY_TIME.fullmatch(line)
        and any(map(_is_text, lines[index + 1 : index + 1 + _ENTRY_REACH]))
    ]
    marked = [False] * len(lines)
    for index in stamps if len(stamps) >= _FEWEST else ():
        marked[index] = True
    return marked


def entry_texts(rules: Sequence[str]) -> list[int]:
    """The lines right below the times of a live blog, which are its entries."""
    return [index + 1 for index, rule in enumerate(rules[:-1]) if rule == ENTRY_RULE]


def comment_threads(lines: Sequence[str]) -> list[bool]:
    """Which lines are readers' comments: three or more, each told by who writes and when, below a story.

    Either the lines that tell it say so ('Jane Roe on July 7, 2025 at 4:47 pm said:'), or 'Comments' stands above.
    """
    inside = [False] * len(lines)
    credits = [index for index, line in enumerate(lines) if len(line) <= _CREDIT_LINE and _may_credit(line)]
    borders = [place for place in range(1, len(credits)) if credits[place] - credits[place - 1] > _COMMENT_REACH]
    for start, end in pairwise([0, *borders, len(credits)]):
        if end - start < _FEWEST:
            continue
        first, last = credits[start], credits[end - 1]
        above = range(first, max(-1, first - _HEAD_OF_COMMENTS), -1)
        head = next((index for index in above if _heads(lines[index])), None)
        says = sum(lines[index].endswith(_SAYS) for index in credits[start:end])
        if head is None and says < _FEWEST:
            continue
        begin = max(0, first - 1) if head is None else head
        if sum(len(line) for line in lines[:begin] if _is_text(line)) >= _BESIDE:
            inside[begin : last + _TEXTS] = [True] * (min(last + _TEXTS, len(lines)) - begin)
    return inside


def counted_headlines(lines: Sequence[str]) -> list[bool]:
    """Which lines are headlines with a count of comments behind them ('Mill closes (142)'), several in a row."""
    inside = [False] * len(lines)
    counted = [index for index, line in enumerate(lines) if line.endswith(")") and _COUNTED.search(line[-_COUNT:])]
    borders = [place for place in range(1, len(counted)) if counted[place] - counted[place - 1] > 2]
    for start, end in pairwise([0, *borders, len(counted)]):
        if end - start >= _FEWEST:
            inside[counted[start] : counted[end - 1] + 1] = [True] * (counted[end - 1] + 1 - counted[start])
    return inside


def glued_teasers(lines: Sequence[str]) -> list[bool]:
    """Which lines are teasers that a scraper ran together with their headlines ('Mill closesThe old mill is to ...').

    Several near one another, each glued by other words, of which the page has the second ones by themselves too: names
    that are written so ('WhatsApp') are few and repeated.
    """
    inside = [False] * len(lines)
    glued = {
        index: match[0]
        for index, line in enumerate(lines)
        if len(line) <= _GLUED_LINE
        and _JOINT.search(line, *_GLUED_AT)
        and (match := _GLUED.search(line, *_GLUED_AT)) is not None
    }
    if len(glued) < _FEWEST:
        return inside
    written = {word for line in lines for word in line[:_LOOKED_AT].split()}
    run: list[int] = []
    for index in [*glued, len(lines) + 2 * _GLUED_APART]:
        if run and index - run[-1] > _GLUED_APART:
            joints = {glued[place] for place in run}
            if len(joints) >= _FEWEST and 2 * sum(joint[3:] in written for joint in joints) >= len(joints):
                inside[run[0] : run[-1] + 1] = [True] * (run[-1] + 1 - run[0])
            run = []
        run.append(index)
    outside = sum(len(line) for line, is_inside in zip(lines, inside, strict=True) if not is_inside and _is_text(line))
    return inside if outside >= _BESIDE else [False] * len(lines)


def is_teaser_list(lines: Sequence[str]) -> bool:
    """Whether a page is nothing but teasers: headlines with a date and a sentence at most each, and no story."""
    filled = [line for line in lines if line]
    dates = [index for index, line in enumerate(filled) if _is_date(line)]
    if len(dates) < _FEWEST_TEASERS:
        return False
    between = [filled[start + 1 : end] for start, end in pairwise(dates)]
    outside = [line for line in (*filled[: dates[0]], *filled[dates[-1] + 1 :]) if _is_text(line)]
    return all(_is_teaser(item) for item in between) and sum(map(count_words, outside)) < 2 * _TEASER_WORDS


def _is_teaser(item: Sequence[str]) -> bool:
    texts = [line for line in item if _is_text(line)]
    headlines = sum(line.count(" ") >= 2 for line in item) - len(texts)
    return headlines > 0 and len(texts) <= 1 and sum(map(count_words, texts)) <= _TEASER_WORDS


def _mark(run: Sequence[int], texts: Sequence[int], inside: list[bool]) -> None:
    if len(run) < _FEWEST or not any(texts[run[0] : run[-1] + 2]):
        return
    begin = run[0]
    while begin > 0 and run[0] - begin < 2 and not texts[begin - 1]:
        begin -= 1
    for index in range(begin, min(len(inside), run[-1] + 2)):
        inside[index] = True


def _may_credit(line: str) -> bool:
    return (" at " in line or line.endswith(_SAYS)) and is_comment_credit(line)


def _heads(line: str) -> bool:
    return begins_comments(line) or furniture_rule(line) == "comment counter"


def _is_date(line: str) -> bool:
    if len(line) > _LONGEST or not (_DIGIT.search(line) or any(map(line.lower().__contains__, _AGES))):
        return False
    return is_date_line(line)


def _is_text(line: str) -> bool:
    return line.count(" ") >= _SENTENCE_WORDS - 1 and ends_as_sentence(line)
