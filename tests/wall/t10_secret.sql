CREATE TABLE hidden.visits (token uuid PRIMARY KEY DEFAULT gen_random_uuid(), firm uuid NOT NULL, person uuid NOT NULL, expires_at timestamptz NOT NULL);
CREATE FUNCTION shop.visit_firm() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
  AS $$ SELECT v.firm FROM hidden.visits v WHERE v.token = NULLIF(pg_catalog.current_setting('shop.visit', true), '')::uuid AND v.expires_at > now() $$;
GRANT EXECUTE ON FUNCTION shop.visit_firm() TO m_app;
CREATE TABLE shop.books (firm uuid NOT NULL DEFAULT shop.visit_firm(), id uuid NOT NULL DEFAULT gen_random_uuid(), cents bigint NOT NULL, PRIMARY KEY (firm, id));
ALTER TABLE shop.books ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.books FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.books FOR ALL TO m_app USING (firm = (SELECT shop.visit_firm())) WITH CHECK (firm = (SELECT shop.visit_firm()));
GRANT SELECT, INSERT, DELETE ON shop.books TO m_app;
GRANT UPDATE (cents) ON shop.books TO m_app;
