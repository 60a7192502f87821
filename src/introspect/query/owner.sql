-- Who owns what.
, owners AS (
    SELECT relowner AS owner FROM tables
    UNION ALL SELECT relowner FROM sequences
    UNION ALL SELECT typowner FROM types WHERE typtype = 'e'
    UNION ALL SELECT nspowner FROM spaces WHERE nspname <> 'public'
)
