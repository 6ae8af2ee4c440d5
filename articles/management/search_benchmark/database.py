"""The invented archive that is measured, in a database of its own beside the one in use."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections

from articles.models import Article, Lexeme
from articles.store.lexemes import refresh_lexemes
from newsarchive.preparation import add_prewarming


def database_name(*, articles: int, seed: int) -> str:
    """The name says what is in it, so that a later run finds it again."""
    return f"newsarchive_benchmark_{articles}_{seed}"


def use_database(name: str) -> bool:
    """Work on the database `name` of the same server from here on; True where it had to be created."""
    settings = connections["default"].settings_dict
    with connection._nodb_cursor() as cursor:  # as Django creates its databases for tests
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_new = cursor.fetchone() is None
        if is_new:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    connection.close()
    settings["NAME"] = name
    return is_new


def fill_database(*, articles: int, seed: int) -> None:
    """Bring the tables up to date and put the articles in, where they are not there yet.

    Raises CommandError where another number is there, of a run that was broken off or of another program.
    """
    call_command("migrate", verbosity=0)
    add_prewarming()
    found = Article.objects.count()
    if not found:
        call_command("generate_corpus", articles=articles, seed=seed)
    elif found != articles:
        raise CommandError(f"The database {connection.settings_dict['NAME']} holds {found:,} articles: drop it.")
    if not Lexeme.objects.exists():
        refresh_lexemes(rebuild=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE articles_searchentry")
            cursor.execute("VACUUM ANALYZE articles_article")
