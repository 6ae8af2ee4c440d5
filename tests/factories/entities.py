"""What articles are tagged with: companies, people, places and topics; candidates and merges of them."""

from __future__ import annotations

import factory
from django.utils.text import slugify

from articles.models import (
    Company,
    CompanyAlias,
    LearnedModel,
    LearnedTopic,
    MovedAddress,
    Person,
    Place,
    Regrouping,
    SynonymGroup,
    Topic,
    TopicRule,
)


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


class SynonymGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SynonymGroup

    name = factory.Sequence(lambda n: f"group-{n}")
    terms = ["takeover", "merger"]


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
