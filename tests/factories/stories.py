"""Stories and their members."""

from __future__ import annotations

import factory
from django.utils.text import slugify

from articles.models import Story, StoryLink, StoryMember, StoryPin, StoryTerms
from articles.store.stories import refresh_stories
from tests.factories.articles import ArticleFactory


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
