-- case: a policy for the application that lets every row through
-- with: roles, t
-- expects: PO01 t, PO08 t
CREATE POLICY everything ON t FOR SELECT TO app_user USING (true);

-- case: every row for the service's own role
-- with: roles, t
-- silent
CREATE POLICY jobs ON t FOR SELECT TO svc USING (true);
GRANT SELECT ON t TO svc;

-- case: every row, and a floor below it
-- with: roles, t
-- silent: PO01, PO08
CREATE POLICY everything ON t FOR SELECT TO app_user USING (true);
CREATE POLICY floor ON t AS RESTRICTIVE FOR ALL TO PUBLIC USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));

-- case: WITH CHECK (true) beside a USING that asks
-- with: roles, walled
-- expects: PO02 t
CREATE POLICY tenant ON t FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON t TO app_user;
GRANT UPDATE (body) ON t TO app_user;

-- case: USING alone, which counts for new rows too
-- with: roles, walled
-- silent
CREATE POLICY tenant ON t FOR ALL TO app_user USING (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON t TO app_user;
GRANT UPDATE (body) ON t TO app_user;

-- case: an INSERT policy that asks for something else than the tenant
-- with: roles, walled
-- expects: PO03 t
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (body IS NOT NULL);
GRANT SELECT, INSERT ON t TO app_user;

-- case: an INSERT policy that asks for the tenant and something else
-- with: roles, walled
-- silent
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}) AND body IS NOT NULL);
GRANT SELECT, INSERT ON t TO app_user;

-- case: a user's own rows, in whichever tenant
-- with: roles, t
-- expects: PO03 t
ALTER TABLE t ADD COLUMN owner_id uuid;
CREATE POLICY mine ON t FOR ALL TO app_user USING (owner_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid));

-- case: a column that means the inner table
-- with: roles, private, walled
-- expects: PO04 t
-- also: PO05 t, PO19 t, RO10 memberships, EN01 memberships
CREATE POLICY member ON t FOR SELECT TO app_user USING (EXISTS (SELECT 1 FROM priv.memberships m WHERE m.tenant_id = tenant_id AND m.user_id = (SELECT priv.current_uid())));
GRANT SELECT ON t TO app_user;
GRANT SELECT ON priv.memberships TO app_user;

-- case: a column that means the outer table
-- with: roles, private, walled
-- silent: PO04, PO05
CREATE POLICY member ON t FOR SELECT TO app_user USING (EXISTS (SELECT 1 FROM priv.memberships m WHERE m.tenant_id = t.tenant_id AND m.user_id = (SELECT priv.current_uid())));
GRANT SELECT ON t TO app_user;
GRANT SELECT ON priv.memberships TO app_user;

-- case: is there any admin
-- with: roles, private, walled
-- expects: PO05 t
-- also: RO10 memberships, EN01 memberships, PO08 t, PO19 t
CREATE POLICY admins ON t FOR SELECT TO app_user USING (EXISTS (SELECT 1 FROM priv.memberships m WHERE m.role = 'admin'));
GRANT SELECT ON t TO app_user;
GRANT SELECT ON priv.memberships TO app_user;

-- case: the row says whether it may be written
-- with: roles, t
-- expects: PO06 t, PO08 t, PO07 t
ALTER TABLE t ADD COLUMN is_admin boolean NOT NULL DEFAULT false;
CREATE POLICY admins ON t FOR DELETE TO app_user USING (is_admin = true);

-- case: published rows that everyone may read
-- with: roles, walled
-- tables: {"t": {"access": "tenant", "tenantColumn": "tenant_id", "sharedWhen": "published"}}
-- silent
ALTER TABLE t ADD COLUMN published boolean NOT NULL DEFAULT false;
CREATE POLICY sel ON t FOR SELECT TO app_user USING (published OR tenant_id = (SELECT {tenant}));
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}));
CREATE POLICY del ON t FOR DELETE TO app_user USING (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON t TO app_user;

-- case: a DELETE policy wider than what is seen
-- with: roles, walled
-- expects: PO07 t
-- also: PO01 t
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY del ON t FOR DELETE TO app_user USING (true);
GRANT SELECT, DELETE ON t TO app_user;

-- case: a DELETE policy narrower than what is seen
-- with: roles, walled
-- silent
ALTER TABLE t ADD COLUMN done boolean NOT NULL DEFAULT false;
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY del ON t FOR DELETE TO app_user USING (tenant_id = (SELECT {tenant}) AND done);
GRANT SELECT, DELETE ON t TO app_user;

-- case: two permissive policies for one role, one of them wide
-- with: roles, t
-- expects: PO08 t
-- also: PO19 t, PO06 t, PO03 t, PO02 t
ALTER TABLE t ADD COLUMN shared boolean NOT NULL DEFAULT false;
CREATE POLICY shared ON t FOR SELECT TO app_user USING (shared);

-- case: a floor for some roles
-- with: roles, t
-- expects: PO09 t
CREATE POLICY floor ON t AS RESTRICTIVE FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
RESET ROLE;
CREATE ROLE other_app NOLOGIN;
GRANT USAGE ON SCHEMA public TO other_app;
SET ROLE app_owner;
CREATE POLICY other ON t FOR SELECT TO other_app USING (body IS NOT NULL);
GRANT SELECT ON t TO other_app;

-- case: a floor for everyone
-- with: roles, t
-- silent
CREATE POLICY floor ON t AS RESTRICTIVE FOR ALL TO PUBLIC USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));

-- case: a floor for reading only
-- with: roles, walled
-- expects: PO10 t
-- also: PO06 t, PO07 t
CREATE POLICY everything ON t FOR ALL TO app_user USING (body IS NOT NULL);
CREATE POLICY floor ON t AS RESTRICTIVE FOR SELECT TO PUBLIC USING (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON t TO app_user;

-- case: a restrictive policy that hides deleted rows is no floor
-- with: roles, t
-- silent
ALTER TABLE t ADD COLUMN deleted_at timestamptz;
CREATE POLICY hide_deleted ON t AS RESTRICTIVE FOR SELECT TO app_user USING (deleted_at IS NULL OR deleted_at = now());

-- case: checks that don't repeat their guard
-- with: roles, walled
-- expects: PO11 t
ALTER TABLE t ADD COLUMN state text NOT NULL DEFAULT 'draft';
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY draft ON t FOR UPDATE TO app_user USING (tenant_id = (SELECT {tenant}) AND state = 'draft') WITH CHECK (tenant_id = (SELECT {tenant}) AND state = 'sent');
CREATE POLICY sent ON t FOR UPDATE TO app_user USING (tenant_id = (SELECT {tenant}) AND state = 'sent') WITH CHECK (tenant_id = (SELECT {tenant}) AND state = 'paid');
GRANT SELECT, UPDATE (body, state) ON t TO app_user;

-- case: one policy per command
-- with: roles, walled
-- silent
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY upd ON t FOR UPDATE TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, UPDATE (body) ON t TO app_user;

-- case: a policy without a clause
-- with: roles, t
-- expects: PO12 t
CREATE POLICY empty ON t FOR SELECT TO svc;
GRANT SELECT ON t TO svc;

-- case: a policy for everyone
-- with: roles, walled
-- expects: PO13 t
CREATE POLICY tenant ON t FOR SELECT USING (tenant_id = (SELECT {tenant}));
GRANT SELECT ON t TO app_user;

-- case: a policy that reads its own table
-- with: roles, walled
-- expects: PO14 t
-- also: PO05 t
CREATE POLICY own ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND EXISTS (SELECT 1 FROM t other WHERE other.id = t.id AND other.tenant_id = (SELECT {tenant})));
GRANT SELECT ON t TO app_user;

-- case: policies that read each other's tables
-- with: roles, walled, parent
-- expects: PO14 t, PO14 p
DROP POLICY tenant ON p;
CREATE POLICY a ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND EXISTS (SELECT 1 FROM p WHERE p.id = t.id AND p.tenant_id = t.tenant_id));
CREATE POLICY b ON p FOR ALL TO app_user USING (tenant_id = (SELECT {tenant}) AND EXISTS (SELECT 1 FROM t WHERE p.id = t.id AND p.tenant_id = t.tenant_id));
GRANT SELECT ON t TO app_user;

-- case: a policy that reads another table once
-- with: roles, walled, parent
-- silent
CREATE POLICY a ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND EXISTS (SELECT 1 FROM p WHERE p.id = t.id AND p.tenant_id = t.tenant_id));
GRANT SELECT ON t TO app_user;

-- case: a policy that reads what its role may not
-- with: roles, private, walled
-- expects: PO15 t
CREATE POLICY member ON t FOR SELECT TO app_user USING (tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM priv.memberships m WHERE m.user_id = (SELECT priv.current_uid()))));
GRANT SELECT ON t TO app_user;

-- case: memberships that everyone may write
-- with: roles, private, walled
-- expects: PO16 memberships, RO10 memberships
-- also: EN04 memberships
ALTER TABLE priv.memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE priv.memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON priv.memberships FOR ALL TO app_user USING (user_id = (SELECT priv.current_uid())) WITH CHECK (user_id = (SELECT priv.current_uid()));
GRANT SELECT, INSERT ON priv.memberships TO app_user;
CREATE POLICY member ON t FOR SELECT TO app_user USING (tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM priv.memberships m WHERE m.user_id = (SELECT priv.current_uid()))));
GRANT SELECT ON t TO app_user;

-- case: an owner that an INSERT may choose
-- with: roles, walled
-- expects: PO18 t
-- tables: {"t": {"access": "owner", "tenantColumn": "tenant_id", "ownerColumn": "owner_id"}}
ALTER TABLE t ADD COLUMN owner_id uuid NOT NULL DEFAULT NULLIF(current_setting('app.user', true), '')::uuid;
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND owner_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid));
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT ON t TO app_user;

-- case: an owner that an INSERT may not choose
-- with: roles, walled
-- silent
-- tables: {"t": {"access": "owner", "tenantColumn": "tenant_id", "ownerColumn": "owner_id"}}
ALTER TABLE t ADD COLUMN owner_id uuid NOT NULL DEFAULT NULLIF(current_setting('app.user', true), '')::uuid;
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND owner_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid));
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}) AND owner_id = (SELECT NULLIF(current_setting('app.user', true), '')::uuid));
GRANT SELECT, INSERT ON t TO app_user;

-- case: AND binds stronger than OR
-- with: roles, walled
-- expects: PO19 t
ALTER TABLE t ADD COLUMN draft boolean NOT NULL DEFAULT false;
CREATE POLICY sel ON t FOR SELECT TO app_user USING (draft OR body IS NULL AND tenant_id = (SELECT {tenant}));
GRANT SELECT ON t TO app_user;

-- case: OR within the tenant
-- with: roles, walled
-- silent
ALTER TABLE t ADD COLUMN draft boolean NOT NULL DEFAULT false;
CREATE POLICY sel ON t FOR SELECT TO app_user USING ((draft OR body IS NULL) AND tenant_id = (SELECT {tenant}));
GRANT SELECT ON t TO app_user;

-- case: a tenant that may be a pattern
-- with: roles, walled
-- expects: PO20 t
-- also: PO02 t, PO19 t, PF03 t, PO01 t
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id::text LIKE (SELECT current_setting('app.t', true)));
GRANT SELECT ON t TO app_user;

-- case: a text column that a constant pattern is matched against
-- with: roles, walled
-- silent
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}) AND body LIKE 'public%');
GRANT SELECT ON t TO app_user;

-- case: a tenant key that may be NULL
-- with: roles, t
-- expects: PO21 n
CREATE TABLE n (tenant_id uuid DEFAULT {tenant}, id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE INDEX ON n (tenant_id);
ALTER TABLE n ENABLE ROW LEVEL SECURITY;
ALTER TABLE n FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON n FOR ALL TO app_user USING (tenant_id = (SELECT {tenant})) WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON n TO app_user;

-- case: rows that belong to nobody are writable
-- with: roles
-- expects: PO22 n, PO21 n
-- tables: {"n": {"access": "tenant", "tenantColumn": "tenant_id", "sharedWhen": "tenant_id IS NULL"}}
CREATE TABLE n (tenant_id uuid DEFAULT {tenant}, id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE INDEX ON n (tenant_id);
ALTER TABLE n ENABLE ROW LEVEL SECURITY;
ALTER TABLE n FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON n FOR ALL TO app_user USING (tenant_id IS NULL OR tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON n TO app_user;

-- case: rows that belong to nobody are read by all and written by none
-- with: roles
-- silent
-- tables: {"n": {"access": "tenant", "tenantColumn": "tenant_id", "sharedWhen": "tenant_id IS NULL"}}
CREATE TABLE n (tenant_id uuid DEFAULT {tenant}, id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE INDEX ON n (tenant_id);
ALTER TABLE n ENABLE ROW LEVEL SECURITY;
ALTER TABLE n FORCE ROW LEVEL SECURITY;
CREATE POLICY sel ON n FOR SELECT TO app_user USING (tenant_id IS NULL OR tenant_id = (SELECT {tenant}));
CREATE POLICY ins ON n FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}));
CREATE POLICY del ON n FOR DELETE TO app_user USING (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT, DELETE ON n TO app_user;

-- case: a helper that claims to be immutable
-- with: roles, walled
-- expects: PO23 current_tenant()
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT NULLIF(current_setting('app.t', true), '')::uuid $$;
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT current_tenant()));
GRANT SELECT ON t TO app_user;

-- case: a helper that is stable
-- with: roles, walled
-- silent
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('app.t', true), '')::uuid $$;
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT current_tenant()));
GRANT SELECT ON t TO app_user;

-- case: a tenant by name in a policy
-- with: roles, t
-- expects: PO24 t
-- also: PO08 t, PO03 t, PO02 t, PO19 t, PO06 t
CREATE POLICY special ON t FOR SELECT TO app_user USING (tenant_id = '11111111-1111-1111-1111-111111111111');

-- case: current_user in a policy, and a function of another rights
-- with: roles, walled
-- expects: PO25 t
-- also: PO05 t, BY04 count_t()
ALTER TABLE t ADD COLUMN member name;
CREATE POLICY own ON t FOR SELECT TO app_user, app_owner USING (tenant_id = (SELECT {tenant}) AND member = current_user);
CREATE FUNCTION count_t() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT count(*) FROM public.t $$;
REVOKE EXECUTE ON FUNCTION count_t() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_t() TO app_user;
GRANT SELECT ON t TO app_user;

-- case: a claim that its user may write
-- with: roles, walled
-- expects: PO26 t
-- also: PO02 t, CX05 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT (NULLIF(current_setting('request.jwt.claims', true), '')::jsonb -> 'user_metadata' ->> 'tenant_id')::uuid));
GRANT SELECT ON t TO app_user;

-- case: a policy that another already says
-- with: roles, t
-- expects: PO27 t
CREATE POLICY again ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));

-- case: a delete policy that asks for the tenant in another way
-- with: roles, walled
-- silent: PO07
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY gone ON t FOR DELETE TO app_user USING (CASE WHEN tenant_id = (SELECT {tenant}) THEN true ELSE false END);
GRANT SELECT, DELETE ON t TO app_user;

-- case: a delete policy for other tenants' rows
-- with: roles, walled
-- expects: PO07 t
-- also: PO05 t, PO06 t, PO04 t, PO19 t
CREATE POLICY tenant ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY gone ON t FOR DELETE TO app_user USING (tenant_id <> (SELECT {tenant}));
GRANT SELECT, DELETE ON t TO app_user;
