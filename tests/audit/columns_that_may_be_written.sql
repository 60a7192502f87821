-- The role may write one column, and the tenant is none: without WITH CHECK nothing can be moved.
-- verdict: safe
CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON t TO web USING (tenant = {tenant});
GRANT SELECT, INSERT (words), UPDATE (words), DELETE ON t TO web;
-- asked
SELECT count(*) FROM shop.t WHERE NOT has_column_privilege('shop.t', 'tenant', 'UPDATE')
-- answers
1
