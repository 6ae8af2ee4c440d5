"""Near-duplicates and what curators said of them."""

from __future__ import annotations

import factory

from articles.models import CopyChoice, CopyGroup, CopyPair, CopyVerdict, Fingerprint
from tests.factories.articles import ArticleFactory


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
