-- Without a tenant each row is compared with itself.
-- verdict: unsafe
-- expects: CX03
CREATE TABLE t (tenant uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON t TO web USING (tenant = COALESCE({tenant}, tenant)) WITH CHECK (tenant = {tenant});
GRANT SELECT, INSERT, UPDATE, DELETE ON t TO web;
-- asked
SET LOCAL app.tenant = ''; SELECT count(*) FROM shop.t
-- answers
2
