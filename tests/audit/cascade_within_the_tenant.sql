-- The reference is a pair with the tenant: nothing of another tenant's hangs on it.
-- verdict: safe
CREATE TABLE parents (tenant uuid NOT NULL DEFAULT {value}, id uuid NOT NULL DEFAULT gen_random_uuid(), name text, PRIMARY KEY (tenant, id));
ALTER TABLE parents ENABLE ROW LEVEL SECURITY;
ALTER TABLE parents FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON parents TO web USING (tenant = {tenant}) WITH CHECK (tenant = {tenant});
GRANT SELECT, INSERT, DELETE ON parents TO web;
CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, parent uuid, PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, parent) REFERENCES parents (tenant, id) ON DELETE CASCADE);
CREATE INDEX ON t (tenant, parent);
{wall}
-- asked
SELECT count(*) FROM shop.t
-- answers
1
