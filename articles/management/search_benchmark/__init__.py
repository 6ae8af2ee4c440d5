"""How long searches take over an invented archive of a given size, and what others need for the same."""
