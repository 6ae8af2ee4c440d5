"""From bytes to a page without furniture."""
