import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('articles', '0031_intake'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='sighting',
            index=models.Index(django.db.models.functions.text.MD5('url'), condition=models.Q(('url__gt', '')), name='sighting_url'),
        ),
    ]
