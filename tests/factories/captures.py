"""Sources, captures and where they were seen."""

from __future__ import annotations

import hashlib
import zlib

import factory
from django.utils.text import slugify

from articles.models import (
    Capture,
    RefusedInput,
    Sighting,
    SiteFurniture,
    SitePage,
    Source,
    SourceAlias,
    TakenFile,
    Tombstone,
)


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
