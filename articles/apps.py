"""The archive's one Django app."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Everything the archive is."""

    name = "articles"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.AutoField"
