from django.db import migrations

FILL = """
    UPDATE articles_searchentry AS entry
    SET day = extract(day FROM entry.published_at AT TIME ZONE 'UTC')
    FROM articles_article AS article
    WHERE article.id = entry.article_id
      AND entry.published_at IS NOT NULL
      AND article.published_precision IN ('second', 'day')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_search_entry_day'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
