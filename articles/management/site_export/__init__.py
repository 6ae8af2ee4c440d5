"""A copy of the archive as files, to be read in a browser without any server."""
