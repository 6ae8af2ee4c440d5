"""How well copies are found: real stories, edited copies of them, and what finds them again."""
