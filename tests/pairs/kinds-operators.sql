-- old
CREATE FUNCTION eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE FUNCTION neg(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT reverse($1)';
CREATE OPERATOR !! (FUNCTION = neg, RIGHTARG = text);
COMMENT ON OPERATOR !! (NONE, text) IS 'turns around';
CREATE VIEW uses AS SELECT 1 === 'a' AS same, !! 'abc'::text AS turned;
CREATE OPERATOR FAMILY fam USING btree;

-- new
CREATE ROLE r_app;
CREATE FUNCTION eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION qe(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $2::text = $1';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = ===, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
CREATE OPERATOR === (FUNCTION = qe, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = ===);
CREATE FUNCTION neg(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT reverse($1)';
CREATE OPERATOR !! (FUNCTION = neg, RIGHTARG = text);
COMMENT ON OPERATOR !! (NONE, text) IS 'reverses';
ALTER OPERATOR !! (NONE, text) OWNER TO r_app;
CREATE VIEW uses AS SELECT 1 === 'a' AS same, !! 'abc'::text AS turned;
CREATE OPERATOR FAMILY fam USING btree;
COMMENT ON OPERATOR FAMILY fam USING btree IS 'a family';
CREATE FUNCTION mycmp(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS myops FOR TYPE integer USING btree FAMILY fam AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 mycmp(integer, integer);
COMMENT ON OPERATOR CLASS myops USING btree IS 'mine';
ALTER OPERATOR CLASS myops USING btree OWNER TO r_app;
CREATE FUNCTION othercmp(integer, bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::integer';
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) othercmp(integer, bigint);
CREATE TABLE t (a integer);
CREATE INDEX t_a ON t (a myops);
CREATE FUNCTION tobool(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = ''yes''';
CREATE CAST (text AS boolean) WITH FUNCTION tobool(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS boolean) IS 'yes is true';
CREATE TYPE col AS ENUM ('r');
CREATE CAST (col AS integer) WITH INOUT;
CREATE DEFAULT CONVERSION myconv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION myconv IS 'a conversion';
CREATE ACCESS METHOD mybtree TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD mybtree IS 'mine';
