"""Tweets quoted in a story: their text, their tail, and the line that credits them."""

from __future__ import annotations

import re
from typing import Final

_TAIL: Final = re.compile(r"\bpic\.(?:twitter|x)\.com/\w{4,20}|https://t\.co/\w{4,20}")
_CREDIT: Final = re.compile(r"^\s?[—–-]{1,2}\s?[^()—]{1,80}\(@\w{1,20}\)")


def has_tweet_tail(text: str) -> bool:
    """Whether a paragraph carries the tail of an embedded tweet ('pic.twitter.com/...')."""
    return ("pic." in text or "t.co/" in text) and _TAIL.search(text) is not None


def is_tweet_credit(line: str) -> bool:
    """Whether a line credits a tweet: '— name (@handle) October 19, 2021'."""
    return "@" in line and len(line) < 200 and _CREDIT.match(line) is not None
