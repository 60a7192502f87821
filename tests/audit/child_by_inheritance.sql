-- A table that inherits has no row-level security of its own, and may be read by its own name.
-- verdict: unsafe
-- expects: INH1
{t}
CREATE TABLE notes (extra text) INHERITS (t);
GRANT SELECT ON notes TO web;
-- rows
INSERT INTO shop.notes (tenant, id, words) VALUES ('{B}', gen_random_uuid(), 'b');
-- asked
SELECT count(*) FROM shop.notes
-- answers
1
