-- What stands on what, by class, oid and column number. What only serves another object is that object here: a default is
-- its column, a view's rule the view, an array its element's type, a table's row type the table, a key's index the key, an
-- extension's function the extension, a published table the publication.
, stands_for (class, oid, as_class, as_oid, as_column) AS MATERIALIZED (
    SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, d.adrelid, d.adnum::integer
    FROM pg_catalog.pg_attrdef d
    UNION ALL
    SELECT CASE WHEN m.entry LIKE 'OPERATOR %' THEN 'pg_catalog.pg_amop'::pg_catalog.regclass ELSE 'pg_catalog.pg_amproc'::pg_catalog.regclass END, m.oid,
           CASE WHEN m.class_of IS NULL THEN 'pg_catalog.pg_opfamily'::pg_catalog.regclass ELSE 'pg_catalog.pg_opclass'::pg_catalog.regclass END,
           coalesce(m.class_of, m.family), 0
    FROM family_members m
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, k.conrelid, 0
    FROM pg_catalog.pg_constraint k JOIN relations c ON c.oid = k.conrelid AND c.relkind = 'f'
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, k.conindid, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 0
    FROM pg_catalog.pg_constraint k WHERE k.contype IN ('p', 'u', 'x') AND k.conindid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class, 0
    FROM pg_catalog.pg_rewrite r WHERE r.rulename = '_RETURN' AND r.oid >= 16384
    UNION ALL
    -- What a publication says of one table or schema has a row of its own.
    SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0
    FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND d.deptype = 'a'
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 'pg_catalog.pg_type'::pg_catalog.regclass, k.contypid, 0
    FROM pg_catalog.pg_constraint k WHERE k.contypid <> 0 AND k.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'pg_catalog.pg_type'::pg_catalog.regclass, c.reltype, 0
    FROM relations c0 JOIN pg_catalog.pg_class c ON c.oid = c0.oid WHERE c.relkind = 'c'
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid,
           CASE WHEN c.oid IS NOT NULL THEN 'pg_catalog.pg_class'::pg_catalog.regclass ELSE 'pg_catalog.pg_type'::pg_catalog.regclass END,
           coalesce(c.oid, base.oid), 0
    FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_range r ON t.typtype = 'm' AND (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid
    JOIN pg_catalog.pg_type base ON base.oid = CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE coalesce(r.rngtypid, t.oid) END
    LEFT JOIN pg_catalog.pg_class c ON c.oid = base.typrelid AND c.relkind <> 'c'
    WHERE t.oid >= 16384 AND (c.oid IS NOT NULL OR base.oid <> t.oid)
)
, edges AS (
    SELECT DISTINCT coalesce(f.as_class, d.classid)::pg_catalog.int8 AS class, coalesce(f.as_oid, d.objid)::pg_catalog.int8 AS object,
           coalesce(f.as_column, d.objsubid) AS part,
           CASE WHEN m.objid IS NOT NULL THEN 'pg_catalog.pg_extension'::pg_catalog.regclass ELSE coalesce(t.as_class, d.refclassid) END::pg_catalog.int8 AS ref_class,
           coalesce(m.extension, t.as_oid, d.refobjid)::pg_catalog.int8 AS ref_object,
           CASE WHEN m.objid IS NOT NULL THEN 0 ELSE coalesce(t.as_column, d.refobjsubid) END AS ref_part
    FROM pg_catalog.pg_depend d
    LEFT JOIN stands_for f ON f.class = d.classid AND f.oid = d.objid
    LEFT JOIN stands_for t ON t.class = d.refclassid AND t.oid = d.refobjid
    -- The array of an extension's type is no member of the extension before PostgreSQL 16: its element is.
    LEFT JOIN members m ON m.classid = coalesce(t.as_class, d.refclassid) AND m.objid = coalesce(t.as_oid, d.refobjid)
    -- A sequence that a column owns goes with it; that it stands on it says the column, too.
    -- That a partition's index, key or trigger belongs to its parent's, and a table to its parents, says the structure.
    WHERE d.deptype NOT IN ('e', 'P', 'S')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND h.inhrelid = d.objid
                        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND h.inhparent = d.refobjid)
      AND NOT (d.deptype IN ('a', 'i') AND EXISTS (
              SELECT FROM pg_catalog.pg_sequence s
              WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.seqrelid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass))
      AND d.refobjid >= 16384 AND d.objid >= 16384
)
