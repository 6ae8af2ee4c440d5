from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('articles', '0002_copies'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchentry',
            index=models.Index(models.OrderBy(models.F('published_at'), descending=True, nulls_last=True), models.OrderBy(models.F('article_id'), descending=True), condition=models.Q(('is_canonical', True)), name='search_entry_canonical'),
        ),
    ]
