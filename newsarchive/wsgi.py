"""The application that gunicorn serves."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from newsarchive.database import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
application = get_wsgi_application()
if settings.SECRET_KEY_IS_TEMPORARY:
    raise ImproperlyConfigured(
        f"{settings.VAR_DIR} cannot be written: make it writable, or set NEWSARCHIVE_SECRET_KEY."
    )
limit_statements(settings.STATEMENT_TIMEOUT)
