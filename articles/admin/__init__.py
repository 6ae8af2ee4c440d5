"""The curators' side."""
