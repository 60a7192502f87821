-- case: an application that no policy binds
-- with: roles, t
-- expects: RO01 app_user
RESET ROLE;
ALTER ROLE app_user BYPASSRLS;

-- case: an application that can become a role that no policy binds
-- with: roles, t
-- expects: RO02 app_user
RESET ROLE;
CREATE ROLE admin_all NOLOGIN BYPASSRLS;
GRANT admin_all TO app_user;

-- case: a role that no policy binds and that the application is no member of
-- with: roles, t
-- silent: RO02, RO01
RESET ROLE;
CREATE ROLE admin_all NOLOGIN BYPASSRLS;

-- case: an application that owns its table
-- with: roles
-- expects: RO03 app_user, EN04 t
RESET ROLE;
GRANT CREATE ON SCHEMA public TO app_user;
SET ROLE app_user;
CREATE TABLE t (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid NOT NULL DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON t FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM app_user;

-- case: an application that inherits the owner
-- with: roles, t
-- expects: RO03 app_user
-- also: RO06 public
RESET ROLE;
GRANT app_owner TO app_user;

-- case: TRUNCATE granted
-- with: roles, t
-- expects: RO04 t
GRANT TRUNCATE ON t TO app_user;

-- case: TRUNCATE on a table of nobody's rows
-- with: roles, t
-- silent
CREATE TABLE scratch (n integer PRIMARY KEY);
GRANT SELECT, TRUNCATE ON scratch TO app_user;

-- case: TRIGGER and REFERENCES granted
-- with: roles, t
-- expects: RO05 t
GRANT TRIGGER, REFERENCES ON t TO app_user;

-- case: TRIGGER on a table of nobody's rows
-- with: roles, t
-- silent
CREATE TABLE scratch (n integer PRIMARY KEY);
GRANT SELECT, TRIGGER ON scratch TO app_user;

-- case: an application that may create
-- with: roles, t
-- expects: RO06 public
RESET ROLE;
GRANT CREATE ON SCHEMA public TO app_user;

-- case: another role that may create in a schema of its own
-- with: roles, t
-- silent: RO06
RESET ROLE;
CREATE SCHEMA scratch;
GRANT USAGE, CREATE ON SCHEMA scratch TO svc;

-- case: a tenant key that UPDATE may change and only a policy guards
-- with: roles, walled
-- expects: RO07 t, PO03 t, PO02 t
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY upd ON t FOR UPDATE TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (body IS NOT NULL);
GRANT SELECT, UPDATE ON t TO app_user;

-- case: columns that may be changed, the tenant key not among them
-- with: roles, t
-- silent: RO07

-- case: a plan that its tenant may change
-- with: roles
-- expects: RO08 tenants
CREATE TABLE tenants (tenant_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, plan text NOT NULL DEFAULT 'free');
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tenants FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, UPDATE ON tenants TO app_user;

-- case: a plan that its tenant may only read
-- with: roles
-- silent: RO08
CREATE TABLE tenants (tenant_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, plan text NOT NULL DEFAULT 'free');
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tenants FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, UPDATE (name) ON tenants TO app_user;

-- case: the status of an order is the tenant's own matter
-- with: roles, walled
-- silent
ALTER TABLE t ADD COLUMN status text NOT NULL DEFAULT 'open';
CREATE POLICY tenant ON t FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, UPDATE (status, body), DELETE ON t TO app_user;

-- case: a table of tenants for everyone
-- with: roles, t
-- expects: RO09 t
-- also: EN03 t
GRANT SELECT ON t TO PUBLIC;

-- case: a list of countries for everyone
-- with: roles, t
-- silent
CREATE TABLE countries (code text PRIMARY KEY);
GRANT SELECT ON countries TO PUBLIC;

-- case: memberships that the application reads
-- with: roles, private, walled
-- expects: RO10 memberships
-- also: EN01 memberships
CREATE POLICY member ON t FOR SELECT TO app_user USING (tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM priv.memberships m WHERE m.user_id = (SELECT priv.current_uid()))));
GRANT SELECT ON t TO app_user;
GRANT SELECT ON priv.memberships TO app_user;

-- case: memberships that a helper reads
-- with: roles, private, walled
-- silent
CREATE POLICY member ON t FOR SELECT TO app_user USING (tenant_id = ANY (ARRAY(SELECT priv.my_tenants())));
GRANT SELECT ON t TO app_user;

-- case: EXECUTE for one role, and for everyone all the same
-- with: roles, t
-- expects: RO11 count_all()
CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT 1::bigint $$;
REVOKE EXECUTE ON FUNCTION count_all() FROM app_user;
GRANT EXECUTE ON FUNCTION count_all() TO svc;

-- case: EXECUTE for one role only
-- with: roles, t
-- silent
CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT 1::bigint $$;
REVOKE EXECUTE ON FUNCTION count_all() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_all() TO svc;
