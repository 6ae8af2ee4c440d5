"""The pages that write: what people keep for themselves, and what curators do outside the admin."""
