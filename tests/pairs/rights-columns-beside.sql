CREATE ROLE r_reader;
CREATE TABLE t (a integer, b text);
GRANT SELECT ON t TO r_reader WITH GRANT OPTION;
GRANT SELECT (a), UPDATE (b) ON t TO r_reader WITH GRANT OPTION;
CREATE TABLE u (a integer, b text);
GRANT SELECT (a), UPDATE (b) ON u TO r_reader;
-- new
CREATE ROLE r_reader;
CREATE TABLE t (a integer, b text);
GRANT SELECT (a), UPDATE (b) ON t TO r_reader WITH GRANT OPTION;
CREATE TABLE u (a integer, b text);
GRANT SELECT, UPDATE ON u TO r_reader;
GRANT SELECT (a), UPDATE (b) ON u TO r_reader;
