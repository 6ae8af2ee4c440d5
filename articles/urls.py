"""The archive's addresses."""

from django.urls import path
from django.urls.resolvers import URLPattern

app_name = "articles"
urlpatterns: list[URLPattern] = []
