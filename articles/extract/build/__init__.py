"""Makes the data files of extraction from public registers. Run by a developer, never by the archive."""
