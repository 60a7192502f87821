CREATE TABLE shop.files (firm uuid NOT NULL DEFAULT shop.tenant(), id uuid NOT NULL DEFAULT gen_random_uuid(), words text NOT NULL, deleted_at timestamptz, PRIMARY KEY (firm, id));
ALTER TABLE shop.files ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.files FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.files FOR ALL TO m_app USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY alive ON shop.files AS RESTRICTIVE FOR SELECT TO m_app USING (deleted_at IS NULL OR deleted_at = now());
GRANT SELECT, INSERT ON shop.files TO m_app;
GRANT UPDATE (words, deleted_at) ON shop.files TO m_app;
