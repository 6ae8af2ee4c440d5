"""Known-item search: how far up a search brings the one article that a query was made from."""
