CREATE TABLE shop.bills (firm uuid NOT NULL DEFAULT shop.tenant(), id uuid NOT NULL DEFAULT gen_random_uuid(), cents bigint NOT NULL, PRIMARY KEY (firm, id));
ALTER TABLE shop.bills ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.bills FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.bills FOR ALL TO m_app USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY jobs_see ON shop.bills FOR SELECT TO m_jobs USING (true);
CREATE POLICY jobs_add ON shop.bills FOR INSERT TO m_jobs WITH CHECK (firm = (SELECT shop.tenant()));
GRANT SELECT, INSERT, DELETE ON shop.bills TO m_app;
GRANT UPDATE (cents) ON shop.bills TO m_app;
GRANT SELECT, INSERT ON shop.bills TO m_jobs;
