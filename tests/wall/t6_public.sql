CREATE TABLE shop.posts (firm uuid NOT NULL DEFAULT shop.tenant(), id uuid NOT NULL DEFAULT gen_random_uuid(), shown boolean NOT NULL DEFAULT false, words text NOT NULL, PRIMARY KEY (firm, id));
ALTER TABLE shop.posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.posts FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON shop.posts FOR SELECT TO m_app USING (shown OR firm = (SELECT shop.tenant()));
CREATE POLICY add ON shop.posts FOR INSERT TO m_app WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY alter_own ON shop.posts FOR UPDATE TO m_app USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY drop_own ON shop.posts FOR DELETE TO m_app USING (firm = (SELECT shop.tenant()));
GRANT SELECT, INSERT, DELETE ON shop.posts TO m_app;
GRANT UPDATE (shown, words) ON shop.posts TO m_app;
