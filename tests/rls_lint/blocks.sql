-- Pieces that cases begin with: `-- with: roles, t`. In cases and pieces {tenant} stands for the session's tenant.

-- block: roles
CREATE ROLE app_owner NOLOGIN;
CREATE ROLE app_user NOLOGIN;
CREATE ROLE svc NOLOGIN;
GRANT USAGE ON SCHEMA public TO app_user, svc;
GRANT USAGE, CREATE ON SCHEMA public TO app_owner;
SET ROLE app_owner;

-- block: bare
CREATE TABLE t (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid NOT NULL DEFAULT gen_random_uuid(), body text, PRIMARY KEY (tenant_id, id));

-- block: walled
CREATE TABLE t (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid NOT NULL DEFAULT gen_random_uuid(), body text, PRIMARY KEY (tenant_id, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;

-- block: t
CREATE TABLE t (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid NOT NULL DEFAULT gen_random_uuid(), body text, PRIMARY KEY (tenant_id, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON t FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON t TO app_user;
GRANT UPDATE (body) ON t TO app_user;

-- block: parent
CREATE TABLE p (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid NOT NULL DEFAULT gen_random_uuid(), name text, PRIMARY KEY (tenant_id, id), UNIQUE (id));
ALTER TABLE p ENABLE ROW LEVEL SECURITY;
ALTER TABLE p FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON p FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON p TO app_user;
GRANT UPDATE (name) ON p TO app_user;

-- block: private
RESET ROLE;
CREATE SCHEMA priv AUTHORIZATION app_owner;
GRANT USAGE ON SCHEMA priv TO app_user;
SET ROLE app_owner;
CREATE TABLE priv.memberships (user_id uuid NOT NULL, tenant_id uuid NOT NULL, role text NOT NULL, PRIMARY KEY (user_id, tenant_id));
CREATE FUNCTION priv.current_uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('app.user', true), '')::uuid $$;
CREATE FUNCTION priv.my_tenants() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
  AS $$ SELECT m.tenant_id FROM priv.memberships m WHERE m.user_id = priv.current_uid() $$;
REVOKE EXECUTE ON FUNCTION priv.my_tenants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION priv.my_tenants() TO app_user;
