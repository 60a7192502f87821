//! Random pairs of schemas that are made of SQL text: objects that stand on each other, each there or not and in one of
//! several forms, with owners and privileges. Judged as `native_pairs` does.
//!
//! `BULKHEAD_PAIR_CASES` says how many pairs are tried on each server, other ones each time.

mod support;

use support::random_pairs::{Piece, migrate_random_pairs, piece};

/// In an order in which they can be made.
const PIECES: &[Piece] = &[
    piece(
        "defaults",
        &[],
        &[
            "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r_reader",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO r_app",
        ],
    ),
    piece("app", &[], &["CREATE SCHEMA app", "CREATE SCHEMA app AUTHORIZATION r_app"]),
    piece("app_rights", &["app"], &["GRANT USAGE ON SCHEMA app TO r_reader", "GRANT ALL ON SCHEMA app TO PUBLIC"]),
    piece(
        "mood",
        &[],
        &[
            "CREATE TYPE mood AS ENUM ('low', 'high')",
            "CREATE TYPE mood AS ENUM ('low', 'middle', 'high')",
            "CREATE TYPE mood AS ENUM ('high', 'low')",
        ],
    ),
    piece("mood_rights", &["mood"], &["REVOKE USAGE ON TYPE mood FROM PUBLIC", "ALTER TYPE mood OWNER TO r_app"]),
    piece(
        "positive",
        &[],
        &[
            "CREATE DOMAIN positive AS integer CONSTRAINT above CHECK (VALUE > 0)",
            "CREATE DOMAIN positive AS integer NOT NULL DEFAULT 7",
        ],
    ),
    piece("positive_owner", &["positive"], &["ALTER DOMAIN positive OWNER TO r_app"]),
    piece(
        "twice",
        &[],
        &[
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $1'",
            "CREATE FUNCTION twice(m integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::bigint * 2'",
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
        "things",
        &[],
        &[
            "CREATE TABLE things (id integer PRIMARY KEY, label text, size integer)",
            "CREATE TABLE things (id bigint PRIMARY KEY, label text NOT NULL, size bigint, note text)",
            "CREATE TABLE things (size integer, label varchar(20), id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
        ],
    ),
    piece("things_mood", &["things", "mood"], &["ALTER TABLE things ADD COLUMN mood mood DEFAULT 'low'"]),
    piece("things_positive", &["things", "positive"], &["ALTER TABLE things ADD COLUMN count positive"]),
    piece(
        "things_twice",
        &["things", "twice"],
        &[
            "ALTER TABLE things ADD CONSTRAINT small CHECK (twice(size::integer) < 100)",
            "CREATE INDEX by_twice ON things (twice(size::integer))",
        ],
    ),
    piece(
        "things_rights",
        &["things"],
        &[
            "GRANT SELECT, INSERT ON things TO r_app",
            "GRANT SELECT (id), UPDATE (label) ON things TO r_reader WITH GRANT OPTION",
            "ALTER TABLE things OWNER TO r_app",
            "REVOKE TRUNCATE ON things FROM postgres",
        ],
    ),
    piece(
        "stamp",
        &["things"],
        &["CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"],
    ),
    piece(
        "stamped",
        &["stamp"],
        &[
            "CREATE TRIGGER stamped BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION stamp()",
            "CREATE TRIGGER stamped BEFORE UPDATE OF label ON things FOR EACH ROW WHEN (NEW.size > 1) EXECUTE FUNCTION stamp()",
        ],
    ),
    piece(
        "small",
        &["things"],
        &[
            "CREATE VIEW small_things AS SELECT id, label FROM things WHERE size < 10",
            "CREATE VIEW small_things AS SELECT id, label, size FROM things",
            "CREATE VIEW small_things WITH (security_barrier) AS SELECT label, id FROM things",
        ],
    ),
    piece(
        "small_rights",
        &["small"],
        &[
            "GRANT SELECT ON small_things TO r_reader",
            // PostgreSQL makes no materialized view of a view whose owner may not read what it reads.
            "ALTER VIEW small_things OWNER TO r_reader; GRANT SELECT ON things TO r_reader",
        ],
    ),
    piece(
        "counted",
        &["small"],
        &[
            "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM small_things",
            "CREATE VIEW counted AS SELECT count(id) AS n FROM small_things",
        ],
    ),
    piece(
        "of_small",
        &["small"],
        &["CREATE FUNCTION of_small() RETURNS SETOF small_things LANGUAGE sql AS 'SELECT * FROM public.small_things'"],
    ),
    piece(
        "policy",
        &["things"],
        &[
            "CREATE POLICY mine ON things TO r_app USING (size > 0)",
            "CREATE POLICY mine ON things FOR SELECT USING (label = current_user)",
        ],
    ),
    piece("secured", &["policy"], &["ALTER TABLE things ENABLE ROW LEVEL SECURITY"]),
    piece(
        "parts",
        &["things", "app"],
        &[
            "CREATE TABLE app.parts (id serial, thing integer REFERENCES things (id))",
            "CREATE TABLE app.parts (id serial PRIMARY KEY, thing bigint)",
        ],
    ),
    piece("parts_owner", &["parts"], &["ALTER TABLE app.parts OWNER TO r_reader"]),
    piece(
        "said",
        &["small"],
        &["COMMENT ON VIEW small_things IS 'small'", "COMMENT ON COLUMN small_things.label IS 'said'"],
    ),
    piece("total", &["twice"], &["CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer)"]),
    piece("operator", &["twice"], &["CREATE OPERATOR !!! (FUNCTION = twice, RIGHTARG = integer)"]),
    piece("operated", &["operator"], &["CREATE VIEW operated AS SELECT !!! 3 AS n"]),
];

#[test]
fn random_schemas_are_migrated_there_and_back() {
    migrate_random_pairs(&PIECES.iter().collect::<Vec<_>>(), 12);
}
