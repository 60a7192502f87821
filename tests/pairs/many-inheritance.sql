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
