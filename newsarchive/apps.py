"""How the project changes the apps that it takes from Django."""

from django.contrib.admin.apps import AdminConfig


class ArchiveAdminConfig(AdminConfig):
    """Makes ArchiveAdminSite the admin of the project."""

    default_site = "newsarchive.admin_site.ArchiveAdminSite"
