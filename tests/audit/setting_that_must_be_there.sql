-- Nothing leaks: without the setting every statement ends with an error.
-- verdict: functional
-- expects: CX01
CREATE TABLE t (tenant uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON t TO web USING (tenant = (SELECT NULLIF(current_setting('app.tenant'), '')::uuid)) WITH CHECK (tenant = (SELECT NULLIF(current_setting('app.tenant'), '')::uuid));
GRANT SELECT, INSERT, UPDATE, DELETE ON t TO web;
-- asked
SELECT count(*) FROM shop.t
-- answers
1
