-- old
CREATE ROLE r_app; CREATE ROLE r_other;
CREATE SCHEMA one;
CREATE SCHEMA two AUTHORIZATION r_app;
CREATE TABLE one.t (id serial PRIMARY KEY, a integer);
CREATE VIEW one.v AS SELECT a FROM one.t;
CREATE FUNCTION one.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE one.mood AS ENUM ('a');
GRANT SELECT ON one.t TO r_app;

-- new
CREATE ROLE r_app; CREATE ROLE r_other;
CREATE SCHEMA one AUTHORIZATION r_app;
CREATE SCHEMA two AUTHORIZATION r_other;
CREATE SCHEMA three AUTHORIZATION r_other;
CREATE TABLE one.t (id serial PRIMARY KEY, a bigint);
ALTER TABLE one.t OWNER TO r_app;
CREATE VIEW one.v AS SELECT a FROM one.t;
ALTER VIEW one.v OWNER TO r_app;
GRANT SELECT ON one.v TO r_other;
CREATE FUNCTION one.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION one.f() OWNER TO r_other;
REVOKE EXECUTE ON FUNCTION one.f() FROM PUBLIC;
CREATE TYPE one.mood AS ENUM ('a');
ALTER TYPE one.mood OWNER TO r_app;
CREATE TABLE three.n (id integer, a integer);
ALTER TABLE three.n OWNER TO r_app;
GRANT SELECT (a) ON three.n TO r_other;
GRANT INSERT ON three.n TO r_other;
REVOKE UPDATE ON three.n FROM r_app;
CREATE MATERIALIZED VIEW three.m AS SELECT 1 AS a;
ALTER MATERIALIZED VIEW three.m OWNER TO r_other;
CREATE SEQUENCE three.s;
ALTER SEQUENCE three.s OWNER TO r_other;
CREATE AGGREGATE three.counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
ALTER AGGREGATE three.counted(*) OWNER TO r_app;
