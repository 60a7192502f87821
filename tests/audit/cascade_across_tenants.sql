-- The reference leaves the tenant out, so a row may hang on another tenant's, whose end takes it along.
-- verdict: unsafe
-- expects: BY10
CREATE TABLE parents (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant uuid NOT NULL DEFAULT {value}, name text);
ALTER TABLE parents ENABLE ROW LEVEL SECURITY;
ALTER TABLE parents FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON parents TO web USING (tenant = {tenant}) WITH CHECK (tenant = {tenant});
GRANT SELECT, INSERT, UPDATE, DELETE ON parents TO web;
CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, parent uuid REFERENCES parents (id) ON DELETE CASCADE, PRIMARY KEY (tenant, id));
CREATE INDEX ON t (parent);
{wall}
-- rows
INSERT INTO shop.parents VALUES ('{A}', '{A}', 'a');
UPDATE shop.t SET parent = '{A}';
-- asked
WITH gone AS (DELETE FROM shop.parents RETURNING id) SELECT count(*) FROM gone
-- answers
1
-- then
SELECT count(*) FROM shop.t
-- answers
0
