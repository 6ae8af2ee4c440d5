"""The addresses of the desk, below the admin's."""

from django.urls import path
from django.urls.resolvers import URLPattern

from articles.desk import adding, bulk, dashboard, queue

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("add/", adding.add, name="add"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("add/save/", adding.save, name="save_added"),
    path("", queue.queue_page, name="queue"),
    path("decide/", queue.decide, name="decide"),
    path("undo/", queue.undo, name="undo"),
    path("bulk/", bulk.bulk_page, name="bulk"),
    path("acts/<int:pk>/", bulk.act_page, name="act"),
    path("acts/<int:pk>/step/", bulk.step, name="act_step"),
    path("acts/<int:pk>/undo/", bulk.undo, name="act_undo"),
    path("acts/<int:pk>/stop/", bulk.stop, name="act_stop"),
]
