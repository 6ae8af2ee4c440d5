from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('articles', '0004_restored_pieces'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='searchentry',
            index=models.Index(condition=models.Q(('word_count__gte', 30000)), fields=['article'], name='search_entry_long'),
        ),
    ]
