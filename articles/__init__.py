"""The archive: a page enters as bytes and leaves as a search result."""
