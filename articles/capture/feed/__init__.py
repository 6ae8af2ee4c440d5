"""Feeds and news sitemaps: what they list, and the texts that they carry."""
