//! What looks at tables and watches them: views, triggers, rules, policies.

use super::{Piece, piece};

pub(crate) const PIECES: &[Piece] = &[
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
            "CREATE CONSTRAINT TRIGGER stamped AFTER INSERT ON things DEFERRABLE FOR EACH ROW EXECUTE FUNCTION stamp()",
        ],
    ),
    piece("unstamped", &["stamped"], &["ALTER TABLE things DISABLE TRIGGER stamped"]),
    piece(
        "parted_stamped",
        &["stamp", "parted"],
        &["CREATE TRIGGER watched AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION stamp()"],
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
            "GRANT SELECT (id) ON small_things TO r_app",
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
        "cached",
        &["things"],
        &[
            "CREATE MATERIALIZED VIEW cached AS SELECT id, label FROM things",
            "CREATE MATERIALIZED VIEW cached AS SELECT id, size AS label FROM things",
        ],
    ),
    piece(
        "cached_index",
        &["cached"],
        &["CREATE UNIQUE INDEX cached_id ON cached (id)", "CREATE INDEX cached_id ON cached (label, id)"],
    ),
    piece(
        "rows_of_all",
        &["things"],
        &[
            "CREATE VIEW rows_of_all AS SELECT things.* FROM things",
            "CREATE VIEW rows_of_all AS SELECT t FROM things t",
        ],
    ),
    piece("of_mood", &["things_mood"], &["CREATE VIEW of_mood AS SELECT mood FROM things WHERE mood = 'high'"]),
    piece("of_two", &["things_pair"], &["CREATE VIEW of_two AS SELECT two FROM things"]),
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
            "CREATE POLICY mine ON things AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (size > 1)",
        ],
    ),
    piece("policy_twice", &["things", "twice"], &["CREATE POLICY doubled ON things USING (twice(size::integer) > 3)"]),
    piece("secured", &["policy"], &["ALTER TABLE things ENABLE ROW LEVEL SECURITY"]),
    piece(
        "rule",
        &["things"],
        &[
            "CREATE RULE kept AS ON DELETE TO things DO INSTEAD NOTHING",
            "CREATE RULE kept AS ON DELETE TO things WHERE OLD.size > 1 DO INSTEAD NOTHING",
        ],
    ),
    piece(
        "said",
        &["small"],
        &["COMMENT ON VIEW small_things IS 'small'", "COMMENT ON COLUMN small_things.label IS 'said'"],
    ),
    piece(
        "said_of_things",
        &["things"],
        &[
            "COMMENT ON TABLE things IS 'things'",
            "COMMENT ON COLUMN things.label IS 'what it is called'",
            "COMMENT ON INDEX things_pkey IS 'key'",
            "COMMENT ON CONSTRAINT things_pkey ON things IS 'key'",
        ],
    ),
];
