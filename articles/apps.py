"""The archive's one Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    """Everything the archive is."""

    name = "articles"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Have the roles made behind every migration: only then do the permissions exist that they are made of."""
        from articles.store.roles import make_roles  # models are ready only now

        post_migrate.connect(make_roles, sender=self, dispatch_uid="articles.roles")
