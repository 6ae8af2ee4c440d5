"""The public pages. They read, and write nothing."""
