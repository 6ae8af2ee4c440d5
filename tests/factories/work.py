"""Curators' acts, jobs, and what the archive knows of itself."""

from __future__ import annotations

import factory
from django.test.utils import override_settings

from articles.models import ArchiveState, CurationAct, CurationRow, Job, JobProgress, QueueHold
from tests.factories.accounts import UserFactory
from tests.factories.articles import ArticleFactory


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


class ArchiveStateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ArchiveState

    key = factory.Sequence(lambda n: f"fact-{n}")
