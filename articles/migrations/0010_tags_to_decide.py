from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

NOTE_RULES = """
    INSERT INTO articles_topicrule (topic_id, version, rule, threshold, made_at)
    SELECT id, rule_version, rule, threshold, now() FROM articles_topic
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('articles', '0009_learning'),
    ]

    operations = [
        migrations.RunSQL(NOTE_RULES, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='tagging',
            index=models.Index(condition=models.Q(('decision', 'open'), ('how', 'learned')), fields=['-confidence', '-id'], name='tagging_suggested'),
        ),
        AddIndexConcurrently(
            model_name='tagging',
            index=models.Index(condition=models.Q(('doubt__isnull', False)), fields=['-doubt', '-id'], name='tagging_doubted'),
        ),
    ]
