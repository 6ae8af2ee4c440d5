"""Whether the archive is as it should be: what was stored against its hash, what was derived against what it came from.

Each check looks at the archive a batch at a time and says what is wrong; what can be derived again is mended by the
same functions that made it.
"""
