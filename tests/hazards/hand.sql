-- case: hand-index
-- says: index-blocks-writes at hand-written, seen
-- says: no-timeouts at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
CREATE INDEX t_a ON t (a);
-- case: hand-unique-index
-- says: add-unique at hand-written
CREATE TABLE t (id bigint PRIMARY KEY, a bigint UNIQUE);
-- by hand
CREATE UNIQUE INDEX t_b ON t (a);
-- case: hand-index-concurrently
-- says: not-rerunnable at hand-written
-- never: index-blocks-writes, no-timeouts
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
CREATE INDEX CONCURRENTLY t_a ON t (a);
CREATE INDEX CONCURRENTLY IF NOT EXISTS t_b ON t (a);
-- case: hand-index-of-its-own-table
-- never: index-blocks-writes, check-scans, no-timeouts
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
CREATE TABLE scratch (a int);
CREATE INDEX scratch_a ON scratch (a);
ALTER TABLE scratch ADD CONSTRAINT c CHECK (a > 0);
-- case: hand-index-of-a-new-table
-- never: index-blocks-writes, no-timeouts
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE TABLE u (id bigint PRIMARY KEY, a int);
-- by hand
CREATE INDEX u_a ON u (a);
UPDATE u SET a = 1;
-- case: hand-drop-index
-- says: drop-index at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- by hand
DROP INDEX t_a;
-- case: hand-reindex
-- says: reindex-locks at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
REINDEX TABLE t;
-- case: hand-reindex-concurrently
-- never: reindex-locks
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
REINDEX TABLE CONCURRENTLY t;
REINDEX (CONCURRENTLY) INDEX t_pkey;
-- case: hand-vacuum-full
-- says: table-packed at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
VACUUM FULL t;
-- case: hand-cluster
-- says: table-packed at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
CLUSTER t USING t_pkey;
-- case: hand-vacuum
-- never: table-packed
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
VACUUM (ANALYZE) t;
-- case: hand-truncate-cascade
-- says: truncate at hand-written, seen
-- says: cascade at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE TABLE u (id bigint PRIMARY KEY, t_id bigint REFERENCES t);
-- by hand
TRUNCATE t CASCADE;
-- case: hand-drop-table
-- says: drop-table at hand-written, seen
-- says: cascade at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM t;
-- by hand
DROP TABLE t CASCADE;
-- case: hand-drop-schema
-- says: drop-schema at hand-written, seen
-- says: cascade at hand-written
CREATE SCHEMA s;
CREATE TABLE s.t (id bigint PRIMARY KEY);
-- by hand
DROP SCHEMA s CASCADE;
-- case: hand-drop-database
-- says: drop-database at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
DROP DATABASE nobody_has_this;
-- case: hand-update-of-all
-- says: all-rows-changed at hand-written
-- says: all-rows-deleted at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE TABLE u (id bigint PRIMARY KEY);
-- by hand
UPDATE t SET a = 1;
DELETE FROM u;
-- case: hand-update-of-some
-- never: all-rows-changed, all-rows-deleted
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
UPDATE t SET a = 1 WHERE a IS NULL;
DELETE FROM t WHERE a = 0;
-- case: hand-assigns-twice
-- says: duplicate-assignment at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
UPDATE t SET a = 1, a = 2 WHERE id = 1;
-- case: hand-lock
-- says: lock-table at hand-written, seen
-- says: no-timeouts at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
LOCK TABLE t IN SHARE MODE;
-- case: hand-lock-that-nobody-minds
-- never: lock-table
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
LOCK TABLE t IN ACCESS SHARE MODE;
-- case: hand-lock-timeout
-- never: no-timeouts, session-setting
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
SET LOCAL lock_timeout = '3s';
LOCK TABLE t;
-- case: hand-setting
-- says: session-setting at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
SET work_mem = '8MB';
-- case: hand-setting-that-is-reset
-- never: session-setting
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
SET work_mem = '8MB';
RESET work_mem;
-- case: hand-concurrently-in-a-block
-- says: refused-in-transaction at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
DO $$ BEGIN CREATE INDEX CONCURRENTLY t_a ON t (a); END $$;
-- case: hand-block-that-is-fine
-- never: refused-in-transaction
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
DO $$ BEGIN UPDATE t SET a = 1 WHERE a = 2; END $$;
-- case: hand-label-used-at-once
-- says: enum-label-order at hand-written
-- says: enum-label-used-at-once at hand-written, seen
CREATE TYPE mood AS ENUM ('bad');
CREATE TABLE t (id bigint PRIMARY KEY, m mood);
-- by hand
ALTER TYPE mood ADD VALUE 'good';
UPDATE t SET m = 'good' WHERE id = 1;
-- case: hand-label-with-its-place
-- never: enum-label-order, enum-label-used-at-once
CREATE TYPE mood AS ENUM ('bad');
CREATE TABLE t (id bigint PRIMARY KEY, m mood);
-- by hand
ALTER TYPE mood ADD VALUE 'awful' BEFORE 'bad';
UPDATE t SET m = 'bad' WHERE id = 1;
-- case: hand-add-column
-- says: add-column-rewrites at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ADD COLUMN a timestamptz DEFAULT clock_timestamp();
-- case: hand-add-serial
-- says: add-column-rewrites at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ADD a bigserial;
-- case: hand-add-plain-column
-- never: add-column-rewrites, add-required-column, check-scans, add-unique
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ADD COLUMN a timestamptz NOT NULL DEFAULT now(), ADD b int DEFAULT 1, ADD COLUMN c bigint REFERENCES t;
-- case: hand-add-required-column
-- says: add-required-column at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ADD COLUMN a int NOT NULL;
-- case: hand-add-column-with-a-check
-- says: check-scans at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ADD COLUMN a int CHECK (a > 0);
-- case: hand-drop-column
-- says: drop-column at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL);
-- by hand
ALTER TABLE t DROP COLUMN a;
-- case: hand-foreign-key
-- says: foreign-key-scans at hand-written, seen
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY REFERENCES p);
-- by hand
ALTER TABLE t ADD CONSTRAINT again FOREIGN KEY (id) REFERENCES p (id);
-- case: hand-check
-- says: check-scans at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL CHECK (a > 0));
-- by hand
ALTER TABLE t ADD CONSTRAINT more CHECK (a > -1);
-- case: hand-not-valid
-- says: validated-at-once at hand-written
-- never: check-scans
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL CHECK (a > 0));
-- by hand
ALTER TABLE t ADD CONSTRAINT more CHECK (a > -1) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT more;
-- case: hand-set-not-null
-- says: set-not-null at hand-written
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- case: hand-set-not-null-behind-a-check
-- never: set-not-null
CREATE TABLE t (id bigint PRIMARY KEY, a int CHECK (a IS NOT NULL));
-- by hand
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- case: hand-primary-key
-- says: add-unique at hand-written, seen
CREATE TABLE t (a int NOT NULL UNIQUE);
-- by hand
ALTER TABLE t ADD CONSTRAINT t_key PRIMARY KEY (a);
-- case: hand-exclusion
-- says: add-exclusion at hand-written, seen
CREATE TABLE t (a int NOT NULL UNIQUE);
-- by hand
ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING btree (a WITH =);
-- case: hand-types
-- says: change-type at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
ALTER TABLE t ALTER COLUMN a TYPE bigint;
-- case: hand-wider-types
-- never: change-type
CREATE TABLE t (id bigint PRIMARY KEY, a varchar(10), b varchar(10), c numeric(10,2));
-- by hand
ALTER TABLE t ALTER COLUMN a TYPE varchar(20), ALTER b SET DATA TYPE text, ALTER c TYPE numeric(12,2);
-- case: hand-renames
-- says: rename at hand-written
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
ALTER TABLE t RENAME a TO b;
-- case: hand-rename-of-a-constraint
-- never: rename
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- by hand
ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_key;
-- case: hand-refresh
-- says: refresh-locks at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
-- by hand
REFRESH MATERIALIZED VIEW m;
-- case: hand-refresh-concurrently
-- never: refresh-locks
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
-- by hand
REFRESH MATERIALIZED VIEW CONCURRENTLY m;
-- case: hand-trigger
-- says: trigger-locks at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t DISABLE TRIGGER USER;
-- case: hand-domain
-- says: domain-scans at hand-written, seen
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE TABLE t (id bigint PRIMARY KEY, a price NOT NULL);
-- by hand
ALTER DOMAIN price ADD CONSTRAINT more CHECK (VALUE > -5);
-- case: hand-domain-not-valid
-- never: domain-scans
CREATE DOMAIN price AS numeric;
CREATE TABLE t (id bigint PRIMARY KEY, a price NOT NULL);
-- by hand
ALTER DOMAIN price ADD CONSTRAINT more CHECK (VALUE > -5) NOT VALID;
-- case: hand-detach
-- says: detach-locks at hand-written, seen
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000000);
-- by hand
ALTER TABLE p DETACH PARTITION p1;
-- case: hand-attach
-- says: attach-scans at hand-written, seen
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 (a int NOT NULL CHECK (a >= 0 AND a < 1000));
-- by hand
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (1000);
-- case: hand-unlogged
-- says: table-rewritten at hand-written, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t SET UNLOGGED;
-- case: hand-row-security
-- says: access-tightened at hand-written
-- says: access-loosened at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON t TO PUBLIC;
-- case: hand-view
-- says: replace-view at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM t;
-- by hand
CREATE OR REPLACE VIEW v AS SELECT id FROM t WHERE id > 0;
-- case: hand-names
-- says: unqualified-name at hand-written
-- says: name-too-long at hand-written
CREATE SCHEMA s;
CREATE TABLE s.t (id bigint PRIMARY KEY);
-- by hand
SET LOCAL search_path = s;
UPDATE t SET id = id WHERE id = 0;
COMMENT ON COLUMN s.t.id IS 'x';
CREATE INDEX a234567890b234567890c234567890d234567890e234567890f234567890g234567890 ON s.t (id);
-- case: hand-names-that-are-fine
-- never: unqualified-name, name-too-long
CREATE SCHEMA s;
CREATE TABLE s.t (id bigint PRIMARY KEY);
CREATE TABLE u (id bigint PRIMARY KEY);
-- by hand
UPDATE s.t SET id = id WHERE id = 0;
UPDATE u SET id = id WHERE id = 0;
-- case: hand-constraint-goes
-- says: drop-constraint at hand-written
-- says: drop-not-null at hand-written
-- says: replication at hand-written
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL CONSTRAINT c CHECK (a > 0));
-- by hand
ALTER TABLE t DROP CONSTRAINT c, ALTER a DROP NOT NULL, REPLICA IDENTITY FULL;
-- case: hand-json
-- says: json-column at hand-written
-- says: type-advice at hand-written
CREATE TABLE t (id bigint PRIMARY KEY);
-- by hand
ALTER TABLE t ADD COLUMN a json, ADD b timestamp;
-- case: hand-holds-a-lock
-- says: lock-held at hand-written
-- says: access-loosened at hand-written
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE TABLE u (id bigint PRIMARY KEY, a int);
-- by hand
CREATE POLICY p ON t USING (true);
CREATE INDEX u_a ON u (a);
-- case: hand-text-is-no-statement
-- never: drop-table, all-rows-changed, session-setting, cascade
CREATE TABLE t (id bigint PRIMARY KEY, a text);
-- by hand
COMMENT ON TABLE t IS 'DROP TABLE t CASCADE; UPDATE t SET a = 1';
SELECT 'TRUNCATE t' -- DELETE FROM t
;
