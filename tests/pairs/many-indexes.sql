-- pair: forms
CREATE TABLE t (a integer, b text, c text, d tsvector, e jsonb, f integer[], g point, h inet);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (b);
CREATE INDEX i3 ON t USING gin (e);
CREATE INDEX i4 ON t (lower(b));
CREATE INDEX i5 ON t (a) WHERE a > 0;
CREATE INDEX i6 ON t USING hash (b);
CREATE UNIQUE INDEX i7 ON t (a, b);
-- new
CREATE TABLE t (a integer, b text, c text, d tsvector, e jsonb, f integer[], g point, h inet);
CREATE INDEX i1 ON t (a DESC NULLS LAST);
CREATE INDEX i2 ON t (b text_pattern_ops, c COLLATE "C");
CREATE INDEX i3 ON t USING gin (e jsonb_path_ops) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX i4 ON t (upper(b), (a + 1));
CREATE INDEX i5 ON t (a) WHERE a > 0 AND b IS NOT NULL;
CREATE INDEX i6 ON t USING brin (a, b) WITH (pages_per_range = 4);
CREATE UNIQUE INDEX i7 ON t (a, b) INCLUDE (c) NULLS NOT DISTINCT;
CREATE INDEX i8 ON t USING gist (d tsvector_ops (siglen = 64));
CREATE INDEX i9 ON t USING spgist (g);
CREATE INDEX i10 ON t USING gist (h inet_ops);
CREATE INDEX i11 ON t USING brin (a int4_minmax_multi_ops (values_per_range = 16));
CREATE INDEX i12 ON t ((e ->> 'x'), ((e -> 'y') ->> 'z') DESC);
-- pair: comments-and-statistics
CREATE TABLE t (a integer, b integer);
CREATE INDEX i ON t ((a + b), (a - b));
COMMENT ON INDEX i IS 'sums';
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 500;
-- new
CREATE TABLE t (a integer, b integer);
CREATE INDEX i ON t ((a + b), (a * b));
COMMENT ON INDEX i IS 'products';
ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 500;
-- pair: on-matview
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_b ON m (b);
-- new
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, upper(b) AS b FROM t WITH NO DATA;
CREATE UNIQUE INDEX m_a ON m (a DESC);
CREATE INDEX m_lower ON m (lower(b)) WHERE a > 2;
COMMENT ON INDEX m_lower IS 'low';
-- pair: matview-index-only
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a, 'x'::text AS b;
CREATE INDEX m_a ON m (a);
ALTER MATERIALIZED VIEW m CLUSTER ON m_a;
-- new
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a, 'x'::text AS b;
CREATE INDEX m_a ON m (a, b);
CREATE INDEX m_b ON m (b) WITH (fillfactor = 50);
ALTER MATERIALIZED VIEW m SET (fillfactor = 60);
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STATISTICS 12;
-- pair: concurrently
CREATE TABLE t (a integer, b integer);
CREATE INDEX CONCURRENTLY i ON t (a);
-- new
CREATE TABLE t (a integer, b integer);
CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON t (b);
-- pair: function-in-index
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE t (a text);
CREATE UNIQUE INDEX i ON t (norm(a));
CREATE INDEX j ON t (a) WHERE norm(a) = 'x';
-- new
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT upper($1)';
CREATE TABLE t (a text);
CREATE UNIQUE INDEX i ON t (norm(a));
CREATE INDEX j ON t (a) WHERE norm(a) = 'X';
-- pair: function-in-index-retyped
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE t (a text, g text GENERATED ALWAYS AS (norm(a)) STORED);
CREATE UNIQUE INDEX i ON t (norm(a));
-- new
CREATE FUNCTION norm(text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT length($1)';
CREATE TABLE t (a text, g integer GENERATED ALWAYS AS (norm(a)) STORED);
CREATE UNIQUE INDEX i ON t (norm(a));
-- pair: whole-row
CREATE TABLE t (a integer, b text);
CREATE INDEX i ON t ((t.* IS NULL));
-- new
CREATE TABLE t (a integer, b text, c integer);
CREATE INDEX i ON t ((t.* IS NULL));
-- pair: replica-and-cluster
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a));
CREATE UNIQUE INDEX i ON t (b);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
ALTER TABLE t CLUSTER ON i;
-- new
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a));
ALTER TABLE t REPLICA IDENTITY FULL;
ALTER TABLE t CLUSTER ON t_pkey;
-- pair: replica-nothing
CREATE TABLE t (a integer);
ALTER TABLE t REPLICA IDENTITY NOTHING;
CREATE UNLOGGED TABLE u (a integer PRIMARY KEY) WITH (fillfactor = 80);
-- new
CREATE TABLE t (a integer) WITH (autovacuum_vacuum_scale_factor = 0.1, toast.autovacuum_enabled = off, parallel_workers = 3);
CREATE TABLE u (a integer PRIMARY KEY) WITH (fillfactor = 90);
