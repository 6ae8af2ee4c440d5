"""How fast captures become articles: by one process, and by workers side by side."""
