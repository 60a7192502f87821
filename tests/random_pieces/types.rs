//! Schemas, types, domains, sequences and default privileges.

use super::{Piece, piece};

pub(crate) const PIECES: &[Piece] = &[
    // Before default privileges, which would count for what it brings.
    piece("citext", &[], &["CREATE EXTENSION citext"]),
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
            "CREATE DOMAIN positive AS bigint CONSTRAINT above CHECK (VALUE > 0) CONSTRAINT below CHECK (VALUE < 9)",
        ],
    ),
    piece("positive_owner", &["positive"], &["ALTER DOMAIN positive OWNER TO r_app"]),
    piece(
        "pair",
        &[],
        &[
            "CREATE TYPE pair AS (x integer, y text)",
            "CREATE TYPE pair AS (x bigint, y text, z date)",
            "CREATE TYPE pair AS (x integer)",
        ],
    ),
    piece("pair_mood", &["pair", "mood"], &["ALTER TYPE pair ADD ATTRIBUTE m mood"]),
    piece(
        "counter",
        &[],
        &[
            "CREATE SEQUENCE counter",
            "CREATE SEQUENCE counter AS integer INCREMENT 2 START 5",
            "CREATE SEQUENCE counter AS smallint INCREMENT -1",
        ],
    ),
    piece(
        "german",
        &[],
        &[
            "CREATE COLLATION german (provider = icu, locale = 'de')",
            "CREATE COLLATION german (provider = icu, locale = 'de', deterministic = false)",
        ],
    ),
];
