import django.contrib.postgres.indexes
from django.db import migrations

import articles.models.search_entry


class Migration(migrations.Migration):
    """Two indexes let new words wait beside them; they are not built anew for it."""

    dependencies = [
        ('articles', '0033_trials'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [
                        'ALTER INDEX search_entry_vector SET (fastupdate = on)',
                        'ALTER INDEX search_entry_title SET (fastupdate = on)',
                    ],
                    [
                        'ALTER INDEX search_entry_vector SET (fastupdate = off)',
                        'ALTER INDEX search_entry_title SET (fastupdate = off)',
                    ],
                ),
            ],
            state_operations=[
                migrations.RemoveIndex(model_name='searchentry', name='search_entry_vector'),
                migrations.RemoveIndex(model_name='searchentry', name='search_entry_title'),
                migrations.AddIndex(
                    model_name='searchentry',
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=['vector'], name='search_entry_vector'
                    ),
                ),
                migrations.AddIndex(
                    model_name='searchentry',
                    index=django.contrib.postgres.indexes.GinIndex(
                        articles.models.search_entry.TitleVector('vector'), fastupdate=True, name='search_entry_title'
                    ),
                ),
            ],
        ),
    ]
