"""Rows for tests: `ArticleFactory()` makes a public article that search finds, with whatever tags are given.

ArticleFactory(title="BYD opens a plant", companies=[byd], topics=[evs], source=SourceFactory())
ArticleFactory(state="hidden")      # no search entry, as in the archive itself
"""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime

import factory
from django.contrib.auth import get_user_model
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.text import slugify

from articles.models import (
    ArchiveState,
    Article,
    ArticleVersion,
    CandidateSighting,
    Capture,
    CaptureToken,
    Company,
    CompanyAlias,
    CompanyCandidate,
    CopyChoice,
    CopyGroup,
    CopyPair,
    CopyVerdict,
    CurationAct,
    CurationRow,
    Feed,
    FeedItem,
    Fingerprint,
    Job,
    JobProgress,
    LearnedModel,
    LearnedTopic,
    Lexeme,
    Mention,
    MovedAddress,
    PageFetch,
    Person,
    Place,
    QueueHold,
    RefusedInput,
    Regrouping,
    SavedSearch,
    SearchEntry,
    Sighting,
    SiteFurniture,
    SitePage,
    Source,
    SourceAlias,
    Story,
    StoryLink,
    StoryMember,
    StoryPin,
    StoryTerms,
    SynonymGroup,
    Tagging,
    TakenFile,
    Tombstone,
    Topic,
    TopicRule,
    WebServer,
)
from articles.store.search_entries import index_articles
from articles.store.stories import refresh_stories


class UserFactory(factory.django.DjangoModelFactory):
    """An account without rights; `UserFactory(curator=True)` may do everything in the admin."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        curator = factory.Trait(is_staff=True, is_superuser=True)

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.django.Password("a long enough password")


class SavedSearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Search {n}")
    query = "q=tariffs"


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"The Daily Ledger {n}")
    slug = factory.LazyAttribute(lambda source: slugify(source.name))
    home_page = factory.LazyAttribute(lambda source: f"https://{source.slug}.example/")


class SourceAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceAlias

    source = factory.SubFactory(SourceFactory)
    name = factory.Sequence(lambda n: f"Daily Ledger {n}")


class CaptureFactory(factory.django.DjangoModelFactory):
    """A capture of `raw_content` (bytes)."""

    class Meta:
        model = Capture

    class Params:
        raw_content = factory.Sequence(lambda n: f"Capture number {n}\n\nOf a page.\n".encode())

    sha256 = factory.LazyAttribute(lambda capture: hashlib.sha256(capture.raw_content).hexdigest())
    content = factory.LazyAttribute(lambda capture: zlib.compress(capture.raw_content))
    size = factory.LazyAttribute(lambda capture: len(capture.raw_content))
    media_type = "text/plain"
    encoding = "utf-8"
    status = Capture.Status.PROCESSED


class CaptureTokenFactory(factory.django.DjangoModelFactory):
    """The row of a token; store `make_token` makes one that somebody can use."""

    class Meta:
        model = CaptureToken

    name = factory.Sequence(lambda n: f"Machine {n}")
    start = "nac_abcd"
    sha256 = factory.LazyAttribute(lambda token: hashlib.sha256(token.name.encode()).hexdigest())


class SightingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sighting

    capture = factory.SubFactory(CaptureFactory)
    file_name = factory.Sequence(lambda n: f"pages/page{n}.txt")


class TombstoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tombstone

    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    reason = "The publisher asked for it."


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"Northwind Motors {n}")
    slug = factory.LazyAttribute(lambda company: slugify(company.name))
    country = "US"


class CompanyAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CompanyAlias

    company = factory.SubFactory(CompanyFactory)
    text = factory.Sequence(lambda n: f"Northwind {n}")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Alex Example {n}")
    slug = factory.LazyAttribute(lambda person: slugify(person.name))


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Newtown {n}")
    slug = factory.LazyAttribute(lambda place: slugify(place.name))
    kind = Place.Kind.CITY
    country = "GB"


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Canals {n}")
    slug = factory.LazyAttribute(lambda topic: slugify(topic.name))
    description = "Waterways dug for trade."
    rule = factory.LazyAttribute(lambda topic: topic.name.lower())


class TopicRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TopicRule

    topic = factory.SubFactory(TopicFactory)
    version = 1
    rule = factory.SelfAttribute("topic.rule")
    threshold = factory.SelfAttribute("topic.threshold")


class LearnedModelFactory(factory.django.DjangoModelFactory):
    """A training of the past, which kept its figures and lost its content."""

    class Meta:
        model = LearnedModel

    texts = 100
    terms = 1_000


class LearnedTopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LearnedTopic

    model = factory.SubFactory(LearnedModelFactory)
    topic = factory.SubFactory(TopicFactory)
    accepted = 40
    rejected = 2
    precision = 0.9
    recall = 0.8


class ArticleFactory(factory.django.DjangoModelFactory):
    """An article, its accepted tags (`companies=`, `people=`, `places=`, `topics=`) and its search entry.

    Published on a day unless `undated=True` is given.
    """

    class Meta:
        model = Article
        skip_postgeneration_save = True

    class Params:
        undated = factory.Trait(published_at=None, published_precision="unknown", published_basis="")

    title = factory.Sequence(lambda n: f"Harbour traffic rises in week {n}")
    slug = factory.LazyAttribute(lambda article: slugify(article.title)[:100] or "article")
    source = factory.SubFactory(SourceFactory)
    published_at = datetime(2025, 7, 7, tzinfo=UTC)
    published_precision = "day"
    published_basis = "json-ld"
    language = "en"
    text = "Ships came and went.\n\nThe harbour master counted them."
    paragraph_kinds = factory.LazyAttribute(lambda article: ["paragraph"] * len(article.text.split("\n\n")))
    word_count = factory.LazyAttribute(lambda article: len(article.text.split()))

    @factory.post_generation
    def companies(article, create, extracted):  # noqa: N805  (factory_boy hands over the object made)
        _tag(article, "company", extracted)

    @factory.post_generation
    def people(article, create, extracted):  # noqa: N805
        _tag(article, "person", extracted)

    @factory.post_generation
    def places(article, create, extracted):  # noqa: N805
        _tag(article, "place", extracted)

    @factory.post_generation
    def topics(article, create, extracted):  # noqa: N805
        _tag(article, "topic", extracted)

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            index_articles(article_ids=[instance.pk])


def _tag(article, name, things):
    for thing in things or ():
        Tagging.objects.create(article=article, **{name: thing})


class ArticleVersionFactory(factory.django.DjangoModelFactory):
    """The version that joins an article to a capture, with the article's own text unless told otherwise."""

    class Meta:
        model = ArticleVersion

    article = factory.SubFactory(ArticleFactory)
    capture = factory.SubFactory(CaptureFactory)
    position = 0
    title = factory.SelfAttribute("article.title")
    text = factory.SelfAttribute("article.text")
    pipeline_version = "test"


class MentionFactory(factory.django.DjangoModelFactory):
    """The first words of an article's text as a mention of `company`, unless told otherwise."""

    class Meta:
        model = Mention

    article = factory.SubFactory(ArticleFactory)
    company = factory.SubFactory(CompanyFactory)
    start = 0
    end = 5
    surface = factory.LazyAttribute(lambda mention: mention.article.text[mention.start : mention.end])
    rule = "alias"
    confidence = 0.9


class TaggingFactory(factory.django.DjangoModelFactory):
    """An accepted company tag; give `topic=`, `person=` or `place=` with `company=None` for another.

    Call `index_articles` afterwards, or use `ArticleFactory(companies=...)`, where the search entry matters.
    """

    class Meta:
        model = Tagging

    article = factory.SubFactory(ArticleFactory)
    company = factory.SubFactory(CompanyFactory)


class ArchiveStateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ArchiveState

    key = factory.Sequence(lambda n: f"fact-{n}")


class SearchEntryFactory(factory.django.DjangoModelFactory):
    """A bare search entry, for tests of the table alone; `ArticleFactory` makes its own."""

    class Meta:
        model = SearchEntry

    article = factory.SubFactory(ArticleFactory, state="hidden")
    kind = "news"
    vector = "'harbour':1A"


class CopyGroupFactory(factory.django.DjangoModelFactory):
    """A bare group; store `fold_copies` makes those of articles that are copies."""

    class Meta:
        model = CopyGroup

    canonical = factory.SubFactory(ArticleFactory)


class CopyChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CopyChoice

    article = factory.SubFactory(ArticleFactory)


class CopyVerdictFactory(factory.django.DjangoModelFactory):
    """No copies, unless told otherwise; `lower` is the article made first."""

    class Meta:
        model = CopyVerdict

    lower = factory.SubFactory(ArticleFactory)
    higher = factory.SubFactory(ArticleFactory)
    is_copy = False


class CopyPairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CopyPair

    shorter = factory.SubFactory(ArticleFactory)
    longer = factory.SubFactory(ArticleFactory)
    containment = 1.0
    coverage = 0.8


class FingerprintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fingerprint

    article = factory.SubFactory(ArticleFactory)
    hashes = [1, 2, 3]
    shingle_count = 3


class LexemeFactory(factory.django.DjangoModelFactory):
    """A bare count, for tests of the table alone; store `refresh_lexemes` counts."""

    class Meta:
        model = Lexeme

    lexeme = factory.Sequence(lambda n: f"harbour{n}")
    articles = 1


class SynonymGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SynonymGroup

    name = factory.Sequence(lambda n: f"group-{n}")
    terms = ["takeover", "merger"]


class FeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Feed

    url = factory.Sequence("https://news.example/feed-{}.xml".format)
    title = factory.Sequence("News of harbour {}".format)


class FeedItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeedItem

    feed = factory.SubFactory(FeedFactory)
    key = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    link = factory.Sequence("https://news.example/item-{}".format)


class PageFetchFactory(factory.django.DjangoModelFactory):
    """A page that waits to be fetched."""

    class Meta:
        model = PageFetch

    url = factory.Sequence("https://news.example/story-{}".format)
    asked_at = factory.LazyFunction(timezone.now)
    next_try_at = factory.SelfAttribute("asked_at")


class WebServerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WebServer

    origin = factory.Sequence("https://news{}.example".format)
    next_at = factory.LazyFunction(timezone.now)


class SitePageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SitePage

    capture = factory.SubFactory(CaptureFactory)
    site = "valley.example"
    title = factory.Sequence(int)
    paragraphs = [1, 2]
    letters = [30, 40]


class SiteFurnitureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteFurniture

    site = "valley.example"
    number = factory.Sequence(int)
    text = factory.Sequence("Subscribers get letter {} before breakfast.".format)
    stories = 5


class StoryFactory(factory.django.DjangoModelFactory):
    """A story that a curator made and named, of `articles=`; store `join_stories` makes those of the rules."""

    class Meta:
        model = Story
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"The strike of harbour {n}")
    slug = factory.LazyAttribute(lambda story: slugify(story.title))
    title_is_pinned = True
    article_count = 2

    @factory.post_generation
    def articles(story, create, extracted):  # noqa: N805
        if create and extracted:
            StoryMember.objects.bulk_create(StoryMember(article=article, story=story) for article in extracted)
            StoryPin.objects.bulk_create(StoryPin(article=article, story=story, decision="in") for article in extracted)
            StoryTerms.objects.bulk_create(
                (StoryTerms(article=article, published_at=article.published_at) for article in extracted),
                ignore_conflicts=True,
            )
            refresh_stories([story.pk])
            story.refresh_from_db()


class StoryMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoryMember

    article = factory.SubFactory(ArticleFactory)
    story = factory.SubFactory(StoryFactory)


class StoryPinFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoryPin

    article = factory.SubFactory(ArticleFactory)
    story = factory.SubFactory(StoryFactory)
    decision = "in"


class StoryLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoryLink

    first = factory.SubFactory(ArticleFactory)
    second = factory.SubFactory(ArticleFactory)
    score = 0.9


class StoryTermsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoryTerms

    article = factory.SubFactory(ArticleFactory)
    stems = ["quokka"]
    rarities = [900]
    weights = [900]
    names = [1]
    in_title = [True]


class CompanyCandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CompanyCandidate

    key = factory.Sequence("quillback {}".format)
    name = factory.Sequence("Quillback {} Corp".format)


class CandidateSightingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CandidateSighting

    candidate = factory.SubFactory(CompanyCandidateFactory)
    article = factory.SubFactory(ArticleFactory)
    rule = "legal-form"
    sentence = "Quillback Corp said profit rose."


class MovedAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MovedAddress

    slug = factory.Sequence(lambda n: f"former-name-{n}")
    company = factory.SubFactory(CompanyFactory)


class RegroupingFactory(factory.django.DjangoModelFactory):
    """A bare row; store `merge` and `split` make those that can be undone."""

    class Meta:
        model = Regrouping

    act = "merge"
    kind = "company"
    kept_id = 1
    kept_name = "Northwind"
    other_id = 2
    other_name = factory.Sequence(lambda n: f"Southwind {n}")
    other_slug = factory.LazyAttribute(lambda act: slugify(act.other_name))


class CurationActFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CurationAct

    kind = "undated"
    what = "confirmed that the article has no date"
    by = factory.SubFactory(UserFactory)


class CurationRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CurationRow

    act = factory.SubFactory(CurationActFactory)
    sort = "fields"
    article = factory.SubFactory(ArticleFactory)


class QueueHoldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QueueHold

    kind = "undated"
    subject = factory.Sequence(lambda n: n)
    user = factory.SubFactory(UserFactory)


class JobFactory(factory.django.DjangoModelFactory):
    """A job as a worker would find it: waiting, unless another status is given."""

    class Meta:
        model = Job

    task_name = "count_lexemes"
    queue_name = "count_lexemes"
    priority = 0
    args = factory.LazyFunction(dict)
    status = Job.Status.WAITING
    attempts = 0
    abort_requested = False

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with override_settings(PROCRASTINATE_READONLY_MODELS=False):
            job = super()._create(model_class, *args, **kwargs)
        JobProgress.objects.get_or_create(job=job, defaults={"label": "Count words"})
        return Job.objects.get(pk=job.pk)


class JobProgressFactory(factory.django.DjangoModelFactory):
    """What a job is for and how far it has come."""

    class Meta:
        model = JobProgress
        django_get_or_create = ("job",)

    job = factory.SubFactory(JobFactory)
    label = "Count words"


class TakenFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TakenFile

    path = factory.Sequence("archives/harbour{}.warc.gz".format)
    size = 1_000
    modified_ns = 1
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())


class RefusedInputFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RefusedInput

    name = factory.Sequence("pages/harbour{}.zip".format)
    reason = "damaged ZIP"
