"""Articles, their versions, tags and search entries."""

from __future__ import annotations

from datetime import UTC, datetime

import factory
from django.utils.text import slugify

from articles.models import (
    Article,
    ArticleVersion,
    CandidateSighting,
    CompanyCandidate,
    Lexeme,
    Mention,
    SearchEntry,
    Tagging,
)
from articles.store.search_entries import index_articles
from tests.factories.captures import CaptureFactory, SourceFactory
from tests.factories.entities import CompanyFactory


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


class SearchEntryFactory(factory.django.DjangoModelFactory):
    """A bare search entry, for tests of the table alone; `ArticleFactory` makes its own."""

    class Meta:
        model = SearchEntry

    article = factory.SubFactory(ArticleFactory, state="hidden")
    kind = "news"
    vector = "'harbour':1A"


class LexemeFactory(factory.django.DjangoModelFactory):
    """A bare count, for tests of the table alone; store `refresh_lexemes` counts."""

    class Meta:
        model = Lexeme

    lexeme = factory.Sequence(lambda n: f"harbour{n}")
    articles = 1


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
