from django.db import migrations

FILL = "UPDATE articles_articleversion SET is_latest = false WHERE NOT is_current"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_recaptures'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
