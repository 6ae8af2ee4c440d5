from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the indexes are built while the archive is in use

    dependencies = [
        ("articles", "0029_feeds"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(fields=["kind", "-id"], name="article_kind"),
        ),
        AddIndexConcurrently(
            model_name="capture",
            index=models.Index(condition=models.Q(("is_sample", True)), fields=["-id"], name="capture_sample"),
        ),
        AddIndexConcurrently(
            model_name="tagging",
            index=models.Index(
                condition=models.Q(("decision", "accepted"), _negated=True), fields=["-id"], name="tagging_not_accepted"
            ),
        ),
        AddIndexConcurrently(
            model_name="tagging",
            index=models.Index(
                condition=models.Q(("how", "rule"), _negated=True), fields=["-id"], name="tagging_not_by_rule"
            ),
        ),
    ]
