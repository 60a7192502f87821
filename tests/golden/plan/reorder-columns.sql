-- The order of columns is not changed: PostgreSQL can't.

-- Up


-- Down

