"""What curators do at the desk: the queue of what needs a person, the same act on many articles, and undoing."""
