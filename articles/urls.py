"""The archive's addresses."""

from django.urls import path
from django.urls.resolvers import URLPattern

from articles.views import directories, help, search

app_name = "articles"
urlpatterns: list[URLPattern] = [
    path("", search.home, name="home"),
    path("companies/", directories.companies, name="companies"),
    path("people/", directories.people, name="people"),
    path("places/", directories.places, name="places"),
    path("topics/", directories.topics, name="topics"),
    path("sources/", directories.sources, name="sources"),
    path("help/", help.help_page, name="help"),
]
