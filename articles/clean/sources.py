"""Publishers by name and host: the cleaning stages' name for `articles.prose.sources`."""

from articles.prose.sources import SourceBook, load_sources

__all__ = ["SourceBook", "load_sources"]
