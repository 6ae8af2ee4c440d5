"""The addresses of the desk, below the admin's."""

from django.urls import path
from django.urls.resolvers import URLPattern

from articles.desk import queue

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", queue.queue_page, name="queue"),
    path("decide/", queue.decide, name="decide"),
    path("undo/", queue.undo, name="undo"),
]
