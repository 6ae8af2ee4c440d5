"""Times of the clock with 24 hours, as on the archive's own pages; Django would write '2:30 p.m.'."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
