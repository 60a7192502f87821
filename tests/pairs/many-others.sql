-- pair: schemas-come-and-go
CREATE SCHEMA a;
CREATE TABLE a.t (id serial PRIMARY KEY);
CREATE VIEW a.v AS SELECT id FROM a.t;
CREATE TYPE a.e AS ENUM ('x');
CREATE FUNCTION a.f(a.e) RETURNS a.e LANGUAGE sql AS 'SELECT $1';
CREATE SCHEMA "B c";
CREATE TABLE "B c"."T" (e a.e, t integer REFERENCES a.t);
-- new
CREATE SCHEMA b;
CREATE TYPE b.e AS ENUM ('x');
CREATE TABLE b.t (id serial PRIMARY KEY, e b.e);
CREATE VIEW b.v AS SELECT id FROM b.t;
CREATE FUNCTION b.f(b.e) RETURNS b.e LANGUAGE sql AS 'SELECT $1';
CREATE SCHEMA "B c";
CREATE TABLE "B c"."T" (e b.e, t integer REFERENCES b.t);
COMMENT ON SCHEMA b IS 'bee';
-- pair: extensions
CREATE SCHEMA ext;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (a citext, b text);
CREATE INDEX i ON t USING gin (b gin_trgm_ops);
-- new
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION hstore;
CREATE TABLE t (a ext.citext, b text, c hstore, d uuid DEFAULT uuid_generate_v4());
CREATE INDEX i ON t (b);
-- pair: publications
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE c (id integer PRIMARY KEY);
CREATE SCHEMA s;
CREATE PUBLICATION p1 FOR TABLE a;
CREATE PUBLICATION p2 FOR ALL TABLES WITH (publish = 'insert, update');
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA s;
-- new
CREATE TABLE a (id bigint PRIMARY KEY, b integer, d integer);
CREATE TABLE c (id integer PRIMARY KEY);
CREATE SCHEMA s;
CREATE PUBLICATION p1 FOR TABLE a (id, d) WHERE (id > 5), TABLE c WITH (publish = 'insert');
CREATE PUBLICATION p2 FOR TABLES IN SCHEMA s, public;
CREATE PUBLICATION p3 FOR TABLE c;
COMMENT ON PUBLICATION p3 IS 'three';
-- pair: publication-column-gone
CREATE TABLE a (id integer PRIMARY KEY, b integer, c integer);
CREATE PUBLICATION p FOR TABLE a WHERE (c > 1);
-- new
CREATE TABLE a (id integer PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a (id);
-- pair: foreign-tables
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'a');
CREATE FOREIGN TABLE t (a integer, b text OPTIONS (x 'y')) SERVER s OPTIONS (t 'u');
CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (u 'v');
CREATE VIEW v AS SELECT a FROM t;
-- new
CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'true');
CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER w OPTIONS (port '1');
CREATE FOREIGN TABLE t (a bigint NOT NULL DEFAULT 3, c date) SERVER s OPTIONS (t 'w', z 'q');
CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (u 'w');
CREATE USER MAPPING FOR PUBLIC SERVER s;
CREATE VIEW v AS SELECT a FROM t;
ALTER FOREIGN TABLE t ADD CONSTRAINT pos CHECK (a > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- pair: statistics
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS s1 ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct) ON a, b FROM t;
-- new
CREATE TABLE t (a bigint, b integer, c text);
CREATE STATISTICS s1 (mcv, dependencies) ON a, b, c FROM t;
CREATE STATISTICS s2 (ndistinct) ON a, b FROM t;
ALTER STATISTICS s2 SET STATISTICS 50;
CREATE STATISTICS s3 ON (a + b) FROM t;
CREATE STATISTICS s4 ON lower(c), (a % 2) FROM t;
COMMENT ON STATISTICS s3 IS 'sum';
-- pair: text-search
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);
CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('english', a)) STORED);
-- new
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR asciiword, word WITH d;
CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('public.c', a)) STORED);
CREATE INDEX i ON t USING gin (b);
-- pair: casts-and-operators
CREATE TYPE c AS (x integer);
CREATE FUNCTION conv(c) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.x';
CREATE CAST (c AS integer) WITH FUNCTION conv(c);
CREATE FUNCTION eq(c, c) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x = $2.x';
CREATE OPERATOR == (LEFTARG = c, RIGHTARG = c, FUNCTION = eq);
-- new
CREATE TYPE c AS (x integer, y integer);
CREATE FUNCTION conv(c) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.x';
CREATE CAST (c AS integer) WITH FUNCTION conv(c) AS IMPLICIT;
CREATE FUNCTION eq(c, c) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x = $2.x';
CREATE OPERATOR == (LEFTARG = c, RIGHTARG = c, FUNCTION = eq, COMMUTATOR = ==, NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE FUNCTION ne(c, c) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.x <> $2.x';
CREATE OPERATOR !== (LEFTARG = c, RIGHTARG = c, FUNCTION = ne, COMMUTATOR = !==, NEGATOR = ==);
CREATE TABLE t (c c, CONSTRAINT k CHECK (c == c));
-- pair: operator-class
CREATE FUNCTION cmp(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS oc FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp(integer, integer);
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a oc);
-- new
CREATE FUNCTION cmp(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE FUNCTION cmp2(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE OPERATOR CLASS oc FOR TYPE integer USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 cmp2(integer, integer);
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a oc);
-- pair: comments
CREATE TABLE t (a integer, b integer);
COMMENT ON TABLE t IS 'old';
COMMENT ON COLUMN t.a IS 'old';
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION f(integer) IS 'old';
-- new
CREATE TABLE t (a integer, b integer);
COMMENT ON TABLE t IS E'new\nwith ''quotes'' and \\';
COMMENT ON COLUMN t.b IS 'new';
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT a FROM t;
COMMENT ON VIEW v IS 'v';
COMMENT ON COLUMN v.a IS 'va';
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
COMMENT ON MATERIALIZED VIEW m IS 'm';
COMMENT ON COLUMN m.a IS 'ma';
CREATE SEQUENCE s;
COMMENT ON SEQUENCE s IS 's';
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0);
COMMENT ON DOMAIN d IS 'd';
COMMENT ON CONSTRAINT c ON DOMAIN d IS 'c';
COMMENT ON EXTENSION plpgsql IS 'changed';
COMMENT ON LANGUAGE plpgsql IS 'changed';
COMMENT ON SCHEMA public IS 'p';
-- pair: quoted-everything
CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."My Table" ("My Id" serial, "My ""Col""" text);
-- new
CREATE SCHEMA "My Schema";
CREATE TYPE "My Schema"."My Enum" AS ENUM ('It''s', 'B');
CREATE DOMAIN "My Schema"."My Domain" AS integer CONSTRAINT "My Check" CHECK (VALUE > 0);
CREATE TABLE "My Schema"."My Table" ("My Id" bigserial, "My ""Col""" varchar(7) COLLATE "C", "E" "My Schema"."My Enum" DEFAULT 'It''s', "D" "My Schema"."My Domain", CONSTRAINT "My Key" UNIQUE ("E", "D"));
CREATE FUNCTION "My Schema"."My Func"("Arg One" "My Schema"."My Enum") RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
DROP FUNCTION "My Schema"."My Func";
CREATE FUNCTION "My Schema"."My Func"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "My Trigger" BEFORE UPDATE OF "My Id" ON "My Schema"."My Table" FOR EACH ROW EXECUTE FUNCTION "My Schema"."My Func"();
CREATE POLICY "My Policy" ON "My Schema"."My Table" USING ("E" = 'B');
CREATE VIEW "My Schema"."My View" AS SELECT "My Id", "E" FROM "My Schema"."My Table";
CREATE INDEX "My Index" ON "My Schema"."My Table" (lower("My ""Col"""));
COMMENT ON TRIGGER "My Trigger" ON "My Schema"."My Table" IS 'mine';
COMMENT ON INDEX "My Schema"."My Index" IS 'mine';
GRANT SELECT ("My Id") ON "My Schema"."My Table" TO PUBLIC;
-- pair: collations
CREATE COLLATION a (provider = icu, locale = 'en');
CREATE TABLE t (x text COLLATE a, y text);
CREATE INDEX i ON t (y COLLATE a);
CREATE VIEW v AS SELECT x COLLATE a AS x FROM t;
-- new
CREATE COLLATION a (provider = icu, locale = 'sv');
CREATE COLLATION b (provider = libc, locale = 'C');
CREATE TABLE t (x text COLLATE a, y text COLLATE b);
CREATE INDEX i ON t (y COLLATE a);
CREATE VIEW v AS SELECT x COLLATE a AS x FROM t;
COMMENT ON COLLATION b IS 'bee';
-- pair: deep-chain
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS e CHECK (VALUE <> 'b');
CREATE TABLE t (id integer PRIMARY KEY, d d, n integer);
CREATE FUNCTION g(d) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE VIEW v AS SELECT id, g(d) AS g FROM t;
CREATE FUNCTION h() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM public.v';
CREATE VIEW w AS SELECT h.id FROM public.h() AS h;
CREATE MATERIALIZED VIEW m AS SELECT id FROM w;
CREATE INDEX m_id ON m (id);
CREATE TABLE u (x integer, CONSTRAINT c CHECK (g('a') > 0));
-- new
CREATE TYPE e AS ENUM ('b', 'a', 'c');
CREATE DOMAIN d AS e CHECK (VALUE <> 'c');
CREATE TABLE t (id bigint PRIMARY KEY, d d, n integer);
CREATE FUNCTION g(d) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint';
CREATE VIEW v AS SELECT id, g(d) AS g FROM t;
CREATE FUNCTION h() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM public.v';
CREATE VIEW w AS SELECT h.id FROM public.h() AS h;
CREATE MATERIALIZED VIEW m AS SELECT id FROM w;
CREATE INDEX m_id ON m (id);
CREATE TABLE u (x integer, CONSTRAINT c CHECK (g('a') > 0));
-- pair: extension-in-a-schema-of-its-own
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE TABLE t (a integer);
-- new
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE TABLE t (a integer, b ext.citext, c ext.hstore DEFAULT ''::ext.hstore);
CREATE TABLE u (b ext.citext[] NOT NULL);
CREATE FUNCTION f(ext.citext) RETURNS ext.hstore LANGUAGE sql AS 'SELECT NULL::ext.hstore';
CREATE DOMAIN d AS ext.citext;
CREATE TYPE c AS (x ext.citext);
CREATE INDEX i ON t USING gin (c ext.gin_hstore_ops);
-- pair: user-catalog-table
CREATE TABLE t (a integer) WITH (user_catalog_table = true);
CREATE UNLOGGED TABLE u (a integer);
-- new
CREATE UNLOGGED TABLE t (a integer) WITH (fillfactor = 70);
CREATE TABLE u (a integer) WITH (user_catalog_table = true);
-- pair: user-catalog-table-stays
CREATE TABLE t (a integer) WITH (user_catalog_table = true);
-- new
CREATE UNLOGGED TABLE t (a integer) WITH (user_catalog_table = true);
-- pair: statistics-and-more
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS s1 (dependencies) ON a, b FROM t;
CREATE STATISTICS s2 ON (a + b), c FROM t;
ALTER STATISTICS s1 SET STATISTICS 50;
COMMENT ON STATISTICS s1 IS 's';
-- new
CREATE TABLE t (a bigint, b integer, c text);
CREATE STATISTICS s1 (dependencies, mcv) ON a, b FROM t;
CREATE STATISTICS s2 ON (a - b), c FROM t;
ALTER STATISTICS s2 SET STATISTICS 60;
COMMENT ON STATISTICS s2 IS 's';
-- pair: event-triggers
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER e1 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
CREATE EVENT TRIGGER e2 ON sql_drop EXECUTE FUNCTION et();
-- new
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER e1 ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION et();
ALTER EVENT TRIGGER e1 DISABLE;
COMMENT ON EVENT TRIGGER e1 IS 'e';

-- pair: columns that a publication names are retyped and made again
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text, g integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE PUBLICATION listed FOR TABLE t (id, a);
CREATE PUBLICATION chosen FOR TABLE t WHERE (id > 5) WITH (publish = 'insert');
COMMENT ON PUBLICATION listed IS 'said';
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b text, g bigint GENERATED ALWAYS AS (a * 2) STORED);
CREATE PUBLICATION listed FOR TABLE t (id, a);
CREATE PUBLICATION chosen FOR TABLE t WHERE (id > 5) WITH (publish = 'insert');
COMMENT ON PUBLICATION listed IS 'said';
-- pair: a published column goes and the publication with its list
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE PUBLICATION listed FOR TABLE t (id, a);
-- new
CREATE TABLE t (id integer PRIMARY KEY);
CREATE PUBLICATION listed FOR TABLE t (id);
-- pair: rows of published tables without an identity get a late default
CREATE SCHEMA s;
CREATE TABLE t (a integer);
CREATE TABLE s.t (a integer PRIMARY KEY);
CREATE TABLE s.n (a integer PRIMARY KEY);
ALTER TABLE s.n REPLICA IDENTITY NOTHING;
INSERT INTO t VALUES (1);
INSERT INTO s.n VALUES (1);
CREATE PUBLICATION listed FOR TABLE t (a);
CREATE PUBLICATION every FOR ALL TABLES;
CREATE PUBLICATION inserts FOR TABLE t WITH (publish = 'insert');
-- new
CREATE SCHEMA s;
CREATE TABLE t (a integer);
CREATE FUNCTION of(t) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE t ADD COLUMN b integer DEFAULT of(NULL::t);
CREATE TABLE s.t (a integer PRIMARY KEY);
CREATE FUNCTION s.of(s.t) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE s.t ADD COLUMN b integer DEFAULT s.of(NULL::s.t);
CREATE TABLE s.n (a integer PRIMARY KEY);
CREATE FUNCTION s.of(s.n) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE s.n ADD COLUMN b integer DEFAULT s.of(NULL::s.n);
ALTER TABLE s.n REPLICA IDENTITY NOTHING;
CREATE PUBLICATION listed FOR TABLE t (a);
CREATE PUBLICATION every FOR ALL TABLES;
CREATE PUBLICATION inserts FOR TABLE t WITH (publish = 'insert');
CREATE PUBLICATION new FOR TABLE s.n;

-- pair: a publication of columns that stand in another order
CREATE TABLE t (a integer, b integer PRIMARY KEY);
-- new
CREATE TABLE t (c integer, b integer PRIMARY KEY, a integer);
CREATE PUBLICATION p FOR TABLE t (c, b, a);

-- pair: rows get a late default whose whole is their identity and whose part is published
CREATE TABLE t (a integer PRIMARY KEY, b integer);
ALTER TABLE t REPLICA IDENTITY FULL;
CREATE TABLE k (a integer PRIMARY KEY, b integer);
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a) STORED);
ALTER TABLE g REPLICA IDENTITY FULL;
CREATE PUBLICATION listed FOR TABLE t (a, b);
CREATE PUBLICATION chosen FOR TABLE k WHERE (a > 1);
CREATE PUBLICATION every FOR ALL TABLES;
-- new
CREATE TABLE t (a integer PRIMARY KEY, b integer);
ALTER TABLE t REPLICA IDENTITY FULL;
CREATE FUNCTION of(t) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE t ADD COLUMN c integer DEFAULT of(NULL::t);
CREATE TABLE k (a integer PRIMARY KEY, b integer);
CREATE FUNCTION of(k) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE k ADD COLUMN c integer DEFAULT of(NULL::k);
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a) STORED);
CREATE FUNCTION of(g) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
ALTER TABLE g ADD COLUMN c integer DEFAULT of(NULL::g);
ALTER TABLE g REPLICA IDENTITY FULL;
CREATE PUBLICATION listed FOR TABLE t (a, b);
CREATE PUBLICATION chosen FOR TABLE k WHERE (a > 1);
CREATE PUBLICATION every FOR ALL TABLES;
-- pair: an extension of an older version
CREATE EXTENSION hstore VERSION '1.4';
CREATE TABLE t (a hstore);
-- new
CREATE EXTENSION hstore;
CREATE TABLE t (a hstore);
-- pair: an extension goes whose type columns had
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b citext[] DEFAULT '{x}', c citext DEFAULT 'y' NOT NULL);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT a FROM t;
-- new
CREATE TABLE t (a text, b text[] DEFAULT '{x}', c varchar(20) DEFAULT 'y' NOT NULL);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT a FROM t;
