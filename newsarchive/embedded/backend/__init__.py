"""Django's PostgreSQL backend, which starts the archive's own server at the first connection."""
