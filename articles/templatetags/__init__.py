"""Filters for the pages' templates."""
