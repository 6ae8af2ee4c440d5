"""Rows for tests: `ArticleFactory()` makes a public article that search finds, with whatever tags are given.

ArticleFactory(title="BYD opens a plant", companies=[byd], topics=[evs], source=SourceFactory())
ArticleFactory(state="hidden")      # no search entry, as in the archive itself
"""

from tests.factories.accounts import CaptureTokenFactory, SavedSearchFactory, UserFactory
from tests.factories.articles import (
    ArticleFactory,
    ArticleVersionFactory,
    CandidateSightingFactory,
    CompanyCandidateFactory,
    LexemeFactory,
    MentionFactory,
    SearchEntryFactory,
    TaggingFactory,
)
from tests.factories.captures import (
    CaptureFactory,
    RefusedInputFactory,
    SightingFactory,
    SiteFurnitureFactory,
    SitePageFactory,
    SourceAliasFactory,
    SourceFactory,
    TakenFileFactory,
    TombstoneFactory,
)
from tests.factories.collecting import FeedFactory, FeedItemFactory, PageFetchFactory, WebServerFactory
from tests.factories.copies import (
    CopyChoiceFactory,
    CopyGroupFactory,
    CopyPairFactory,
    CopyVerdictFactory,
    FingerprintFactory,
)
from tests.factories.entities import (
    CompanyAliasFactory,
    CompanyFactory,
    LearnedModelFactory,
    LearnedTopicFactory,
    MovedAddressFactory,
    PersonFactory,
    PlaceFactory,
    RegroupingFactory,
    SynonymGroupFactory,
    TopicFactory,
    TopicRuleFactory,
)
from tests.factories.stories import (
    StoryFactory,
    StoryLinkFactory,
    StoryMemberFactory,
    StoryPinFactory,
    StoryTermsFactory,
)
from tests.factories.work import (
    ArchiveStateFactory,
    CurationActFactory,
    CurationRowFactory,
    JobFactory,
    JobProgressFactory,
    QueueHoldFactory,
)

__all__ = [
    "ArchiveStateFactory",
    "ArticleFactory",
    "ArticleVersionFactory",
    "CandidateSightingFactory",
    "CaptureFactory",
    "CaptureTokenFactory",
    "CompanyAliasFactory",
    "CompanyCandidateFactory",
    "CompanyFactory",
    "CopyChoiceFactory",
    "CopyGroupFactory",
    "CopyPairFactory",
    "CopyVerdictFactory",
    "CurationActFactory",
    "CurationRowFactory",
    "FeedFactory",
    "FeedItemFactory",
    "FingerprintFactory",
    "JobFactory",
    "JobProgressFactory",
    "LearnedModelFactory",
    "LearnedTopicFactory",
    "LexemeFactory",
    "MentionFactory",
    "MovedAddressFactory",
    "PageFetchFactory",
    "PersonFactory",
    "PlaceFactory",
    "QueueHoldFactory",
    "RefusedInputFactory",
    "RegroupingFactory",
    "SavedSearchFactory",
    "SearchEntryFactory",
    "SightingFactory",
    "SiteFurnitureFactory",
    "SitePageFactory",
    "SourceAliasFactory",
    "SourceFactory",
    "StoryFactory",
    "StoryLinkFactory",
    "StoryMemberFactory",
    "StoryPinFactory",
    "StoryTermsFactory",
    "SynonymGroupFactory",
    "TaggingFactory",
    "TakenFileFactory",
    "TombstoneFactory",
    "TopicFactory",
    "TopicRuleFactory",
    "UserFactory",
    "WebServerFactory",
]
