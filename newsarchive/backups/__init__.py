"""The whole archive in one file, and back.

A backup is a ZIP of two members: `archive.dump`, the database in pg_dump's custom format, and `manifest.json`, which
tells what the archive was. `unzip -p FILE archive.dump | pg_restore ...` reads it without this project.
"""
