//! What stands beside: statistics, publications, extensions, foreign tables, text search, event triggers.

use super::{Piece, piece};

pub(crate) const PIECES: &[Piece] = &[
    piece(
        "statistics",
        &["things"],
        &["CREATE STATISTICS both ON size, label FROM things", "CREATE STATISTICS both (mcv) ON size, id FROM things"],
    ),
    piece(
        "publication",
        &["things"],
        &[
            "CREATE PUBLICATION news FOR TABLE things",
            "CREATE PUBLICATION news FOR ALL TABLES WITH (publish = 'insert')",
            "CREATE PUBLICATION news FOR TABLE things (id, label)",
            "CREATE PUBLICATION news FOR TABLE things WHERE (size > 3) WITH (publish = 'insert')",
        ],
    ),
    piece("things_citext", &["things", "citext"], &["ALTER TABLE things ADD COLUMN folded citext"]),
    piece(
        "wrapper",
        &[],
        &["CREATE FOREIGN DATA WRAPPER far", "CREATE FOREIGN DATA WRAPPER far OPTIONS (debug 'true')"],
    ),
    piece(
        "server",
        &["wrapper"],
        &[
            "CREATE SERVER away FOREIGN DATA WRAPPER far",
            "CREATE SERVER away TYPE 'x' FOREIGN DATA WRAPPER far OPTIONS (host 'h')",
        ],
    ),
    piece(
        "remote",
        &["server"],
        &[
            "CREATE FOREIGN TABLE remote (a integer, b text) SERVER away",
            "CREATE FOREIGN TABLE remote (a bigint NOT NULL, c date) SERVER away OPTIONS (t 'u')",
        ],
    ),
    piece("of_remote", &["remote"], &["CREATE VIEW of_remote AS SELECT a FROM remote"]),
    piece(
        "dictionary",
        &[],
        &[
            "CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple)",
            "CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = snowball, LANGUAGE = english)",
        ],
    ),
    piece(
        "configuration",
        &[],
        &[
            "CREATE TEXT SEARCH CONFIGURATION talk (COPY = simple)",
            "CREATE TEXT SEARCH CONFIGURATION talk (COPY = english)",
        ],
    ),
    piece(
        "configured",
        &["dictionary", "configuration"],
        &["ALTER TEXT SEARCH CONFIGURATION talk ALTER MAPPING FOR asciiword WITH words"],
    ),
    piece(
        "searched",
        &["things", "configuration"],
        &["CREATE INDEX by_words ON things USING gin (to_tsvector('public.talk', label))"],
    ),
    piece("event", &[], &["CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'"]),
    piece(
        "event_trigger",
        &["event"],
        &[
            "CREATE EVENT TRIGGER seeing ON sql_drop EXECUTE FUNCTION seen()",
            "CREATE EVENT TRIGGER seeing ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION seen()",
        ],
    ),
];
