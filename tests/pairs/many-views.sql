-- pair: over-views
CREATE TABLE t (a integer, b text, c date);
CREATE VIEW v1 AS SELECT a, b FROM t;
CREATE VIEW v2 AS SELECT a, upper(b) AS b FROM v1;
CREATE VIEW v3 AS SELECT v2.a, t.c FROM v2 JOIN t USING (a);
CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM v3;
COMMENT ON VIEW v2 IS 'two';
COMMENT ON COLUMN v2.b IS 'upper';
GRANT SELECT ON v3 TO PUBLIC;
-- new
CREATE TABLE t (a integer, b text, c date);
CREATE VIEW v1 AS SELECT b, a FROM t WHERE c IS NOT NULL;
CREATE VIEW v2 AS SELECT a, upper(b) AS b FROM v1;
CREATE VIEW v3 AS SELECT v2.a, t.c FROM v2 JOIN t USING (a);
CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM v3;
COMMENT ON VIEW v2 IS 'two';
COMMENT ON COLUMN v2.b IS 'upper';
GRANT SELECT ON v3 TO PUBLIC;
-- pair: recursive
CREATE TABLE t (id integer, parent integer);
CREATE RECURSIVE VIEW r (id, depth) AS SELECT id, 0 FROM t WHERE parent IS NULL UNION ALL SELECT t.id, r.depth + 1 FROM t JOIN r ON t.parent = r.id;
-- new
CREATE TABLE t (id bigint, parent bigint);
CREATE RECURSIVE VIEW r (id, depth, up) AS SELECT id, 0, NULL::bigint FROM t WHERE parent IS NULL UNION ALL SELECT t.id, r.depth + 1, r.id FROM t JOIN r ON t.parent = r.id;
CREATE VIEW s AS WITH RECURSIVE x AS (SELECT 1 AS n UNION SELECT n + 1 FROM x WHERE n < 5) SEARCH DEPTH FIRST BY n SET o SELECT n FROM x;
-- pair: options
CREATE TABLE t (a integer, b text);
CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW x WITH (security_invoker = true) AS SELECT a FROM t;
-- new
CREATE TABLE t (a integer, b text);
CREATE VIEW v WITH (security_barrier = false, security_invoker) AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM t WHERE a > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW x AS SELECT a FROM t WHERE a > 1;
ALTER VIEW x ALTER COLUMN a SET DEFAULT 5;
-- pair: star-and-columns
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT v.* FROM v;
-- new
CREATE TABLE t (a integer, b text, c date);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT v.* FROM v;
-- pair: column-gone-below
CREATE TABLE t (a integer, b text, c date);
CREATE VIEW v AS SELECT a, b, c FROM t;
CREATE VIEW w AS SELECT a, c FROM v;
CREATE RULE r AS ON INSERT TO w DO INSTEAD INSERT INTO t (a, c) VALUES (NEW.a, NEW.c);
-- new
CREATE TABLE t (a integer, c date);
CREATE VIEW v AS SELECT a, c FROM t;
CREATE VIEW w AS SELECT a, c FROM v;
CREATE RULE r AS ON INSERT TO w DO INSTEAD INSERT INTO t (a, c) VALUES (NEW.a, NEW.c);
-- pair: joined-star
CREATE TABLE a (id integer, x integer);
CREATE TABLE b (id integer, y integer);
CREATE VIEW v AS SELECT * FROM a JOIN b USING (id);
CREATE VIEW u AS SELECT * FROM a NATURAL FULL JOIN b;
-- new
CREATE TABLE a (id integer, x integer, z integer);
CREATE TABLE b (id integer, y integer);
CREATE VIEW v AS SELECT * FROM a JOIN b USING (id);
CREATE VIEW u AS SELECT * FROM a NATURAL FULL JOIN b;
-- pair: matview-chain
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m1 AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m1_a ON m1 (a);
CREATE MATERIALIZED VIEW m2 AS SELECT a FROM m1;
CREATE VIEW v AS SELECT a FROM m2;
GRANT SELECT ON m2 TO PUBLIC;
-- new
CREATE TABLE t (a bigint, b text);
CREATE MATERIALIZED VIEW m1 AS SELECT a, b FROM t WHERE a > 0;
CREATE UNIQUE INDEX m1_a ON m1 (a);
CREATE MATERIALIZED VIEW m2 AS SELECT a FROM m1;
CREATE VIEW v AS SELECT a FROM m2;
GRANT SELECT ON m2 TO PUBLIC;
COMMENT ON MATERIALIZED VIEW m1 IS 'cached';
-- pair: view-to-matview-to-table
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
CREATE VIEW w AS SELECT a FROM m;
-- new
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
CREATE TABLE m (a integer);
CREATE VIEW w AS SELECT a FROM m;
-- pair: on-functions
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION rows() RETURNS TABLE (a integer, b text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE VIEW v AS SELECT f(1) AS x, r.a FROM rows() r;
-- new
CREATE FUNCTION f(integer) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
CREATE FUNCTION rows() RETURNS TABLE (a integer, b text, c date) LANGUAGE sql AS 'SELECT 1, ''x'', now()::date';
CREATE VIEW v AS SELECT f(1) AS x, r.a, r.c FROM rows() r;
-- pair: types-in-views
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS integer CHECK (VALUE > 0);
CREATE TYPE c AS (x integer, y e);
CREATE TABLE t (v e, w d, z c);
CREATE VIEW view AS SELECT v, w, (z).x, (z).y FROM t WHERE v = 'a';
-- new
CREATE TYPE e AS ENUM ('b', 'a', 'c');
CREATE DOMAIN d AS bigint CHECK (VALUE > 1);
CREATE TYPE c AS (x bigint, y e);
CREATE TABLE t (v e, w d, z c);
CREATE VIEW view AS SELECT v, w, (z).x, (z).y FROM t WHERE v = 'b';
-- pair: group-by-key
CREATE TABLE t (id integer PRIMARY KEY, v text, w integer);
CREATE VIEW s AS SELECT id, v, sum(w) AS total FROM t GROUP BY id;
-- new
CREATE TABLE t (id bigint PRIMARY KEY, v text, w integer);
CREATE VIEW s AS SELECT id, v, sum(w) AS total, count(*) FILTER (WHERE w > 0) AS n FROM t GROUP BY id HAVING count(*) > 1 ORDER BY v LIMIT 5;
-- pair: key-behind-grouped-view
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE VIEW s AS SELECT id, v FROM t GROUP BY id;
-- new
CREATE TABLE t (id integer, v text, CONSTRAINT other PRIMARY KEY (id));
CREATE VIEW s AS SELECT id, v FROM t GROUP BY id;
-- pair: instead-of
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION ins() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (NEW.a); RETURN NEW; END';
CREATE TRIGGER i INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION ins();
-- new
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE FUNCTION ins() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (NEW.a, NEW.b); RETURN NEW; END';
CREATE TRIGGER i INSTEAD OF INSERT OR UPDATE OR DELETE ON v FOR EACH ROW EXECUTE FUNCTION ins();
CREATE TRIGGER s AFTER INSERT ON v FOR EACH STATEMENT EXECUTE FUNCTION ins();
-- pair: rules
CREATE TABLE t (a integer);
CREATE TABLE log (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE RULE r AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (NEW.a);
CREATE RULE u AS ON UPDATE TO v DO INSTEAD UPDATE t SET a = NEW.a WHERE a = OLD.a;
CREATE RULE d AS ON DELETE TO t DO INSTEAD NOTHING;
-- new
CREATE TABLE t (a integer, b integer);
CREATE TABLE log (a integer, at timestamptz DEFAULT now());
CREATE VIEW v AS SELECT a FROM t;
CREATE RULE r AS ON INSERT TO t WHERE NEW.a > 0 DO ALSO (INSERT INTO log VALUES (NEW.a); DELETE FROM log WHERE a < 0);
CREATE RULE u AS ON UPDATE TO v DO INSTEAD UPDATE t SET a = NEW.a, b = 1 WHERE a = OLD.a RETURNING a;
CREATE RULE d AS ON DELETE TO t DO INSTEAD NOTHING;
ALTER TABLE t DISABLE RULE d;
ALTER TABLE t ENABLE ALWAYS RULE r;
COMMENT ON RULE d ON t IS 'never';
-- pair: window-and-lateral
CREATE TABLE t (a integer, b text, c integer[]);
CREATE VIEW v AS SELECT a, row_number() OVER (PARTITION BY b ORDER BY a) AS n FROM t;
-- new
CREATE TABLE t (a integer, b text, c integer[]);
CREATE VIEW v AS SELECT a, row_number() OVER w AS n, x.u FROM t, LATERAL unnest(c) WITH ORDINALITY AS x(u, o) WINDOW w AS (PARTITION BY b ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW);
CREATE VIEW vv AS SELECT CASE WHEN a > 1 THEN 'x' ELSE 'y' END AS k, EXISTS (SELECT 1 FROM v WHERE v.a = t.a) AS e FROM t UNION ALL SELECT 'z', true ORDER BY 1;
CREATE VIEW g AS SELECT a, b, grouping(a) AS gr FROM t GROUP BY GROUPING SETS ((a), (b), ROLLUP (a, b));
CREATE VIEW s AS SELECT * FROM t TABLESAMPLE bernoulli (10);
CREATE VIEW j AS SELECT * FROM json_to_recordset('[]') AS x(a integer, b text);
-- pair: unlogged-and-tablespace
CREATE VIEW public."V" ("A", b) AS SELECT 1, 2;
-- new
CREATE VIEW public."V" ("A", "B") AS SELECT 1, 2;
CREATE VIEW empty AS SELECT;
CREATE MATERIALIZED VIEW mm (x, y) WITH (autovacuum_enabled = false) AS SELECT 1, 'a' WITH NO DATA;
-- pair: matviews-over-views
CREATE TABLE t (a integer, b text, c date);
CREATE VIEW v1 AS SELECT a, b FROM t;
CREATE MATERIALIZED VIEW m1 AS SELECT a FROM v1 WITH NO DATA;
CREATE VIEW v2 AS SELECT * FROM m1;
CREATE MATERIALIZED VIEW m2 AS SELECT a + 1 AS x FROM v2 WITH NO DATA;
CREATE INDEX i2 ON m2 (x);
COMMENT ON MATERIALIZED VIEW m2 IS 'two';
COMMENT ON INDEX i2 IS 'index';
-- new
CREATE TABLE t (a integer, b varchar(30));
CREATE VIEW v1 AS SELECT a, upper(b) AS b FROM t;
CREATE MATERIALIZED VIEW m1 AS SELECT a, b FROM v1 WITH NO DATA;
CREATE VIEW v2 AS SELECT * FROM m1;
CREATE MATERIALIZED VIEW m2 AS SELECT a + 1 AS x, b FROM v2 WITH NO DATA;
CREATE INDEX i2 ON m2 (x) WHERE b IS NOT NULL;
COMMENT ON MATERIALIZED VIEW m2 IS 'two!';
COMMENT ON INDEX i2 IS 'index!';
-- pair: triggers-on-views
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER i INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE t.a = OLD.a;
COMMENT ON TRIGGER i ON v IS 'i';
COMMENT ON RULE r ON v IS 'r';
ALTER VIEW v ALTER COLUMN a SET DEFAULT 7;
-- new
CREATE TABLE t (a bigint, b integer);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
CREATE TRIGGER i INSTEAD OF INSERT OR UPDATE ON v FOR EACH ROW EXECUTE FUNCTION tf('x');
CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE t.a = OLD.a AND t.b = OLD.b;
COMMENT ON TRIGGER i ON v IS 'i2';
COMMENT ON RULE r ON v IS 'r2';
ALTER VIEW v ALTER COLUMN b SET DEFAULT 8;
-- pair: row-type-of-view-function
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f(v) RETURNS integer LANGUAGE sql AS 'SELECT $1.a';
-- new
CREATE TABLE t (a bigint, b text);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE FUNCTION f(v) RETURNS text LANGUAGE sql AS 'SELECT $1.b';
-- pair: columns of a view's row type while the view is made again
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
CREATE TABLE u (id integer, x v, y v[]);
-- new
CREATE TABLE t (a bigint, b text);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE TABLE u (id integer, x v, y v[]);
