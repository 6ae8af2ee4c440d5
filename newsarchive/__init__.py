"""The Django project: settings, addresses, and the database that comes with it."""

VERSION = "0.1.0"
