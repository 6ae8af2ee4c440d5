"""What search counts by, held in memory by each web process and exact at every request.

`reading` reads it from the database, `changes` what changed since, `entries` and `selection` are the arithmetic, and
`snapshot` hands a request a view that belongs to its transaction's snapshot.
"""
