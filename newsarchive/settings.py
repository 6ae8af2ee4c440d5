"""Settings, all from the environment; the README lists the variables."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("NEWSARCHIVE_SECRET_KEY", "x" * 60)
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "articles",
]
if os.environ.get("DATABASE_URL"):
    import psycopg.conninfo

    _given = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _given.get("dbname"),
            "USER": _given.get("user", ""),
            "PASSWORD": _given.get("password", ""),
            "HOST": _given.get("host", ""),
            "PORT": _given.get("port", ""),
        }
    }
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "newsarchive"}}
ROOT_URLCONF = "newsarchive.urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
