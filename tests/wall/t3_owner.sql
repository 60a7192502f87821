CREATE TABLE shop.drafts (
  firm uuid NOT NULL DEFAULT shop.tenant(),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  person uuid NOT NULL DEFAULT shop.person(),
  words text NOT NULL,
  PRIMARY KEY (firm, id));
ALTER TABLE shop.drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.drafts FOR ALL TO m_app USING (person = (SELECT shop.person())) WITH CHECK (person = (SELECT shop.person()));
CREATE POLICY ground ON shop.drafts AS RESTRICTIVE FOR ALL TO PUBLIC USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
GRANT SELECT, INSERT, DELETE ON shop.drafts TO m_app;
GRANT UPDATE (words) ON shop.drafts TO m_app;
