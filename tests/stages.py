"""Small stages that tests of store and pipeline run in place of the real ones, so that no change of rules moves them.

A page is text. Each line '# Title' begins an article; lines below are its paragraphs. '@source NAME',
'@date 2025-07-07' and '@damaged' say more of the article above; '!crash' makes cleaning fail, '!empty' is a page
without an article, '!twice' makes two articles claim one position, which the database refuses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from articles import pipeline
from articles.clean.sources import SourceBook
from articles.documents import (
    ArticleDraft,
    Block,
    CleanPage,
    EntityFinding,
    EntityKind,
    ExtractedArticle,
    Mention,
    MentionField,
    Precision,
    PublishedDate,
    Rejection,
    Removed,
    Role,
    TopicFinding,
)

COMPANIES = {"BYD": "byd", "Xiaomi": "xiaomi", "Reuters": "reuters"}
PEOPLE = {"Lei Jun": "lei-jun"}
TOPICS = {"electric": "electric-vehicles"}


def clean_capture(raw, *, sources):
    text = raw.content.decode("utf-8", "replace")
    if "!crash" in text:
        raise ZeroDivisionError("the rules met what they did not expect")
    if "!empty" in text:
        return Rejection(name=raw.name, reason="no article was found in it")
    blocks = tuple(Block(text=line.strip()) for line in text.split("\n") if line.strip())
    removed = (Removed(text="Cookies, please", rule="cookie-line"),)
    return CleanPage(
        media_type=raw.media_type, blocks=blocks, removed=removed, url=raw.url, captured_at=raw.captured_at
    )


def split_page(page, *, sources):
    drafts = []
    for block in page.blocks:
        if block.text.startswith("# ") or not drafts:
            drafts.append(_new_draft(len(drafts), block.text.removeprefix("# "), page))
        elif block.text.startswith("@"):
            drafts[-1] = _told(drafts[-1], *block.text[1:].partition(" ")[::2])
        else:
            drafts[-1] = replace(drafts[-1], paragraphs=(*drafts[-1].paragraphs, block))
    if any("!twice" in block.text for block in page.blocks):
        drafts = [drafts[0], drafts[0]]
    return tuple(
        draft if draft.paragraphs else replace(draft, paragraphs=(Block(text=draft.title),)) for draft in drafts
    )


def _new_draft(position, title, page):
    published = None
    if page.captured_at:
        published = PublishedDate(
            moment=page.captured_at, precision=Precision.SECOND, basis="relative", is_inferred=True, evidence="now"
        )
    return ArticleDraft(position=position, title=title, paragraphs=(), language="en", published=published)


def _told(draft, word, value):
    if word == "source":
        return replace(draft, source_name=value)
    if word == "date":
        moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
        published = PublishedDate(moment=moment, precision=Precision.DAY, basis="dateline", is_inferred=False)
        return replace(draft, published=published)
    return replace(draft, is_damaged=True)


class Extractor:
    """Finds the few names above; 'told Reuters' is a source quoted."""

    def extract(self, draft):
        return ExtractedArticle(
            draft=draft,
            companies=tuple(_findings(draft, COMPANIES, EntityKind.COMPANY)),
            people=tuple(_findings(draft, PEOPLE, EntityKind.PERSON)),
            topics=tuple(
                TopicFinding(slug=one.slug, name=one.name, score=0.8, mentions=one.mentions)
                for one in _findings(draft, TOPICS, EntityKind.COMPANY)
            ),
        )


def _findings(draft, names, kind):
    for name, slug in names.items():
        mentions = [
            Mention(
                start=match.start(),
                end=match.end(),
                surface=name,
                rule="fake",
                confidence=0.9,
                field=field,
                role=Role.SOURCE if text[: match.start()].endswith("told ") else Role.MENTIONED,
            )
            for field, text in ((MentionField.TITLE, draft.title), (MentionField.TEXT, draft.text))
            for match in re.finditer(re.escape(name), text)
        ]
        if mentions:
            yield EntityFinding(kind=kind, slug=slug, name=name, mentions=tuple(mentions))


def fake_rules():
    return pipeline.Rules(sources=SourceBook(()), extractor=Extractor())


@pytest.fixture
def stages(monkeypatch):
    """The small stages in place of the real ones; gives the rules for them."""
    monkeypatch.setattr(pipeline, "clean_capture", clean_capture)
    monkeypatch.setattr(pipeline, "split_page", split_page)
    monkeypatch.setattr(pipeline, "archive_rules", fake_rules)
    return fake_rules()
