-- pair: primary-key-change
CREATE TABLE t (a integer, b integer NOT NULL, c text, PRIMARY KEY (a));
CREATE TABLE u (a integer REFERENCES t);
-- new
CREATE TABLE t (a integer NOT NULL UNIQUE, b integer NOT NULL, c text, PRIMARY KEY (b, a));
CREATE TABLE u (a integer REFERENCES t (a), b integer, FOREIGN KEY (b, a) REFERENCES t);
-- pair: primary-key-name
CREATE TABLE t (a integer PRIMARY KEY);
-- new
CREATE TABLE t (a integer, CONSTRAINT t_key_of_all PRIMARY KEY (a));
-- pair: primary-key-dropped
CREATE TABLE t (a integer PRIMARY KEY, b integer);
-- new
CREATE TABLE t (a integer, b integer PRIMARY KEY);
-- pair: unique-forms
CREATE TABLE t (a integer UNIQUE, b integer, c integer, d integer, CONSTRAINT bc UNIQUE (b, c));
-- new
CREATE TABLE t (a integer UNIQUE DEFERRABLE INITIALLY DEFERRED, b integer, c integer, d integer, CONSTRAINT bc UNIQUE NULLS NOT DISTINCT (b, c) INCLUDE (d));
-- pair: unique-to-index
CREATE TABLE t (a integer, b integer, CONSTRAINT k UNIQUE (a));
CREATE UNIQUE INDEX i ON t (b);
-- new
CREATE TABLE t (a integer, b integer, CONSTRAINT i UNIQUE (b));
CREATE UNIQUE INDEX k ON t (a);
-- pair: unique-using-index
CREATE TABLE t (a integer NOT NULL, b integer);
CREATE UNIQUE INDEX i ON t (a);
CREATE UNIQUE INDEX j ON t (b) WITH (fillfactor = 60);
-- new
CREATE TABLE t (a integer NOT NULL, b integer);
CREATE UNIQUE INDEX i ON t (a);
ALTER TABLE t ADD CONSTRAINT i PRIMARY KEY USING INDEX i;
CREATE UNIQUE INDEX j ON t (b) WITH (fillfactor = 60);
ALTER TABLE t ADD CONSTRAINT j UNIQUE USING INDEX j;
-- pair: checks
CREATE TABLE t (a integer CHECK (a > 0), b integer, c text, CONSTRAINT ab CHECK (a < b), CONSTRAINT cc CHECK (c IN ('x', 'y')));
-- new
CREATE TABLE t (a integer CHECK (a >= 0), b integer CHECK (b IS NOT NULL), c text, CONSTRAINT ab CHECK (a < b) NO INHERIT, CONSTRAINT cc CHECK (c = ANY (ARRAY['x', 'y', 'z'])), CONSTRAINT re CHECK (c ~ '^[a-z]+$'));
-- pair: check-functions
CREATE FUNCTION ok(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE t (a integer, CONSTRAINT c CHECK (ok(a)));
-- new
CREATE FUNCTION ok(bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 1';
CREATE TABLE t (a bigint, CONSTRAINT c CHECK (ok(a)));
-- pair: check-not-valid
CREATE TABLE t (a integer);
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT d CHECK (a > 1);
-- new
CREATE TABLE t (a integer);
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);
ALTER TABLE t ADD CONSTRAINT d CHECK (a > 2) NOT VALID;
-- pair: not-enforced-18
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 0) NOT ENFORCED, CONSTRAINT f FOREIGN KEY (a) REFERENCES r NOT ENFORCED, CONSTRAINT d CHECK (a > 3));
-- new
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 0), CONSTRAINT f FOREIGN KEY (a) REFERENCES r, CONSTRAINT d CHECK (a > 3) NOT ENFORCED);
-- pair: fk-not-enforced-back-18
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES r);
CREATE TABLE p (a integer PRIMARY KEY) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
ALTER TABLE p ADD CONSTRAINT pf FOREIGN KEY (a) REFERENCES r;
-- new
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES r DEFERRABLE NOT ENFORCED);
CREATE TABLE p (a integer PRIMARY KEY) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
ALTER TABLE p ADD CONSTRAINT pf FOREIGN KEY (a) REFERENCES r NOT ENFORCED;
-- pair: temporal-18
CREATE TABLE r (id int4range, valid daterange, CONSTRAINT r_k PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE t (id int4range, valid daterange, rid int4range);
-- new
CREATE TABLE r (id int4range, valid daterange, v integer, CONSTRAINT r_k PRIMARY KEY (id, valid WITHOUT OVERLAPS), CONSTRAINT r_u UNIQUE (id, valid WITHOUT OVERLAPS));
CREATE TABLE t (id int4range, valid daterange, rid int4range, CONSTRAINT t_k PRIMARY KEY (id, valid WITHOUT OVERLAPS), CONSTRAINT t_f FOREIGN KEY (rid, PERIOD valid) REFERENCES r (id, PERIOD valid));
-- pair: foreign-key-actions
CREATE TABLE r (a integer PRIMARY KEY, b integer UNIQUE);
CREATE TABLE t (a integer REFERENCES r, b integer REFERENCES r (b) ON DELETE CASCADE, c integer, d integer);
-- new
CREATE TABLE r (a integer PRIMARY KEY, b integer UNIQUE, UNIQUE (a, b));
CREATE TABLE t (a integer REFERENCES r ON DELETE SET NULL ON UPDATE CASCADE, b integer REFERENCES r (b) ON DELETE RESTRICT DEFERRABLE, c integer, d integer, FOREIGN KEY (c, d) REFERENCES r (a, b) MATCH FULL ON DELETE SET DEFAULT, CONSTRAINT sums FOREIGN KEY (d, c) REFERENCES r (b, a) ON DELETE SET NULL (c));
-- pair: foreign-key-deferral
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES r);
CREATE TABLE u (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES r DEFERRABLE INITIALLY DEFERRED);
-- new
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES r DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE u (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES r NOT VALID);
-- pair: foreign-key-not-valid
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer);
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES r NOT VALID;
-- new
CREATE TABLE r (a integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer);
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES r;
ALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (b) REFERENCES r NOT VALID;
COMMENT ON CONSTRAINT f ON t IS 'refers';
-- pair: foreign-key-to-unique-index
CREATE TABLE r (a integer, b integer NOT NULL);
CREATE UNIQUE INDEX ra ON r (a);
CREATE TABLE t (a integer REFERENCES r (a));
-- new
CREATE TABLE r (a integer, b integer NOT NULL);
CREATE UNIQUE INDEX rb ON r (b);
CREATE TABLE t (a integer REFERENCES r (b));
-- pair: foreign-keys-in-a-circle
CREATE TABLE a (id integer PRIMARY KEY);
-- new
CREATE TABLE a (id integer PRIMARY KEY, b_id integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b DEFERRABLE;
CREATE TABLE c (id integer PRIMARY KEY, d_id integer);
CREATE TABLE d (id integer PRIMARY KEY REFERENCES c);
ALTER TABLE c ADD FOREIGN KEY (d_id) REFERENCES d;
-- pair: foreign-key-other-table
CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE s (id integer PRIMARY KEY);
CREATE TABLE t (x integer, CONSTRAINT f FOREIGN KEY (x) REFERENCES r);
-- new
CREATE TABLE s (id integer PRIMARY KEY);
CREATE TABLE t (x integer, CONSTRAINT f FOREIGN KEY (x) REFERENCES s);
-- pair: exclusion
CREATE EXTENSION btree_gist;
CREATE TABLE t (room integer, during tsrange, kind text, CONSTRAINT e EXCLUDE USING gist (room WITH =, during WITH &&));
-- new
CREATE EXTENSION btree_gist;
CREATE TABLE t (room integer, during tsrange, kind text, CONSTRAINT e EXCLUDE USING gist (room WITH =, during WITH &&, kind WITH <>) INCLUDE (kind) WHERE (room > 0) DEFERRABLE, CONSTRAINT f EXCLUDE USING btree ((lower(kind)) WITH =), CONSTRAINT g EXCLUDE USING gist (tsrange(lower(during), upper(during) + '1 h'::interval) WITH &&));
-- pair: constraint-comments
CREATE TABLE t (a integer PRIMARY KEY, b integer UNIQUE, CONSTRAINT c CHECK (a > b));
COMMENT ON CONSTRAINT t_pkey ON t IS 'key';
COMMENT ON INDEX t_b_key IS 'unique';
-- new
CREATE TABLE t (a integer PRIMARY KEY, b integer UNIQUE, CONSTRAINT c CHECK (a > b));
COMMENT ON CONSTRAINT c ON t IS 'larger';
COMMENT ON CONSTRAINT t_b_key ON t IS 'unique';
COMMENT ON INDEX t_pkey IS 'the key''s index';
-- pair: key-options
CREATE TABLE t (a integer PRIMARY KEY, b integer, c integer, UNIQUE (b));
-- new
CREATE TABLE t (a integer, b integer, c integer, PRIMARY KEY (a) INCLUDE (c) WITH (fillfactor = 70), UNIQUE (b) WITH (deduplicate_items = off));
-- pair: constraint-moves-between-columns
CREATE TABLE t (a integer, b integer, CONSTRAINT u UNIQUE (a), CONSTRAINT c CHECK (a > 0), CONSTRAINT pk PRIMARY KEY (a));
-- new
CREATE TABLE t (b integer, c integer, CONSTRAINT u UNIQUE (b), CONSTRAINT c CHECK (b > 0), CONSTRAINT pk PRIMARY KEY (b));
-- pair: names-exchanged
CREATE TABLE t (a integer, b integer, CONSTRAINT x CHECK (a > 0), CONSTRAINT y CHECK (b > 0));
CREATE INDEX i ON t (a);
CREATE INDEX j ON t (b);
-- new
CREATE TABLE t (a integer, b integer, CONSTRAINT x CHECK (b > 0), CONSTRAINT y CHECK (a > 0));
CREATE INDEX i ON t (b);
CREATE INDEX j ON t (a);
-- pair: index-name-to-other-table
CREATE TABLE t (a integer, CONSTRAINT k UNIQUE (a));
CREATE TABLE u (a integer);
CREATE INDEX x ON t (a);
-- new
CREATE TABLE t (a integer);
CREATE TABLE u (a integer, CONSTRAINT k UNIQUE (a));
CREATE INDEX x ON u (a);
-- pair: table-name-to-index-name
CREATE TABLE t (a integer);
CREATE TABLE n (a integer);
-- new
CREATE TABLE t (a integer);
CREATE INDEX n ON t (a);
-- pair: kinds-exchange-names
CREATE TABLE a (x integer);
CREATE VIEW b AS SELECT 1 AS x;
CREATE SEQUENCE c;
CREATE MATERIALIZED VIEW d AS SELECT 1 AS x;
CREATE TYPE e AS (x integer);
CREATE TYPE f AS ENUM ('x');
CREATE DOMAIN g AS integer;
-- new
CREATE VIEW a AS SELECT 1 AS x;
CREATE SEQUENCE b;
CREATE MATERIALIZED VIEW c AS SELECT 1 AS x;
CREATE TABLE d (x integer);
CREATE TYPE e AS ENUM ('x');
CREATE DOMAIN f AS integer;
CREATE TYPE g AS (x integer);
