"""The archive for programs: JSON, read only, with the parameters of the pages."""
