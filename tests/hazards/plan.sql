-- case: drop-index
-- says: drop-index at drop-index, seen
-- says: no-timeouts at drop-index, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- case: drop-index-online
-- online
-- never: drop-index, no-timeouts
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- case: index-of-a-table-that-is-there
-- says: index-blocks-writes at create-index, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
-- case: everything-of-a-new-table
-- never: index-blocks-writes, add-unique, check-scans, foreign-key-scans, set-not-null, trigger-locks, no-timeouts, lock-held, access-tightened, access-loosened
CREATE TABLE other (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- new
CREATE TABLE other (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE t (id bigint PRIMARY KEY, a int UNIQUE CHECK (a > 0), b text NOT NULL);
CREATE INDEX t_b ON t (b);
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a > 0);
-- case: detach
-- says: detach-locks at detach-partition, seen
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000000);
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 (a int NOT NULL);
-- case: attach
-- says: attach-scans at attach-partition, seen
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 (a int NOT NULL CHECK (a >= 0 AND a < 1000));
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p (CHECK (a >= 0 AND a < 1000)) FOR VALUES FROM (0) TO (1000);
-- case: becomes-unlogged
-- says: table-rewritten at alter-table, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE UNLOGGED TABLE t (id bigint PRIMARY KEY);
-- case: becomes-logged
-- says: table-rewritten at alter-table, seen
CREATE UNLOGGED TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
-- case: storage-parameters-are-only-told
-- never: table-rewritten, change-type
CREATE TABLE t (id bigint PRIMARY KEY, a text);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a text) WITH (fillfactor = 70);
-- case: trigger-comes
-- says: trigger-locks at create-trigger, seen
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
-- case: trigger-goes
-- says: trigger-locks at drop-trigger, seen
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- case: row-security-comes
-- says: access-tightened at enable-row-security
-- says: access-loosened at create-policy
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE POLICY p ON t FOR SELECT USING (a > 0);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- case: row-security-is-forced-already
-- never: access-tightened
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint);
ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (true);
-- new
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES p);
ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (true);
-- case: row-security-goes
-- says: access-loosened at disable-row-security
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE POLICY p ON t USING (a > 0);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- case: policy-changes
-- says: access-changed at alter-policy
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE POLICY p ON t USING (a > 0);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE POLICY p ON t USING (a > 1);
-- case: null-is-allowed
-- says: drop-not-null at drop-not-null
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- case: foreign-key-goes
-- says: drop-constraint at drop-foreign-key
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES p);
-- new
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint);
-- case: foreign-key-is-made-again
-- never: drop-constraint
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES p);
-- new
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES p ON DELETE CASCADE);
-- case: primary-key-changes
-- says: primary-key-changes at drop-constraint
CREATE TABLE t (a bigint NOT NULL, b bigint NOT NULL, PRIMARY KEY (a));
-- new
CREATE TABLE t (a bigint NOT NULL, b bigint NOT NULL, PRIMARY KEY (a, b));
-- case: json-column
-- says: json-column at add-column
-- says: type-advice at add-column
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a json, b timestamp, c char(3));
-- case: types-that-are-fine
-- never: json-column, type-advice
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a jsonb, b timestamptz, c varchar(3), d integer);
CREATE TABLE u (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, t_id integer);
-- case: numbers-that-run-out
-- says: type-advice at create-table
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE TABLE u (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);
-- case: replica-identity
-- says: replication at alter-table
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
ALTER TABLE t REPLICA IDENTITY FULL;
-- case: function-that-another-names
-- says: untracked-users at drop-function
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION half(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n / 2; END $$;
CREATE FUNCTION quarter(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN half(half(n)); END $$;
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION quarter(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN half(half(n)); END $$;
-- case: function-that-nobody-names
-- never: untracked-users
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION half(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n / 2; END $$;
CREATE FUNCTION quarter(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n / 4; END $$;
-- new
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION quarter(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n / 4; END $$;
-- case: column-of-a-checked-domain
-- says: add-column-rewrites at add-column, seen
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
CREATE TABLE t (id bigint PRIMARY KEY, a price);
-- case: column-of-a-plain-domain
-- never: add-column-rewrites
CREATE DOMAIN price AS numeric;
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE DOMAIN price AS numeric;
CREATE TABLE t (id bigint PRIMARY KEY, a price);
-- case: default-of-a-volatile-function
-- says: add-column-rewrites at add-column, seen
CREATE FUNCTION lot() RETURNS int LANGUAGE sql AS 'SELECT (random() * 10)::int';
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE FUNCTION lot() RETURNS int LANGUAGE sql AS 'SELECT (random() * 10)::int';
CREATE TABLE t (id bigint PRIMARY KEY, a int DEFAULT lot());
-- case: default-of-a-stable-function
-- never: add-column-rewrites
CREATE FUNCTION lot() RETURNS int LANGUAGE sql STABLE AS 'SELECT 4';
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE FUNCTION lot() RETURNS int LANGUAGE sql STABLE AS 'SELECT 4';
CREATE TABLE t (id bigint PRIMARY KEY, a int DEFAULT lot());
-- case: default-of-random
-- says: add-column-rewrites at add-column, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a uuid DEFAULT gen_random_uuid());
-- case: default-of-now
-- never: add-column-rewrites
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a timestamptz NOT NULL DEFAULT now(), b int NOT NULL DEFAULT 7);
-- case: identity-column
-- says: add-column-rewrites at add-column, seen
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a bigint GENERATED ALWAYS AS IDENTITY);
-- case: stored-column
-- says: add-column-rewrites at add-column, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- case: virtual-column
-- since: 18
-- never: add-column-rewrites
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);
-- case: wider-types
-- never: change-type
CREATE TABLE t (id bigint PRIMARY KEY, a varchar(10), b varchar(10), c text, d numeric(10,2), e numeric(10,2), f timestamp(3), g cidr);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a varchar(20), b text, c varchar, d numeric(12,2), e numeric, f timestamp, g inet);
-- case: domain-to-its-base
-- never: change-type
CREATE DOMAIN label AS text CHECK (VALUE <> '');
CREATE TABLE t (id bigint PRIMARY KEY, a label);
-- new
CREATE DOMAIN label AS text CHECK (VALUE <> '');
CREATE TABLE t (id bigint PRIMARY KEY, a text);
-- case: int-to-bigint
-- says: change-type at alter-column-type, seen
-- says: lock-held at drop-table
-- says: drop-table at drop-table, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE TABLE u (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a bigint);
-- case: narrower-varchar
-- says: change-type at alter-column-type
CREATE TABLE t (id bigint PRIMARY KEY, a varchar(20));
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a varchar(10));
-- case: numeric-scale
-- says: change-type at alter-column-type, seen
CREATE TABLE t (id bigint PRIMARY KEY, a numeric(10,2));
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a numeric(12,4));
-- case: json-to-jsonb
-- says: change-type at alter-column-type, seen
CREATE TABLE t (id bigint PRIMARY KEY, a json);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a jsonb);
-- case: two-changes-of-a-table
-- says: scans-twice at alter-column-type
-- says: change-type at alter-column-type, seen
CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b bigint);
-- case: new-unique-key-of-a-partitioned-table
-- says: add-unique at add-constraint, seen
CREATE TABLE p (a int NOT NULL, b int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000000);
-- new
CREATE TABLE p (a int NOT NULL, b int, UNIQUE (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000000);
-- case: required-column
-- says: set-not-null at set-not-null
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL);
-- case: comments-and-grants
-- never: no-timeouts, lock-held
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int);
COMMENT ON TABLE t IS 'x';
COMMENT ON COLUMN t.a IS 'y';
-- case: a-numbered-column-becomes-inherited
-- says: column-stays-own at inherit
CREATE TABLE p (id bigint NOT NULL);
CREATE TABLE c (id bigint GENERATED BY DEFAULT AS IDENTITY);
-- new
CREATE TABLE p (id bigint NOT NULL);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;
-- case: an-older-extension
-- says: replace-extension at drop-extension
CREATE EXTENSION hstore;
CREATE TABLE t (id bigint PRIMARY KEY);
-- new
CREATE EXTENSION hstore VERSION '1.4';
CREATE TABLE t (id bigint PRIMARY KEY);
-- case: a-domain-of-an-extension-that-goes
-- says: extension-in-use at drop-extension, seen
CREATE EXTENSION hstore;
CREATE DOMAIN d AS hstore;
CREATE TABLE t (id bigint PRIMARY KEY, a d);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a text);
-- case: what-is-newer-than-the-target
-- target: 15
-- since: 18
-- says: needs-newer-postgres at add-column
CREATE TABLE t (id bigint PRIMARY KEY, a int);
-- new
CREATE TABLE t (id bigint PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);
-- case: advice-is-asked-for
-- never: column-order, enum-or-table, wide-index, constrained-domain
CREATE TABLE u (id bigint PRIMARY KEY);
-- new
CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE t (done boolean NOT NULL, id bigint PRIMARY KEY, open boolean NOT NULL, at timestamptz NOT NULL, mood mood, n positive);
CREATE INDEX t_wide ON t (done, open, at, mood);
-- case: advice
-- advice
-- says: column-order at create-table
-- says: enum-or-table at create-enum
-- says: wide-index at create-index
-- says: constrained-domain at create-domain
CREATE TABLE u (id bigint PRIMARY KEY);
-- new
CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE t (done boolean NOT NULL, id bigint PRIMARY KEY, open boolean NOT NULL, at timestamptz NOT NULL, mood mood, n positive);
CREATE INDEX t_wide ON t (done, open, at, mood);
-- case: advice-that-is-not-needed
-- advice
-- never: column-order, enum-or-table, wide-index, constrained-domain
CREATE TABLE u (id bigint PRIMARY KEY);
-- new
CREATE TABLE u (id bigint PRIMARY KEY);
CREATE DOMAIN plain AS int;
CREATE TABLE t (id bigint PRIMARY KEY, at timestamptz NOT NULL, n plain, done boolean NOT NULL, open boolean NOT NULL, UNIQUE (n, done, open, at));
CREATE INDEX t_narrow ON t (done, open, at);
-- case: detach-online
-- online
-- never: detach-locks, drop-constraint
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000000);
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 (a int NOT NULL);
-- case: detach-online-beside-a-default
-- online
-- says: detach-locks at detach-partition, seen
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000000);
CREATE TABLE pd PARTITION OF p DEFAULT;
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 (a int NOT NULL);
CREATE TABLE pd PARTITION OF p DEFAULT;
-- case: attach-online
-- online
-- never: attach-scans, check-scans, drop-constraint
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 (a int NOT NULL CHECK (a >= 0 AND a < 1000));
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p (CHECK (a >= 0 AND a < 1000)) FOR VALUES FROM (0) TO (1000);
-- case: attach-online-by-hash
-- online
-- says: attach-scans at attach-partition
CREATE TABLE p (a int NOT NULL) PARTITION BY HASH (a);
CREATE TABLE p1 (a int NOT NULL);
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY HASH (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0);
-- case: attach-beside-a-default
-- says: attach-scans at attach-partition, seen
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE pd PARTITION OF p (CHECK (a > 5000)) DEFAULT;
-- new
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE pd PARTITION OF p (CHECK (a > 5000)) DEFAULT;
-- case: a-trigger-keeps-a-column-from-being-filled
-- online
-- says: add-column-rewrites at add-column, seen
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
-- new
CREATE TABLE t (id bigint PRIMARY KEY, token uuid DEFAULT gen_random_uuid());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
-- case: a-trigger-of-inserts-keeps-nothing
-- online
-- never: add-column-rewrites
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch();
-- new
CREATE TABLE t (id bigint PRIMARY KEY, token uuid DEFAULT gen_random_uuid());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch();
