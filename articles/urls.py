"""The archive's addresses."""

from django.urls import path
from django.urls.resolvers import URLPattern

from articles.api import views as api
from articles.desk import capture_window, captures_api, saved_searches
from articles.feeds import SearchFeed
from articles.views import (
    article,
    card,
    citing,
    complete,
    copies,
    directories,
    entity,
    export,
    help,
    search,
    story,
    trends,
    versions,
)

app_name = "articles"
urlpatterns: list[URLPattern] = [
    path("", search.home, name="home"),
    path("facets/<slug:name>/", search.facet, name="facet"),
    path("complete/", complete.complete, name="complete"),
    path("articles/<int:pk>/<slug:slug>/", article.article, name="article"),
    path("articles/<int:pk>/<slug:slug>/capture/", article.capture, name="article_capture"),
    path("articles/<int:pk>/<slug:slug>/capture/download/", article.capture_download, name="capture_download"),
    path("articles/<int:pk>/<slug:slug>/compare/<int:other>/", copies.compare, name="compare"),
    path("articles/<int:pk>/<slug:slug>/versions/", versions.versions, name="versions"),
    path("articles/<int:pk>/<slug:slug>/versions/<int:older>/<int:newer>/", versions.changes, name="changes"),
    path("stories/", story.stories, name="stories"),
    path("stories/<int:pk>/<slug:slug>/", story.story, name="story"),
    path("companies/", directories.companies, name="companies"),
    path("companies/<slug:slug>/", entity.company, name="company"),
    path("people/", directories.people, name="people"),
    path("people/<slug:slug>/", entity.person, name="person"),
    path("places/", directories.places, name="places"),
    path("places/<slug:slug>/", entity.place, name="place"),
    path("topics/", directories.topics, name="topics"),
    path("topics/<slug:slug>/", entity.topic, name="topic"),
    path("sources/", directories.sources, name="sources"),
    path("sources/<slug:slug>/", entity.source, name="source"),
    path("cards/<slug:kind>/<slug:slug>/", card.card, name="card"),
    path("cite/", citing.cite, name="cite"),
    path("cite/references.<slug:form>", citing.cite_file, name="cite_file"),
    path("export/articles.<slug:form>", export.export, name="export"),
    path("saved/", saved_searches.saved_searches, name="saved_searches"),
    path("saved/add/", saved_searches.add, name="save_search"),
    path("saved/<uuid:token>/", saved_searches.saved_search, name="saved_search"),
    path("saved/<uuid:token>/remove/", saved_searches.remove, name="remove_saved_search"),
    path("trends/", trends.trends_page, name="trends"),
    path("trends/trends.csv", trends.trends_csv, name="trends_csv"),
    path("feed/", SearchFeed(), name="feed"),
    path("api/articles/", api.articles, name="api_articles"),
    path("api/articles/<int:pk>/", api.article, name="api_article"),
    path("api/companies/", api.companies, name="api_companies"),
    path("api/topics/", api.topics, name="api_topics"),
    path("api/openapi.json", api.api_description, name="api_description"),
    path("api/captures/", captures_api.captures, name="api_captures"),
    path("api/<path:rest>/", api.unknown, name="api_unknown"),
    path("capture/", capture_window.window, name="capture_window"),
    path("capture/save/", capture_window.save, name="capture_save"),
    path("capture/bookmark/", capture_window.about, name="bookmarklet"),
    path("help/", help.help_page, name="help"),
]
