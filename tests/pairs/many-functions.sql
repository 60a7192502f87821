-- pair: bodies-and-options
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN a; END';
CREATE FUNCTION h() RETURNS void LANGUAGE sql SECURITY DEFINER AS '';
-- new
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 7 AS 'SELECT a + 1';
CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '1MB' AS $body$BEGIN RETURN a; -- with 'quotes' and $$
END$body$;
CREATE FUNCTION h() RETURNS void LANGUAGE sql AS '';
COMMENT ON FUNCTION h() IS 'does nothing';
-- pair: arguments
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION h(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION k(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- new
CREATE FUNCTION f(b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a integer, b text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION h(a integer DEFAULT 5, OUT x integer, INOUT y text DEFAULT NULL) LANGUAGE sql AS 'SELECT 1, ''b''::text';
CREATE FUNCTION k(integer, integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION v(VARIADIC a integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION v2(a text, VARIADIC b "any") RETURNS text LANGUAGE internal STABLE AS 'text_format';
-- pair: results
CREATE TABLE t (a integer, b text);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS SETOF integer LANGUAGE sql ROWS 10 AS 'SELECT 1';
CREATE FUNCTION h() RETURNS TABLE (a integer, b text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION k() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION l(t) RETURNS integer LANGUAGE sql AS 'SELECT $1.a';
-- new
CREATE TABLE t (a bigint, b text, c date);
CREATE FUNCTION f() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION g() RETURNS SETOF bigint LANGUAGE sql ROWS 20 AS 'SELECT 1::bigint';
CREATE FUNCTION h() RETURNS TABLE (a integer, c text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION k() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t WHERE a > 0';
CREATE FUNCTION l(t) RETURNS bigint LANGUAGE sql AS 'SELECT $1.a';
CREATE FUNCTION m(t) RETURNS t LANGUAGE sql AS 'SELECT $1';
-- pair: begin-atomic
CREATE TABLE t (a integer, b text);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql RETURN 1;
CREATE FUNCTION g() RETURNS SETOF integer BEGIN ATOMIC SELECT a FROM t; END;
CREATE PROCEDURE p(x integer) BEGIN ATOMIC INSERT INTO t VALUES (x); DELETE FROM t WHERE a = x; END;
-- new
CREATE TABLE t (a bigint, b text);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql RETURN 1 + 1;
CREATE FUNCTION g() RETURNS SETOF bigint BEGIN ATOMIC SELECT a FROM t WHERE b IS NOT NULL; END;
CREATE FUNCTION h() RETURNS bigint BEGIN ATOMIC SELECT max(x) FROM g() AS x; END;
CREATE PROCEDURE p(x integer) BEGIN ATOMIC INSERT INTO t VALUES (x, 'y') RETURNING a; UPDATE t SET b = 'case' WHERE a = CASE WHEN x > 1 THEN 2 ELSE 3 END; END;
-- pair: function-to-function
CREATE FUNCTION a(integer) RETURNS integer LANGUAGE sql RETURN $1;
CREATE FUNCTION b(integer) RETURNS integer LANGUAGE sql RETURN a($1);
-- new
CREATE FUNCTION b(integer) RETURNS integer LANGUAGE sql RETURN $1;
CREATE FUNCTION a(integer) RETURNS integer LANGUAGE sql RETURN b($1);
-- pair: procedure-and-function-exchange
CREATE FUNCTION a() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE b() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
CREATE PROCEDURE c(INOUT x integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE d(IN x integer, OUT y text) LANGUAGE sql AS 'SELECT ''a''';
CREATE AGGREGATE e(integer) (SFUNC = int4pl, STYPE = integer);
-- new
CREATE PROCEDURE a() LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION b() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE c(INOUT x bigint) LANGUAGE sql AS 'SELECT 1::bigint';
CREATE PROCEDURE d(IN x integer, OUT y text) LANGUAGE sql AS 'SELECT ''b''';
COMMENT ON PROCEDURE d(integer) IS 'says b';
CREATE FUNCTION e(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- pair: overloads
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 3';
-- new
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(bigint) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 4';
-- pair: aggregates
CREATE FUNCTION acc(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE total(integer) (SFUNC = acc, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE VIEW v AS SELECT total(x) AS t FROM generate_series(1, 3) x;
COMMENT ON AGGREGATE many(*) IS 'how many';
-- new
CREATE FUNCTION acc(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + $2';
CREATE FUNCTION unacc(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE FUNCTION fin(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE total(integer) (SFUNC = acc, STYPE = integer, FINALFUNC = fin, FINALFUNC_MODIFY = READ_ONLY, INITCOND = '1', COMBINEFUNC = acc, MSFUNC = acc, MINVFUNC = unacc, MSTYPE = integer, MFINALFUNC = fin, MINITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '5');
CREATE AGGREGATE biggest(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = >);
CREATE AGGREGATE pct(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE rk(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE VIEW v AS SELECT total(x) AS t FROM generate_series(1, 3) x;
COMMENT ON AGGREGATE biggest(integer) IS 'largest';
-- pair: window-function
CREATE FUNCTION rn() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
-- new
CREATE FUNCTION rn() RETURNS bigint LANGUAGE internal WINDOW STABLE AS 'window_row_number';
CREATE FUNCTION rk() RETURNS bigint LANGUAGE internal WINDOW AS 'window_rank';
CREATE VIEW v AS SELECT rn() OVER (ORDER BY x) AS n FROM generate_series(1, 2) x;
-- pair: support-and-transform
CREATE FUNCTION f(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
-- new
CREATE FUNCTION f(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL RESTRICTED COST 0.5 AS 'SELECT $1 = $2';
CREATE FUNCTION g(integer, integer) RETURNS SETOF integer LANGUAGE internal IMMUTABLE STRICT ROWS 50 SUPPORT generate_series_int4_support AS 'generate_series_int4';
-- pair: polymorphic
CREATE FUNCTION f(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1[1]';
-- new
CREATE FUNCTION f(anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[$1]';
CREATE FUNCTION g(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION h(anyrange) RETURNS anymultirange LANGUAGE internal AS 'multirange_constructor1';
-- pair: types-in-signatures
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS integer;
CREATE TYPE c AS (x integer);
CREATE FUNCTION f(e, d, c) RETURNS c LANGUAGE sql AS 'SELECT $3';
CREATE FUNCTION g(x e DEFAULT 'a') RETURNS e[] LANGUAGE sql AS 'SELECT ARRAY[$1]';
CREATE FUNCTION h() RETURNS TABLE (x e, y d) LANGUAGE sql AS 'SELECT ''a''::e, 1::d';
-- new
CREATE TYPE e AS ENUM ('b', 'c');
CREATE DOMAIN d AS bigint;
CREATE TYPE c AS (x integer, y text);
CREATE FUNCTION f(e, d, c) RETURNS c LANGUAGE sql AS 'SELECT $3';
CREATE FUNCTION g(x e DEFAULT 'b') RETURNS e[] LANGUAGE sql AS 'SELECT ARRAY[$1]';
CREATE FUNCTION h() RETURNS TABLE (x e, y d) LANGUAGE sql AS 'SELECT ''b''::e, 1::d';
-- pair: default-arguments-call
CREATE FUNCTION a() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION b(x integer DEFAULT a()) RETURNS integer LANGUAGE sql AS 'SELECT $1';
-- new
CREATE FUNCTION a() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION b(x bigint DEFAULT a()) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
CREATE SEQUENCE s;
CREATE FUNCTION c(x bigint DEFAULT nextval('s')) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
-- pair: body-mentions-later-table
CREATE FUNCTION early() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM later); END';
CREATE TABLE later (a integer);
-- new
CREATE TABLE later (a integer, b integer DEFAULT 0);
CREATE FUNCTION early() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT sum(b) FROM later); END';
CREATE TABLE newer (b integer);
