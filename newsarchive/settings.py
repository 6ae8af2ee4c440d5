"""Settings, all from the environment; the README lists the variables."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from newsarchive.database import database_settings
from newsarchive.environment import flag, number, one_of, paths_of, secret_key, words

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = paths_of(os.environ, BASE_DIR).var

DEBUG = flag("NEWSARCHIVE_DEBUG")
NEWSARCHIVE_CLOSED = flag("NEWSARCHIVE_CLOSED")
NEWSARCHIVE_HTTPS = flag("NEWSARCHIVE_HTTPS")
NEWSARCHIVE_PROXIES = number("NEWSARCHIVE_PROXIES", 0)

SECRET_KEY, SECRET_KEY_IS_TEMPORARY = secret_key(VAR_DIR)
ALLOWED_HOSTS = [*words("NEWSARCHIVE_ALLOWED_HOSTS"), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = words("NEWSARCHIVE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "newsarchive.apps.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "procrastinate.contrib.django",  # before the archive, whose jobs are rows of its tables
    "articles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsarchive.closed.RobotsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsarchive.compact.CompactMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsarchive.closed.ClosedArchiveMiddleware",
    "newsarchive.slow_searches.SlowSearchMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "newsarchive.urls"
WSGI_APPLICATION = "newsarchive.wsgi.application"
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
DATABASES = {"default": database_settings(os.environ, paths_of(os.environ, BASE_DIR))}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
NEWSARCHIVE_API_RATE = number("NEWSARCHIVE_API_RATE", 120)  # requests a minute from one address; 0 is no limit
NEWSARCHIVE_CAPTURE_RATE = number("NEWSARCHIVE_CAPTURE_RATE", 60)  # captures a minute by one token; 0 is no limit
SEARCH_CACHE = number("NEWSARCHIVE_SEARCH_CACHE", 48)  # megabytes of late matches and counts, in each web process
WARM = flag("NEWSARCHIVE_WARM", default=True)  # whether what searches read is read into memory at each start
PREPARED_STATEMENTS = number("NEWSARCHIVE_PREPARED_STATEMENTS", 1) > 0  # 0 behind an old pooler of transactions
STATEMENT_TIMEOUT = number("NEWSARCHIVE_STATEMENT_TIMEOUT", 15_000)  # milliseconds, for web requests only

NEWSARCHIVE_SLOW_SEARCH = number("NEWSARCHIVE_SLOW_SEARCH", 500)  # milliseconds from which a search is noted; 0 never
SLOW_SEARCH_LOG = VAR_DIR / "slow-searches.jsonl"
RATE_COUNTS = VAR_DIR / "rates"  # what workers count together

NER_MODEL = os.environ.get("NEWSARCHIVE_NER_MODEL", "").strip()  # an installed spaCy model, or none

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "newsarchive.formats"

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Limits, in bytes: what one request may send, and one captured page may hold
CAPTURE_SIZE_LIMIT = number("NEWSARCHIVE_CAPTURE_SIZE_LIMIT", 20 * 1024**2)
WATCH = [path for path in os.environ.get("NEWSARCHIVE_WATCH", "").split(os.pathsep) if path.strip()]
DATA_UPLOAD_MAX_MEMORY_SIZE = CAPTURE_SIZE_LIMIT + 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
DATA_UPLOAD_MAX_NUMBER_FILES = 200
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Fetching
FETCH_CONTACT = os.environ.get("NEWSARCHIVE_CONTACT", "").strip()  # told to every server asked
FETCH_DELAY = number("NEWSARCHIVE_FETCH_DELAY", 2)  # seconds between two requests to one server
FETCH_LOOPBACK_PORTS: frozenset[int] = frozenset()  # of servers that tests run; nothing in the environment sets it

# Signing in
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newsarchive.client_address.client_address"
AXES_VERBOSE = False

# What browsers may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = NEWSARCHIVE_HTTPS
SECURE_SSL_REDIRECT = NEWSARCHIVE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = number("NEWSARCHIVE_HSTS_SECONDS", 31_536_000) if NEWSARCHIVE_HTTPS else 0
if NEWSARCHIVE_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOG_LEVEL = one_of("NEWSARCHIVE_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "propagate": False},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers' doing, and refused with a page anyway
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "procrastinate.worker": {"level": "CRITICAL"},  # how jobs end is told by articles.tasks
        # What extractors say of pages they cannot read is told by the capture's receipt.
        **{
            name: {"level": "CRITICAL"}
            for name in ("trafilatura", "readability", "htmldate", "dateutil", "charset_normalizer")
        },
    },
}
