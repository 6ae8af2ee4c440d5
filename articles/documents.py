"""The values that pass between the text stages.

A page travels capture -> clean -> split -> extract, and at each step it is one of these frozen dataclasses. They hold
plain Python values only, so that a stage runs from a shell, a test, a worker or a cluster alike.

Character positions (`start`, `end`) count Unicode code points from 0, end exclusive, as Python slices do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PARAGRAPH_BREAK = "\n\n"


class Kind(StrEnum):
    """What sort of text an article is."""

    NEWS = "news"
    PRESS_RELEASE = "press_release"
    OPINION = "opinion"
    LIVE_BLOG = "live_blog"
    VIDEO = "video"
    OTHER = "other"


class Precision(StrEnum):
    """How finely a publication date is known."""

    SECOND = "second"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class BlockKind(StrEnum):
    """What part a block of text plays on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list_item"
    ABOUT = "about"  # the 'About the company' tail of a press release: kept, and marked as such


class EntityKind(StrEnum):
    """The closed vocabularies an article is tagged with, topics apart."""

    COMPANY = "company"
    PERSON = "person"
    PLACE = "place"


class MentionField(StrEnum):
    """Which text a span counts its characters in."""

    TITLE = "title"
    TEXT = "text"


class Role(StrEnum):
    """What part a named entity plays in the story: the facets use the first two."""

    SUBJECT = "subject"
    MENTIONED = "mentioned"
    SOURCE = "source"  # 'told Reuters': the news source quoted, a photo credit, an 'About' tail


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCapture:
    """The bytes of one saved page and what the capturing tool knew of them.

    `name` is the path or member name as given. `captured_at` is aware and UTC, None where nobody said.
    `source_name` is the publisher as the caller named it.
    """

    content: bytes
    media_type: str
    name: str = ""
    url: str = ""
    captured_at: datetime | None = None
    source_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """An expected failure: why a capture, a member or a page yields nothing. `reason` is a sentence for people."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A piece of the page that cleaning took out, and the rule that did it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDate:
    """A publication date with how it is known.

    `moment` is aware and UTC; where `precision` is day or coarser, it is midnight UTC at the start of the period.
    `basis` names the rule ('json-ld', 'meta', 'dateline', 'relative', ...); `evidence` is the text that gave it.
    """

    moment: datetime
    precision: Precision
    basis: str
    is_inferred: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of visible text, without line breaks inside."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """What a page says of itself, each part empty or None where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    source_name: str = ""
    section: str = ""
    kind: Kind | None = None
    kind_evidence: str = ""  # what tells the kind: the rule and what it found
    published: PublishedDate | None = None
    language: str = ""
    locale: str = ""  # language and region as the page states them, 'en-gb'
    canonical_url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPage:
    """A page without its furniture: typed blocks in reading order, what it says of itself, and what was taken out.

    For an HTML page the blocks are the main text; for a text scrape they are every line that may belong to an article,
    with blank lines kept as empty blocks, since splitting reads them.
    """

    media_type: str
    blocks: tuple[Block, ...]
    metadata: PageMetadata = field(default_factory=PageMetadata)
    removed: tuple[Removed, ...] = ()
    url: str = ""
    captured_at: datetime | None = None
    encoding: str = "utf-8"
    is_one_article: bool = False  # whoever wrote the wrapper says so; it is no section front, however short


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """One article as cleaning and splitting made it.

    `text` is the paragraphs joined by PARAGRAPH_BREAK; no paragraph holds a line break. `position` counts the articles
    of the capture from 0. `language` is an ISO 639-1 code or empty.
    """

    position: int
    title: str
    title_is_derived: bool = False
    authors: tuple[str, ...] = ()
    source_name: str = ""
    section: str = ""
    kind: Kind = Kind.NEWS
    kind_evidence: str = ""  # what tells the kind, empty for plain news
    published: PublishedDate | None = None
    language: str = ""
    canonical_url: str = ""
    paragraphs: tuple[Block, ...]
    removed: tuple[Removed, ...] = ()
    is_damaged: bool = False  # words were visibly lost in the capture; nothing was invented in their place

    @property
    def text(self) -> str:
        """The paragraphs as one string; spans in findings count its characters."""
        return PARAGRAPH_BREAK.join(block.text for block in self.paragraphs)

    @property
    def word_count(self) -> int:
        """Words of the text, split at white space."""
        return sum(len(block.text.split()) for block in self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place in an article that names an entity. `confidence` lies from 0 to 1."""

    start: int
    end: int
    surface: str
    rule: str
    confidence: float
    field: MentionField = MentionField.TEXT
    role: Role = Role.MENTIONED


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFinding:
    """An entity and every place that names it, in reading order, title first."""

    kind: EntityKind
    slug: str
    name: str
    mentions: tuple[Mention, ...]

    @property
    def role(self) -> Role:
        """The strongest role among the mentions: subject over mentioned over source."""
        roles = {mention.role for mention in self.mentions}
        return next(role for role in Role if role in roles)

    @property
    def confidence(self) -> float:
        """The best mention's confidence."""
        return max(mention.confidence for mention in self.mentions)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFinding:
    """A topic, its score from 0 to 1, and the sentences that carry it (mentions whose surface is the sentence).

    `version` is that of the rule that found it.
    """

    slug: str
    name: str
    score: float
    mentions: tuple[Mention, ...]
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedTopic:
    """What a classifier says of a topic: how sure it is, from 0 to 1, that the article has it.

    `mentions` are the sentences that speak most for it, where it `is_given` and no rule found it; `version` is that of
    the model.
    """

    slug: str
    confidence: float
    is_given: bool
    mentions: tuple[Mention, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCandidate:
    """A name that looks like a company's: where it stands, the form that showed it, and the sentence around it.

    `key` is what different ways to write the name share. `start` and `end` count in the text that `field` names.
    """

    name: str
    key: str
    start: int
    end: int
    rule: str
    confidence: float
    sentence: str
    field: MentionField = MentionField.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """A draft with everything found in it. `learned` is what classifiers say of every topic they know."""

    draft: ArticleDraft
    companies: tuple[EntityFinding, ...] = ()
    people: tuple[EntityFinding, ...] = ()
    places: tuple[EntityFinding, ...] = ()
    topics: tuple[TopicFinding, ...] = ()
    learned: tuple[LearnedTopic, ...] = ()
    candidates: tuple[CompanyCandidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceName:
    """A publisher as the cleaning stages need it: its name and every other way pages write it."""

    name: str
    slug: str
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # 'economictimes.indiatimes.com': host names its pages are served from


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One way to write a company's name.

    `needs_evidence` marks a form that is also an ordinary word or another thing's name ('Apple', 'Target').
    `kind` is name, short, brand, former or ticker; `until` is the last year of a former name.
    """

    text: str
    kind: str = "name"
    needs_evidence: bool = False
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyEntry:
    """A company of the vocabulary, from the data file or the database."""

    slug: str
    name: str
    aliases: tuple[Alias, ...]
    ticker: str = ""
    exchange: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    sector: str = ""
    parent: str = ""  # slug
    is_news_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """A country or large city of the vocabulary. `demonyms` are adjectives that stand for it ('Chinese')."""

    slug: str
    name: str
    kind: str  # 'country' or 'city'
    country: str  # ISO 3166-1 alpha-2
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEntry:
    """A topic of the tree. `rule` is a query in the archive's own language; `threshold` the score a tag needs.

    `version` counts the changes of both.
    """

    slug: str
    name: str
    description: str
    rule: str
    parent: str = ""  # slug
    threshold: float = 0.5
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything extraction looks for. From the data files on the command line, from the database in the archive."""

    companies: tuple[CompanyEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    topics: tuple[TopicEntry, ...] = ()
