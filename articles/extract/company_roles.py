"""What part a company plays where it is named: what the story is about, named in passing, or the source quoted."""

from __future__ import annotations

import re

from articles.documents import PARAGRAPH_BREAK, ArticleDraft, BlockKind, MentionField, Role
from articles.extract.data_files import read_rules
from articles.extract.spans import SpanSet

LEAD_CHARACTERS = 400
OFTEN = 3

_RULES = read_rules("company_roles")
_QUOTED_BEFORE = re.compile("(?:" + "|".join(_RULES["source_before"]) + r")\W{0,3}(?:the )?$", re.IGNORECASE)
_QUOTED_AFTER = re.compile(r"(?:" + "|".join(_RULES["source_after"]) + ")", re.IGNORECASE)
_CREDIT_BEFORE = re.compile("(?:" + "|".join(_RULES["credit_before"]) + ")$", re.IGNORECASE)
_CREDIT_AFTER = re.compile("(?:" + "|".join(_RULES["credit_after"]) + ")", re.IGNORECASE)
_LEGAL_FORM = re.compile(r" (?:Inc|Corp|Ltd|PLC|Plc|Co)\.?$")
_BUSINESS_AFTER = re.compile("(?:" + "|".join(_RULES["business_after"]) + ")", re.IGNORECASE)
_BUSINESS_BEFORE = re.compile("(?:" + "|".join(_RULES["business_before"]) + r")\W{0,2}$", re.IGNORECASE)


def about_spans(draft: ArticleDraft) -> SpanSet:
    """Where the 'About the company' tails stand in the draft's text."""
    spans = []
    start = 0
    for block in draft.paragraphs:
        end = start + len(block.text)
        if block.kind is BlockKind.ABOUT:
            spans.append((start, end))
        start = end + len(PARAGRAPH_BREAK)
    return SpanSet(spans)


def is_source(text: str, start: int, end: int, *, is_news_source: bool) -> bool:
    """Whether the name stands as the news source quoted or in a photo credit.

    A news agency is taken for the source unless its legal form or the words beside it speak of its business.
    """
    before = text[max(0, start - 48) : start]
    after = text[end : end + 48]
    if _CREDIT_BEFORE.search(before) or _CREDIT_AFTER.match(after):
        return True
    if not is_news_source:
        return False
    if _QUOTED_BEFORE.search(before) or _QUOTED_AFTER.match(after):
        return True
    if _LEGAL_FORM.search(text, start, end):
        return False
    return not (_BUSINESS_AFTER.match(after) or _BUSINESS_BEFORE.search(before))


def is_subject(fields: list[tuple[MentionField, int]]) -> bool:
    """Whether a company named at these places, sources left out, is what the story is about."""
    return (
        any(
            field is MentionField.TITLE or (field is MentionField.TEXT and start < LEAD_CHARACTERS)
            for field, start in fields
        )
        or len(fields) >= OFTEN
    )


def role_of(*, is_source_mention: bool, is_main: bool) -> Role:
    """The role of one mention."""
    if is_source_mention:
        return Role.SOURCE
    return Role.SUBJECT if is_main else Role.MENTIONED
