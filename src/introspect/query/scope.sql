-- What is looked at: neither what PostgreSQL brings nor what belongs to an extension.
WITH members AS MATERIALIZED (
    SELECT classid, objid, refobjid AS extension FROM pg_catalog.pg_depend WHERE deptype = 'e'
)
, spaces AS MATERIALIZED (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND m.objid = n.oid)
)
, relations AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity, n.nspname,
           c.relkind IN ('r', 'p')
               -- What a foreign table inherits, or a table from one, is not written.
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i
                               JOIN pg_catalog.pg_class f ON f.oid IN (i.inhparent, i.inhrelid) AND f.relkind = 'f'
                               WHERE c.oid IN (i.inhparent, i.inhrelid)) AS modelled,
           c.reloftype, c.relpersistence, c.relreplident, c.relam, c.reloptions, c.reltoastrelid, c.relpartbound
    FROM pg_catalog.pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = c.oid)
)
, tables AS MATERIALIZED (
    SELECT * FROM relations WHERE modelled
)
, types AS MATERIALIZED (
    SELECT t.oid, t.typname, t.typtype, t.typowner, t.typacl, n.nspname
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid)
)
