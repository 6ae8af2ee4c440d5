"""The query language: text to tree, and a tree matched against one document."""
