-- The names of what the catalog doesn't model.
, other (kind, name) AS (
    SELECT CASE c.relkind WHEN 'f' THEN 'foreign table that inherits'
                          ELSE 'table of a kind that is not modelled' END,
           pg_catalog.format('%I.%I', c.nspname, c.relname)
    FROM relations c
    WHERE c.relkind = 'f' AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)
       OR c.relkind IN ('r', 'p') AND NOT c.modelled
    UNION ALL
    SELECT 'type', pg_catalog.format('%I.%I', t.nspname, t.typname)
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid
    WHERE t.typtype = 'b' AND p.typcategory <> 'A'
    UNION ALL
    SELECT 'subscription', pg_catalog.quote_ident(s.subname) FROM pg_catalog.pg_subscription s
    JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 'security label', pg_catalog.format('of %s on %s', l.provider, l.objname) FROM pg_catalog.pg_seclabels l
    UNION ALL
    SELECT 'foreign key to what is not modelled', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND NOT EXISTS (SELECT FROM tables t WHERE t.oid = k.confrelid)
    UNION ALL
    SELECT 'constraint that was not validated', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid WHERE NOT k.convalidated AND k.conparentid = 0
      AND coalesce((pg_catalog.to_jsonb(k) -> 'conenforced')::boolean, true)
    UNION ALL
    SELECT 'invalid index', pg_catalog.format('%I on %I.%I', ic.relname, c.nspname, c.relname)
    FROM pg_catalog.pg_index i JOIN tables c ON c.oid = i.indrelid JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    WHERE NOT i.indisvalid AND ic.relkind = 'i'
)
