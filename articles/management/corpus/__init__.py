"""A synthetic archive for measurements at size: nothing in it is news, everything is shaped like news."""
