"""psycopg 3: a unit of work for one {{word}}.

    with as_{{word}}(pool, {{word}}) as connection:
        connection.execute("...")

The setting is made in the transaction and ends with it (the third argument, true): the next one to get the connection from
the pool finds nothing of it. Outside the transaction no rows are seen.
"""

from contextlib import contextmanager
from uuid import UUID  # noqa: F401 (where keys are uuids)

# SET takes no parameter, so never a string put together.
SQL = {{sql_percent}}


@contextmanager
def as_{{word}}(pool, {{word}}: {{python_type}}):
    """Commits at the end of the block, and rolls back where it ends with an error."""
    with pool.connection() as connection, connection.transaction():
        connection.execute(SQL, (str({{word}}),))
        yield connection
