-- pair: levels
CREATE TABLE a (x integer);
CREATE TABLE b (y integer) INHERITS (a);
CREATE TABLE c (z integer) INHERITS (b);
CREATE VIEW v AS SELECT x FROM a;
-- new
CREATE TABLE a (x bigint NOT NULL, n text DEFAULT 'q');
CREATE TABLE b (y integer) INHERITS (a);
CREATE TABLE c (z integer) INHERITS (b);
CREATE TABLE d () INHERITS (b, c);
CREATE VIEW v AS SELECT x, n FROM a;
-- pair: diamond
CREATE TABLE a (x integer);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (a);
CREATE TABLE d () INHERITS (b, c);
-- new
CREATE TABLE a (x integer, y integer, CONSTRAINT k CHECK (x > 0));
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (a);
CREATE TABLE d () INHERITS (b);
-- pair: generated-and-identity
CREATE TABLE p (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE c (x integer) INHERITS (p);
-- new
CREATE TABLE p (a integer, b integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE TABLE c (x integer) INHERITS (p);
-- pair: column-of-parent-retyped
CREATE TABLE p (a integer, b text);
CREATE TABLE c (x integer) INHERITS (p);
CREATE INDEX c_a ON c (a);
CREATE VIEW v AS SELECT a, x FROM c;
-- new
CREATE TABLE p (a bigint, b varchar(5));
CREATE TABLE c (x integer) INHERITS (p);
CREATE INDEX c_a ON c (a);
CREATE VIEW v AS SELECT a, x FROM c;
-- pair: islocal-in-partition
CREATE TABLE p (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE c (a integer, b text);
ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);
ALTER TABLE p DETACH PARTITION c;
CREATE TABLE d PARTITION OF p FOR VALUES IN (2);
-- new
CREATE TABLE p (a integer, b text, e integer) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
CREATE TABLE d (a integer, b text, e integer);
-- pair: islocal
CREATE TABLE p (a integer, b text);
CREATE TABLE c (a integer, x integer) INHERITS (p);
-- new
CREATE TABLE p (a integer, b text);
CREATE TABLE c (x integer) INHERITS (p);
-- pair: islocal-back
CREATE TABLE p (a integer, b text);
CREATE TABLE c () INHERITS (p);
-- new
CREATE TABLE p (a integer, b text, c date);
CREATE TABLE c (b text, c date) INHERITS (p);
-- pair: orphan
CREATE TABLE p (a integer NOT NULL, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (x integer) INHERITS (p);
-- new
CREATE TABLE c (a integer NOT NULL, x integer, CONSTRAINT k CHECK (a > 0));
-- pair: adopt
CREATE TABLE p (a integer, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (a integer, b integer);
-- new
CREATE TABLE p (a integer, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (b integer) INHERITS (p);
-- pair: child-checks
CREATE TABLE p (a integer, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (CONSTRAINT k CHECK (a > 0), CONSTRAINT l CHECK (a < 9)) INHERITS (p);
-- new
CREATE TABLE p (a integer, CONSTRAINT k CHECK (a > 1), CONSTRAINT l CHECK (a < 9));
CREATE TABLE c (CONSTRAINT k CHECK (a > 1)) INHERITS (p);
-- pair: parent-replaced
CREATE TABLE p (a integer);
CREATE TABLE q (a integer);
CREATE TABLE c (b integer) INHERITS (p);
-- new
CREATE TABLE p (a integer);
CREATE TABLE q (a integer);
CREATE TABLE c (b integer) INHERITS (q);
-- pair: partition-becomes-child
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
-- new
CREATE TABLE p (a integer);
CREATE TABLE c () INHERITS (p);
-- pair: order-of-parents
CREATE TABLE p (a integer, z date);
CREATE TABLE q (b integer);
CREATE TABLE r (d integer, a integer);
CREATE TABLE c () INHERITS (p, q);
-- new
CREATE TABLE p (a integer, z date);
CREATE TABLE q (b integer);
CREATE TABLE r (d integer, a integer);
CREATE TABLE c () INHERITS (q, r, p);
-- pair: adopt-much
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE p (a integer NOT NULL, m mood, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (a integer NOT NULL DEFAULT 3, m mood, b integer PRIMARY KEY);
CREATE INDEX ON c (a, m);
CREATE VIEW v AS SELECT a, b, m FROM c;
COMMENT ON COLUMN c.a IS 'hi';
CREATE TABLE o (x integer REFERENCES c);
-- new
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE p (a integer NOT NULL, m mood, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (b integer PRIMARY KEY) INHERITS (p);
ALTER TABLE c ALTER a SET DEFAULT 4;
CREATE INDEX ON c (a, m);
CREATE VIEW v AS SELECT a, b, m FROM c;
COMMENT ON COLUMN c.a IS 'hi';
CREATE TABLE o (x integer REFERENCES c);
-- pair: adopt-with-grandchild
CREATE TABLE p (a integer);
CREATE TABLE c (a integer, b integer);
CREATE TABLE d (x text) INHERITS (c);
CREATE INDEX ON d (a);
-- new
CREATE TABLE p (a bigint, n integer NOT NULL DEFAULT 1);
CREATE TABLE c (b integer) INHERITS (p);
CREATE TABLE d (x text) INHERITS (c);
CREATE INDEX ON d (a);
-- pair: moved-to-other-schema-and-parent
CREATE SCHEMA s;
CREATE TABLE p (a integer, b text);
CREATE TABLE c (x integer) INHERITS (p);
-- new
CREATE SCHEMA s;
CREATE SCHEMA t;
CREATE TABLE t.p (a integer, b text);
CREATE TABLE c (x integer) INHERITS (t.p);
-- pair: column-of-parent-becomes-own
CREATE TABLE p (a integer, b text);
CREATE TABLE c (x integer) INHERITS (p);
-- new
CREATE TABLE p (a integer);
CREATE TABLE c (x integer, b text) INHERITS (p);
-- pair: becomes-own-beside-check
CREATE TABLE p (a integer, b integer);
CREATE TABLE c (x integer) INHERITS (p);
-- new
CREATE TABLE p (a integer, b integer, CONSTRAINT k CHECK (a > b));
CREATE TABLE c (x integer, a integer) INHERITS (p);
-- pair: generated-beside-parents
CREATE TABLE p (a integer, g integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE c (g integer GENERATED ALWAYS AS (a + 2) STORED) INHERITS (p);
-- new
CREATE TABLE p (a integer, g integer GENERATED ALWAYS AS (a + 3) STORED);
CREATE TABLE c (g integer GENERATED ALWAYS AS (a + 4) STORED) INHERITS (p);
-- pair: generated-beside-parents-new
CREATE TABLE p (a integer);
CREATE TABLE c () INHERITS (p);
-- new
CREATE TABLE p (a integer, g integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE c (g integer GENERATED ALWAYS AS (a + 2) STORED) INHERITS (p);
-- pair: generated-own-only-parent-changes
CREATE TABLE p (a integer, g integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE c (g integer GENERATED ALWAYS AS (a + 2) STORED) INHERITS (p);
-- new
CREATE TABLE p (a integer, g integer GENERATED ALWAYS AS (a + 3) STORED);
CREATE TABLE c (g integer GENERATED ALWAYS AS (a + 2) STORED) INHERITS (p);
-- pair: adopt-three-levels
CREATE TABLE g (a integer, b text);
CREATE TABLE p (a integer, b text, c date);
CREATE TABLE k (x integer) INHERITS (p);
CREATE VIEW v AS SELECT a, b FROM p;
CREATE MATERIALIZED VIEW mv AS SELECT b FROM k;
-- new
CREATE TABLE g (a integer, b text, z integer DEFAULT 3);
CREATE TABLE p (c date) INHERITS (g);
CREATE TABLE k (x integer) INHERITS (p);
CREATE VIEW v AS SELECT a, b FROM p;
CREATE MATERIALIZED VIEW mv AS SELECT b, z FROM k;
-- pair: orphan-with-everything
CREATE TABLE p (id integer NOT NULL, at date DEFAULT now(), CONSTRAINT k CHECK (id > 0));
CREATE TABLE c (x integer, PRIMARY KEY (id)) INHERITS (p);
CREATE INDEX ON c (at);
CREATE TABLE o (c integer REFERENCES c);
ALTER TABLE c ENABLE ROW LEVEL SECURITY;
CREATE POLICY pol ON c USING (id > 5);
-- new
CREATE TABLE c (id bigint NOT NULL, at timestamptz DEFAULT now(), x integer, PRIMARY KEY (id), CONSTRAINT k CHECK (id > 0));
CREATE INDEX ON c (at);
CREATE TABLE o (c bigint REFERENCES c);
ALTER TABLE c ENABLE ROW LEVEL SECURITY;
CREATE POLICY pol ON c USING (id > 5);
