-- case: a setting that raises when it is missing
-- with: roles, walled
-- expects: CX01 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT NULLIF(current_setting('app.t'), '')::uuid));
GRANT SELECT ON t TO app_user;

-- case: a setting that is cast while it may be empty
-- with: roles, walled
-- expects: CX02 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT current_setting('app.t', true)::uuid));
GRANT SELECT ON t TO app_user;

-- case: no tenant, every row
-- with: roles, walled
-- expects: CX03 t
-- also: PO19 t, PF06 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING ((SELECT {tenant}) IS NULL OR tenant_id = (SELECT {tenant}));
GRANT SELECT ON t TO app_user;

-- case: the empty setting is a tenant of its own
-- with: roles
-- expects: CX03 k
-- context: [{"setting": "app.t", "type": "text", "means": "tenant"}]
CREATE TABLE k (tenant_id text NOT NULL DEFAULT current_setting('app.t', true), id uuid NOT NULL DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
ALTER TABLE k ENABLE ROW LEVEL SECURITY;
ALTER TABLE k FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON k FOR ALL TO app_user USING (tenant_id = (SELECT current_setting('app.t', true)));
GRANT SELECT, INSERT ON k TO app_user;

-- case: a text key that can't be empty
-- with: roles
-- silent
-- context: [{"setting": "app.t", "type": "text", "means": "tenant"}]
CREATE TABLE k (tenant_id text NOT NULL CHECK (tenant_id <> ''), id uuid NOT NULL DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
ALTER TABLE k ENABLE ROW LEVEL SECURITY;
ALTER TABLE k FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON k FOR ALL TO app_user USING (tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')));
GRANT SELECT, INSERT ON k TO app_user;

-- case: a switch that everyone may turn
-- with: roles, walled
-- expects: CX04 t
-- also: PO19 t, PF06 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) OR (SELECT current_setting('app.bypass_rls', true)) = 'on');
GRANT SELECT ON t TO app_user;

-- case: the tenant comes from a header
-- with: roles, walled
-- expects: CX05 t
-- also: PO02 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT (NULLIF(current_setting('request.headers', true), '')::json ->> 'x-tenant')::uuid));
GRANT SELECT ON t TO app_user;

-- case: the tenant comes from a claim of the token
-- with: roles, walled
-- context: [{"claims": "request.jwt.claims", "path": "app_metadata.tenant_id", "means": "tenant"}]
-- silent
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT (NULLIF(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'tenant_id')::uuid));
GRANT SELECT ON t TO app_user;

-- case: a function that sets the tenant for the whole session
-- with: roles, t
-- expects: CX06 use_tenant(tenant uuid)
CREATE FUNCTION use_tenant(tenant uuid) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.t', tenant::text, false) $$;

-- case: a function that sets the tenant for the transaction
-- with: roles, t
-- silent
CREATE FUNCTION use_tenant(tenant uuid) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.t', tenant::text, true) $$;

-- case: two names for one setting
-- with: roles, t
-- expects: CX08 m
CREATE TABLE m (tenant_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
ALTER TABLE m ENABLE ROW LEVEL SECURITY;
ALTER TABLE m FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON m FOR SELECT TO app_user USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid));
GRANT SELECT ON m TO app_user;

-- case: a function that leaves a lock to the next of the pool
-- with: roles, t
-- expects: CX09 hold(key bigint)
CREATE FUNCTION hold(key bigint) RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_lock(key) $$;
