-- case: the setting for every row
-- with: roles, walled
-- expects: PF01 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = {tenant});
GRANT SELECT ON t TO app_user;

-- case: no index by the tenant
-- with: roles
-- expects: PF02 n
CREATE TABLE n (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid PRIMARY KEY DEFAULT gen_random_uuid());
ALTER TABLE n ENABLE ROW LEVEL SECURITY;
ALTER TABLE n FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON n FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON n TO app_user;

-- case: an index by the tenant
-- with: roles
-- silent
CREATE TABLE n (tenant_id uuid NOT NULL DEFAULT {tenant}, id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE INDEX ON n (tenant_id, id);
ALTER TABLE n ENABLE ROW LEVEL SECURITY;
ALTER TABLE n FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON n FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON n TO app_user;

-- case: a column that is cast
-- with: roles, walled
-- expects: PF03 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id::text = (SELECT current_setting('app.t', true)));
GRANT SELECT ON t TO app_user;

-- case: a set that is asked row by row
-- with: roles, private, walled
-- expects: PF04 t
CREATE POLICY member ON t FOR SELECT TO app_user USING (tenant_id IN (SELECT priv.my_tenants()));
GRANT SELECT ON t TO app_user;

-- case: a function that is called for every row
-- with: roles, private, walled
-- expects: PF05 t
CREATE FUNCTION priv.is_member(tenant uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
  AS $$ SELECT EXISTS (SELECT 1 FROM priv.memberships m WHERE m.tenant_id = tenant AND m.user_id = priv.current_uid()) $$;
CREATE POLICY member ON t FOR SELECT TO app_user USING (priv.is_member(tenant_id));
GRANT SELECT ON t TO app_user;

-- case: an alternative that asks nothing of the row
-- with: roles, walled
-- expects: PF06 t, CX04 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) OR (SELECT current_setting('app.admin', true)) = 'on');
GRANT SELECT ON t TO app_user;

-- case: an index that policies keep from being used
-- with: roles, t
-- expects: PF07 t
ALTER TABLE t ADD COLUMN tags text[];
CREATE INDEX ON t USING gin (tags);

-- case: two policies where one would do
-- with: roles, t
-- expects: PF08 t
CREATE POLICY again ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND body IS NOT NULL);

-- case: a function that may change from row to row
-- with: roles, walled
-- expects: PF09 t
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN RETURN NULLIF(current_setting('app.t', true), '')::uuid; END $$;
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = current_tenant());
GRANT SELECT ON t TO app_user;

-- case: a soft delete that fails
-- with: roles, t
-- expects: FN01 t
ALTER TABLE t ADD COLUMN deleted_at timestamptz;
CREATE POLICY hide_deleted ON t AS RESTRICTIVE FOR SELECT TO app_user USING (deleted_at IS NULL);
GRANT UPDATE (deleted_at) ON t TO app_user;

-- case: a soft delete that works
-- with: roles, t
-- silent
ALTER TABLE t ADD COLUMN deleted_at timestamptz;
CREATE POLICY hide_deleted ON t AS RESTRICTIVE FOR SELECT TO app_user USING (deleted_at IS NULL OR deleted_at = now());
GRANT UPDATE (deleted_at) ON t TO app_user;

-- case: rows that are written and not seen
-- with: roles, walled
-- expects: FN02 t
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT INSERT ON t TO app_user;

-- case: what the session says is cast, and the column is compared as it is
-- with: roles, walled
-- silent: PF03
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT current_setting('app.t', true)::uuid));
GRANT SELECT ON t TO app_user;

-- case: a set that is computed once
-- with: roles, private, walled
-- silent: PF04, PF05, PF09
CREATE POLICY member ON t FOR SELECT TO app_user USING (tenant_id = ANY (ARRAY(SELECT priv.my_tenants())));
GRANT SELECT ON t TO app_user;

-- case: a function that is called with what the session says, not with the row
-- with: roles, private, walled
-- silent: PF05
CREATE FUNCTION priv.is_staff(who uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
  AS $$ SELECT EXISTS (SELECT 1 FROM priv.memberships m WHERE m.user_id = who AND m.role = 'staff') $$;
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND (SELECT priv.is_staff(priv.current_uid())));
GRANT SELECT ON t TO app_user;

-- case: one policy to a command, and one that only restricts
-- with: roles, walled
-- silent: PF08
CREATE POLICY tenant_read ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY tenant_add ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}));
CREATE POLICY named ON t AS RESTRICTIVE FOR SELECT TO app_user USING (body IS NOT NULL);
CREATE POLICY service ON t FOR SELECT TO svc USING (true);
GRANT SELECT, INSERT ON t TO app_user;
GRANT SELECT ON t TO svc;

-- case: a function that may change, called once
-- with: roles, walled
-- silent: PF09
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN RETURN NULLIF(current_setting('app.t', true), '')::uuid; END $$;
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT current_tenant()));
GRANT SELECT ON t TO app_user;
