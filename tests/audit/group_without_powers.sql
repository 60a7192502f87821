-- The group has privileges and no attribute: what the application inherits of it, policies bind.
-- verdict: safe
CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (tenant = {tenant}) WITH CHECK (tenant = {tenant});
RESET ROLE;
CREATE ROLE people NOLOGIN;
GRANT people TO web;
GRANT USAGE ON SCHEMA shop TO people;
SET ROLE keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON shop.t TO people;
-- asked
SELECT count(*) FROM shop.t
-- answers
1
