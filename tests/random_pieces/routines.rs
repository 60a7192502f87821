//! Functions, procedures, aggregates and operators, and what tables have by them.

use super::{Piece, piece};

pub(crate) const PIECES: &[Piece] = &[
    piece(
        "twice",
        &[],
        &[
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $1'",
            "CREATE FUNCTION twice(m integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::bigint * 2'",
            "CREATE FUNCTION twice(n integer DEFAULT 3) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
        ],
    ),
    piece(
        "twice_rights",
        &["twice"],
        &[
            "REVOKE EXECUTE ON FUNCTION twice(integer) FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION twice(integer) TO r_app WITH GRANT OPTION",
            "ALTER FUNCTION twice(integer) OWNER TO r_app",
        ],
    ),
    piece(
        "things_twice",
        &["things", "twice"],
        &[
            "ALTER TABLE things ADD CONSTRAINT small CHECK (twice(size::integer) < 100)",
            "CREATE INDEX by_twice ON things (twice(size::integer))",
            "ALTER TABLE things ADD COLUMN two_times bigint DEFAULT twice(4)",
            "ALTER TABLE things ADD COLUMN two_times bigint GENERATED ALWAYS AS (twice(size::integer)) STORED",
        ],
    ),
    piece(
        "of_thing",
        &["things"],
        &[
            "CREATE FUNCTION of_thing(things) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
            "CREATE FUNCTION of_thing(things) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.label'",
        ],
    ),
    piece(
        "things_of_thing",
        &["of_thing"],
        &[
            "ALTER TABLE things ADD CONSTRAINT whole CHECK (of_thing(things) IS NOT NULL)",
            "ALTER TABLE things ADD COLUMN itself text DEFAULT of_thing(NULL::things)::text",
        ],
    ),
    piece(
        "largest",
        &["things"],
        &[
            "CREATE FUNCTION largest() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT max(things.size) FROM things; END",
            "CREATE FUNCTION largest() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT min(things.size) FROM things WHERE things.label <> 'x'; END",
        ],
    ),
    piece(
        "moody",
        &["mood"],
        &[
            "CREATE FUNCTION moody(m mood DEFAULT 'low') RETURNS mood LANGUAGE sql AS 'SELECT m'",
            "CREATE PROCEDURE moody(INOUT m mood) LANGUAGE plpgsql AS 'BEGIN END'",
        ],
    ),
    piece(
        "total",
        &["twice"],
        &[
            "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer)",
            "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = twice, INITCOND = '0')",
        ],
    ),
    piece("operator", &["twice"], &["CREATE OPERATOR !!! (FUNCTION = twice, RIGHTARG = integer)"]),
    piece("operated", &["operator"], &["CREATE VIEW operated AS SELECT !!! 3 AS n"]),
    piece(
        "cast",
        &["pair"],
        &["CREATE CAST (pair AS text) WITH INOUT AS ASSIGNMENT", "CREATE CAST (pair AS text) WITH INOUT"],
    ),
];
