"""Pages and feeds of the web: asked for with care, taken in as every other capture is."""
