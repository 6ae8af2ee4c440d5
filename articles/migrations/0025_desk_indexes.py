from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('articles', '0024_desk'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='article',
            index=models.Index(condition=models.Q(('published_at__isnull', True), ('published_basis', ''), models.Q(('state', 'hidden'), _negated=True)), fields=['-id'], name='article_undated'),
        ),
        AddIndexConcurrently(
            model_name='article',
            index=models.Index(condition=models.Q(('published_is_inferred', True), models.Q(('state', 'hidden'), _negated=True)), fields=['-id'], name='article_date_doubted'),
        ),
        AddIndexConcurrently(
            model_name='article',
            index=models.Index(condition=models.Q(('title_is_derived', True), models.Q(('state', 'hidden'), _negated=True)), fields=['-id'], name='article_title_derived'),
        ),
        AddIndexConcurrently(
            model_name='article',
            index=models.Index(condition=models.Q(('is_damaged', True), models.Q(('state', 'hidden'), _negated=True)), fields=['-id'], name='article_damaged'),
        ),
        AddIndexConcurrently(
            model_name='article',
            index=models.Index(condition=models.Q(('is_damaged', False), ('state', 'needs_review')), fields=['-id'], name='article_to_review'),
        ),
        AddIndexConcurrently(
            model_name='capture',
            index=models.Index(condition=models.Q(('is_rejection_right', False), ('status', 'rejected')), fields=['-id'], name='capture_rejection_open'),
        ),
        AddIndexConcurrently(
            model_name='companycandidate',
            index=models.Index(condition=models.Q(('decision', 'open')), fields=['-article_count', 'id'], name='candidate_most_named'),
        ),
        AddIndexConcurrently(
            model_name='copypair',
            index=models.Index(condition=models.Q(('coverage__gte', 0.5), ('coverage__lt', 0.7)), fields=['-coverage', '-id'], name='copy_pair_doubtful'),
        ),
        AddIndexConcurrently(
            model_name='storylink',
            index=models.Index(condition=models.Q(('score__gte', 0.6), ('score__lt', 0.75)), fields=['-score', '-id'], name='story_link_doubtful'),
        ),
        AddIndexConcurrently(
            model_name='tagging',
            index=models.Index(condition=models.Q(('decision', 'open'), ('how', 'rule')), fields=['-confidence', '-id'], name='tagging_uncertain'),
        ),
    ]
