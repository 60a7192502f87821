CREATE FUNCTION shop.claims() RETURNS jsonb LANGUAGE sql STABLE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb $$;
GRANT EXECUTE ON FUNCTION shop.claims() TO m_app;
CREATE TABLE shop.things (
  firm uuid NOT NULL DEFAULT ((shop.claims() -> 'app_metadata' ->> 'firm')::uuid),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  person uuid NOT NULL DEFAULT ((shop.claims() ->> 'sub')::uuid),
  words text NOT NULL,
  PRIMARY KEY (firm, id));
ALTER TABLE shop.things ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.things FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON shop.things FOR SELECT TO m_app USING (firm = (SELECT (shop.claims() -> 'app_metadata' ->> 'firm')::uuid));
CREATE POLICY add ON shop.things FOR INSERT TO m_app WITH CHECK (firm = (SELECT (shop.claims() -> 'app_metadata' ->> 'firm')::uuid) AND person = (SELECT (shop.claims() ->> 'sub')::uuid));
CREATE POLICY alter_own ON shop.things FOR UPDATE TO m_app USING (firm = (SELECT (shop.claims() -> 'app_metadata' ->> 'firm')::uuid) AND person = (SELECT (shop.claims() ->> 'sub')::uuid)) WITH CHECK (firm = (SELECT (shop.claims() -> 'app_metadata' ->> 'firm')::uuid) AND person = (SELECT (shop.claims() ->> 'sub')::uuid));
CREATE POLICY drop_own ON shop.things FOR DELETE TO m_app USING (firm = (SELECT (shop.claims() -> 'app_metadata' ->> 'firm')::uuid) AND person = (SELECT (shop.claims() ->> 'sub')::uuid));
GRANT SELECT, INSERT, DELETE ON shop.things TO m_app;
GRANT UPDATE (words) ON shop.things TO m_app;
