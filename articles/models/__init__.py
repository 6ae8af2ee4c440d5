"""The archive's tables."""

from articles.models.archive_state import ArchiveState
from articles.models.article import Article, ArticleVersion
from articles.models.candidate import CandidateSighting, CompanyCandidate
from articles.models.capture import Capture, Sighting, Tombstone
from articles.models.capture_token import CaptureToken
from articles.models.copies import CopyChoice, CopyGroup, CopyPair, CopyVerdict, Fingerprint, SketchHash
from articles.models.curation import CurationAct, CurationRow, QueueHold
from articles.models.entity import Company, CompanyAlias, Person, Place
from articles.models.feed import Feed, FeedItem
from articles.models.fetching import PageFetch, WebServer
from articles.models.furniture import SiteFurniture, SitePage
from articles.models.intake import RefusedInput, TakenFile
from articles.models.job import Job, JobProgress
from articles.models.learning import LearnedModel, LearnedTopic
from articles.models.lexeme import Lexeme
from articles.models.lookups import register as _register_lookups
from articles.models.regrouping import MovedAddress, Regrouping
from articles.models.saved_search import SavedSearch
from articles.models.search_entry import SearchEntry
from articles.models.source import Source, SourceAlias
from articles.models.story import Story, StoryLink, StoryMember, StoryPin, StoryTerms
from articles.models.synonym import SynonymGroup
from articles.models.tagging import Mention, Tagging
from articles.models.topic import Topic, TopicRule

_register_lookups()

__all__ = [
    "ArchiveState",
    "Article",
    "ArticleVersion",
    "CandidateSighting",
    "Capture",
    "CaptureToken",
    "Company",
    "CompanyAlias",
    "CompanyCandidate",
    "CopyChoice",
    "CopyGroup",
    "CopyPair",
    "CopyVerdict",
    "CurationAct",
    "CurationRow",
    "Feed",
    "FeedItem",
    "Fingerprint",
    "Job",
    "JobProgress",
    "LearnedModel",
    "LearnedTopic",
    "Lexeme",
    "Mention",
    "MovedAddress",
    "PageFetch",
    "Person",
    "Place",
    "QueueHold",
    "RefusedInput",
    "Regrouping",
    "SavedSearch",
    "SearchEntry",
    "Sighting",
    "SiteFurniture",
    "SitePage",
    "SketchHash",
    "Source",
    "SourceAlias",
    "Story",
    "StoryLink",
    "StoryMember",
    "StoryPin",
    "StoryTerms",
    "SynonymGroup",
    "Tagging",
    "TakenFile",
    "Tombstone",
    "Topic",
    "TopicRule",
    "WebServer",
]
