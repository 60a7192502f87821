-- pair: enum-labels
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (v e DEFAULT 'a' NOT NULL, w e[] DEFAULT ARRAY['a'::e], CONSTRAINT c CHECK (v <> 'b'));
CREATE INDEX i ON t (v) WHERE v = 'a';
CREATE VIEW x AS SELECT v FROM t WHERE v IN ('a', 'c');
CREATE FUNCTION f(p e DEFAULT 'a') RETURNS e LANGUAGE sql AS 'SELECT p';
-- new
CREATE TYPE e AS ENUM ('z', 'a', 'm', 'c', 'd');
CREATE TABLE t (v e DEFAULT 'd' NOT NULL, w e[] DEFAULT ARRAY['d'::e], CONSTRAINT c CHECK (v <> 'm'));
CREATE INDEX i ON t (v) WHERE v = 'd';
CREATE VIEW x AS SELECT v FROM t WHERE v IN ('a', 'd');
CREATE FUNCTION f(p e DEFAULT 'd') RETURNS e LANGUAGE sql AS 'SELECT p';
-- pair: enum-used-by-trigger-policy-rule
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (v e, g text GENERATED ALWAYS AS (CASE v WHEN 'a'::e THEN 'x' ELSE 'y' END) STORED);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.v = 'a') EXECUTE FUNCTION f();
CREATE POLICY p ON t USING (v = 'a');
CREATE RULE r AS ON DELETE TO t WHERE OLD.v = 'b' DO INSTEAD NOTHING;
CREATE DOMAIN d AS e CHECK (VALUE <> 'b');
CREATE TYPE c AS (x e);
CREATE TABLE u (d d, c c);
-- new
CREATE TYPE e AS ENUM ('b', 'a');
CREATE TABLE t (v e, g text GENERATED ALWAYS AS (CASE v WHEN 'a'::e THEN 'x' ELSE 'y' END) STORED);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.v = 'a') EXECUTE FUNCTION f();
CREATE POLICY p ON t USING (v = 'a');
CREATE RULE r AS ON DELETE TO t WHERE OLD.v = 'b' DO INSTEAD NOTHING;
CREATE DOMAIN d AS e CHECK (VALUE <> 'b');
CREATE TYPE c AS (x e);
CREATE TABLE u (d d, c c);
-- pair: enum-label-added-partition-key
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE p (k e, v integer) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
-- new
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE p (k e, v integer) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_c PARTITION OF p FOR VALUES IN ('c');
-- pair: domains
CREATE DOMAIN a AS text;
CREATE DOMAIN b AS integer CHECK (VALUE > 0);
CREATE DOMAIN c AS integer DEFAULT 1 NOT NULL;
CREATE DOMAIN d AS numeric(10,2) CONSTRAINT pos CHECK (VALUE > 0);
CREATE DOMAIN e AS d CONSTRAINT small CHECK (VALUE < 100);
CREATE TABLE t (a a, b b DEFAULT 5, c c, d d, e e, f e[]);
COMMENT ON DOMAIN a IS 'text';
-- new
CREATE DOMAIN a AS varchar(20) COLLATE "C";
CREATE DOMAIN b AS integer CONSTRAINT positive CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 10);
CREATE DOMAIN c AS integer;
CREATE DOMAIN d AS numeric(12,4) CONSTRAINT pos CHECK (VALUE >= 0);
CREATE DOMAIN e AS d CONSTRAINT small CHECK (VALUE < 1000);
CREATE TABLE t (a a, b b DEFAULT 6, c c, d d, e e, f e[]);
COMMENT ON CONSTRAINT positive ON DOMAIN b IS 'above';
-- pair: domain-not-valid
CREATE DOMAIN a AS integer;
ALTER DOMAIN a ADD CONSTRAINT x CHECK (VALUE > 0) NOT VALID;
CREATE TABLE t (a a);
-- new
CREATE DOMAIN a AS integer;
ALTER DOMAIN a ADD CONSTRAINT x CHECK (VALUE > 0);
ALTER DOMAIN a ADD CONSTRAINT y CHECK (VALUE > 1) NOT VALID;
CREATE TABLE t (a a);
-- pair: domain-function-check
CREATE FUNCTION ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> ''''';
CREATE DOMAIN a AS text CHECK (ok(VALUE));
CREATE TABLE t (a a);
-- new
CREATE FUNCTION ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) > 1';
CREATE FUNCTION nice(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
CREATE DOMAIN a AS text CHECK (ok(VALUE) AND nice(VALUE));
CREATE TABLE t (a a);
-- pair: domain-not-null-named-18
CREATE DOMAIN a AS integer CONSTRAINT nn NOT NULL;
CREATE DOMAIN b AS integer NOT NULL;
CREATE TABLE t (a a, b b);
-- new
CREATE DOMAIN a AS integer NOT NULL;
CREATE DOMAIN b AS integer CONSTRAINT other NOT NULL;
CREATE TABLE t (a a, b b);
-- pair: domain-to-base
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE TABLE t (a email NOT NULL, b text);
CREATE FUNCTION f(email) RETURNS email LANGUAGE sql AS 'SELECT $1';
-- new
CREATE DOMAIN email2 AS text CHECK (VALUE ~ '@');
CREATE TABLE t (a text NOT NULL, b email2);
CREATE FUNCTION f(email2) RETURNS email2 LANGUAGE sql AS 'SELECT $1';
-- pair: composites
CREATE TYPE a AS (x integer, y text);
CREATE TYPE b AS (a a, z date);
CREATE TABLE t (a a, b b, c a[]);
CREATE FUNCTION f() RETURNS a LANGUAGE sql AS 'SELECT 1, ''x''::text';
CREATE VIEW v AS SELECT (a).x FROM t;
COMMENT ON COLUMN a.x IS 'ex';
-- new
CREATE TYPE a AS (x bigint, y text, w boolean);
CREATE TYPE b AS (z date, a a);
CREATE TABLE t (a a, b b, c a[]);
CREATE FUNCTION f() RETURNS a LANGUAGE sql AS 'SELECT 1::bigint, ''x''::text, true';
CREATE VIEW v AS SELECT (a).x FROM t;
COMMENT ON COLUMN a.w IS 'doublew';
COMMENT ON TYPE b IS 'bee';
-- pair: composite-attribute-gone
CREATE TYPE a AS (x integer, y text COLLATE "C");
CREATE TABLE t (a a);
-- new
CREATE TYPE a AS (y text);
CREATE TABLE t (a a);
-- pair: ranges
CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE s AS RANGE (subtype = text, collation = "C");
CREATE TABLE t (r r, s s, m tsmultirange);
CREATE INDEX i ON t USING gist (r);
-- new
CREATE FUNCTION diff(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = diff, multirange_type_name = rs);
CREATE TYPE s AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);
CREATE TABLE t (r r, s s, m tsrange, x rs);
CREATE INDEX i ON t USING gist (r);
-- pair: row-types
CREATE TABLE a (x integer);
CREATE TABLE b (a a, l a[]);
CREATE FUNCTION f(a) RETURNS integer LANGUAGE sql AS 'SELECT $1.x';
-- new
CREATE TABLE a (x integer, y text);
CREATE TABLE b (a a, l a[], z integer);
CREATE FUNCTION f(a) RETURNS text LANGUAGE sql AS 'SELECT $1.y';
-- pair: typed-tables
CREATE TYPE ty AS (a integer, b text);
CREATE TABLE t OF ty;
CREATE TABLE p (a integer, b text);
-- new
CREATE TYPE ty AS (a integer, b text);
CREATE TABLE t OF ty (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'x');
CREATE TABLE u OF ty (a NOT NULL);
CREATE TABLE p OF ty;
-- pair: typed-table-type-changes
CREATE TYPE ty AS (a integer, b text);
CREATE TABLE t OF ty (PRIMARY KEY (a));
-- new
CREATE TYPE ty AS (a integer, b varchar(10), c date);
CREATE TABLE t OF ty (PRIMARY KEY (a));
-- pair: typed-to-plain
CREATE TYPE ty AS (a integer, b text);
CREATE TABLE t OF ty;
CREATE TABLE k OF ty;
-- new
CREATE TABLE t (a integer, b text);
CREATE TYPE ty AS (a integer, b text);
CREATE TABLE k (a integer, c text);
-- pair: multirange-in-other-schema
CREATE SCHEMA s;
CREATE TYPE r AS RANGE (subtype = float8);
CREATE TABLE t (a r);
-- new
CREATE SCHEMA s;
CREATE TYPE r AS RANGE (subtype = float8, multirange_type_name = s.rs);
CREATE TABLE t (a r, b s.rs);
-- pair: types-move-schema
CREATE SCHEMA s;
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS integer;
CREATE TYPE c AS (x integer);
CREATE TABLE t (e e, d d, c c);
-- new
CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a');
CREATE DOMAIN s.d AS integer;
CREATE TYPE s.c AS (x integer);
CREATE TABLE t (e s.e, d s.d, c s.c);
-- pair: default-takes-row-type
CREATE TABLE t (a integer);
-- new
CREATE TABLE t (a integer);
CREATE FUNCTION f(t) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE t ADD COLUMN b integer DEFAULT f(NULL::t);
ALTER TABLE t ADD CONSTRAINT c CHECK (f(t) > 0);
-- pair: new-table-with-row-type-circle
CREATE TABLE other (a integer);
-- new
CREATE TABLE other (a integer);
CREATE TABLE t (a integer);
CREATE FUNCTION f(t) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE t ALTER a SET DEFAULT f(NULL);
CREATE INDEX i ON t (f(t));
CREATE POLICY p ON t USING (f(t) = 1);
-- pair: sequences
CREATE SEQUENCE a;
CREATE SEQUENCE b AS integer START 5 INCREMENT 2 MINVALUE 1 MAXVALUE 100 CACHE 3 CYCLE;
CREATE TABLE t (id integer, x integer);
CREATE SEQUENCE c OWNED BY t.id;
ALTER TABLE t ALTER id SET DEFAULT nextval('c');
COMMENT ON SEQUENCE a IS 'aa';
-- new
CREATE SEQUENCE a AS smallint INCREMENT BY -1;
CREATE SEQUENCE b START 7 NO CYCLE;
CREATE TABLE t (id bigint, x integer DEFAULT nextval('a'));
CREATE SEQUENCE c OWNED BY t.x;
ALTER TABLE t ALTER id SET DEFAULT nextval('b'::regclass) + 1;
CREATE UNLOGGED SEQUENCE d;
-- pair: composite-in-array-altered
CREATE TYPE c AS (a integer, z date);
CREATE TABLE t (x c[], y c, n integer);
CREATE VIEW v AS SELECT (y).a, n FROM t;
-- new
CREATE TYPE c AS (a bigint, b text);
CREATE TABLE t (x c[], y c, n integer);
CREATE VIEW v AS SELECT (y).a, n FROM t;
-- pair: enum-everywhere
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (x e DEFAULT 'a' CHECK (x <> 'b'), y e[] DEFAULT '{a}', z integer);
CREATE INDEX ON t (z) WHERE x = 'a';
CREATE VIEW v AS SELECT z FROM t WHERE x = 'b'::e;
CREATE FUNCTION f(e DEFAULT 'a') RETURNS e LANGUAGE sql AS $$SELECT 'a'::e$$;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY pol ON t USING (x = 'a' AND f('b') IS NOT NULL);
CREATE DOMAIN d AS e CHECK (VALUE <> 'c');
CREATE TABLE u (d d);
-- new
CREATE TYPE e AS ENUM ('d', 'a', 'c');
CREATE TABLE t (x e DEFAULT 'd' CHECK (x <> 'c'), y e[] DEFAULT '{d}', z integer);
CREATE INDEX ON t (z) WHERE x = 'd';
CREATE VIEW v AS SELECT z FROM t WHERE x = 'd'::e;
CREATE FUNCTION f(e DEFAULT 'd') RETURNS e LANGUAGE sql AS $$SELECT 'd'::e$$;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY pol ON t USING (x = 'd' AND f('c') IS NOT NULL);
CREATE DOMAIN d AS e CHECK (VALUE <> 'd');
CREATE TABLE u (d d);
-- pair: enum-begin-atomic
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (x e);
CREATE FUNCTION f() RETURNS e LANGUAGE sql BEGIN ATOMIC SELECT x FROM t WHERE x = 'a'::e; END;
CREATE TRIGGER trg BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.x = 'a'::e) EXECUTE FUNCTION suppress_redundant_updates_trigger();
-- new
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (x e);
CREATE FUNCTION f() RETURNS e LANGUAGE sql BEGIN ATOMIC SELECT x FROM t WHERE x = 'b'::e; END;
CREATE TRIGGER trg BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.x = 'b'::e) EXECUTE FUNCTION suppress_redundant_updates_trigger();
-- pair: domains-over-domains
CREATE DOMAIN d1 AS integer CHECK (VALUE > 0);
CREATE DOMAIN d2 AS d1 DEFAULT 5 NOT NULL;
CREATE TABLE t (a d2, b d1[]);
CREATE FUNCTION f(d2) RETURNS d1 LANGUAGE sql AS 'SELECT 1::d1';
CREATE VIEW v AS SELECT a::d1 AS x FROM t;
-- new
CREATE DOMAIN d1 AS bigint CHECK (VALUE > 1);
CREATE DOMAIN d2 AS d1 DEFAULT 6 CONSTRAINT q CHECK (VALUE < 100);
CREATE TABLE t (a d2 NOT NULL, b d1[]);
CREATE FUNCTION f(d2) RETURNS d1 LANGUAGE sql AS 'SELECT 2::d1';
CREATE VIEW v AS SELECT a::d1 AS x FROM t;

-- pair: a typed table whose type has its attributes in another order
CREATE TYPE pair AS (x integer, m text);
CREATE TABLE typed OF pair (PRIMARY KEY (m), CHECK (x > 0));
INSERT INTO typed VALUES (1, 'one'), (2, 'two');
CREATE VIEW of_typed AS SELECT m, x FROM typed;
CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not an update''; END';
CREATE TRIGGER quiet BEFORE UPDATE ON typed FOR EACH ROW EXECUTE FUNCTION quiet();
CREATE PUBLICATION news FOR TABLE typed;
-- new
CREATE TYPE pair AS (x integer, y text, m varchar);
CREATE TABLE typed OF pair (PRIMARY KEY (m), CHECK (x > 0));
CREATE VIEW of_typed AS SELECT m, x FROM typed;
CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not an update''; END';
CREATE TRIGGER quiet BEFORE UPDATE ON typed FOR EACH ROW EXECUTE FUNCTION quiet();
CREATE PUBLICATION news FOR TABLE typed;
-- pair: a typed table whose type turns its attributes round
CREATE TYPE mood AS ENUM ('low', 'high');
CREATE SEQUENCE numbers;
CREATE TYPE triple AS (a integer, b mood, c date);
CREATE TABLE typed OF triple (a DEFAULT nextval('numbers'), b NOT NULL DEFAULT 'low', UNIQUE (a, c));
INSERT INTO typed (c) VALUES ('2020-01-01');
COMMENT ON COLUMN typed.a IS 'first';
-- new
CREATE TYPE mood AS ENUM ('high', 'low');
CREATE SEQUENCE numbers;
CREATE TYPE triple AS (c date, b mood, d text, a bigint);
CREATE TABLE typed OF triple (a DEFAULT nextval('numbers'), b NOT NULL DEFAULT 'low', UNIQUE (a, c));
COMMENT ON COLUMN typed.a IS 'last';
-- pair: a table becomes one of a type
CREATE TYPE pair AS (x integer, y text);
CREATE TABLE t (y text NOT NULL, z date, x integer GENERATED ALWAYS AS IDENTITY);
CREATE INDEX ON t (y);
INSERT INTO t VALUES ('a', '2020-01-01');
-- new
CREATE TYPE pair AS (x integer, y text);
CREATE TABLE t OF pair;
CREATE INDEX ON t (y);
-- pair: a composite type gains attributes at its end and arrays are made of it
CREATE TYPE c AS (a integer, z date);
CREATE TYPE d AS (c c, l c[]);
CREATE TABLE t (x c[], y c, d d[], n integer);
CREATE VIEW v AS SELECT (y).a, n FROM t;
-- new
CREATE TYPE c AS (z date, a integer, b text);
CREATE TYPE d AS (c c, l c[]);
CREATE TABLE t (x c[], y c, d d[], n integer);
CREATE VIEW v AS SELECT (y).a, n FROM t;
