"""From one page to the articles on it."""
