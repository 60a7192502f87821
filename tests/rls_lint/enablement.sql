-- case: a granted table of tenants without row-level security
-- with: roles, bare
-- expects: EN01 t
GRANT SELECT, INSERT, DELETE ON t TO app_user;

-- case: a table of tenants that nobody but its owner reaches
-- with: roles, bare
-- silent: EN01

-- case: policies that sleep
-- with: roles, t
-- expects: EN02 t
ALTER TABLE t DISABLE ROW LEVEL SECURITY;

-- case: a wall as it should be
-- with: roles, t
-- silent

-- case: a granted command that no policy is for
-- with: roles, walled
-- expects: EN03 t
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT ON t TO app_user;

-- case: every granted command has its policy
-- with: roles, walled
-- silent
CREATE POLICY sel ON t FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
CREATE POLICY ins ON t FOR INSERT TO app_user WITH CHECK (tenant_id = (SELECT {tenant}));
GRANT SELECT, INSERT ON t TO app_user;

-- case: row-level security that is not forced
-- with: roles, t
-- expects: EN04 t
ALTER TABLE t NO FORCE ROW LEVEL SECURITY;

-- case: a private table of a helper that is not forced
-- with: roles, private
-- silent: EN04
ALTER TABLE priv.memberships ENABLE ROW LEVEL SECURITY;

-- case: a role with BYPASSRLS that no wall binds
-- with: roles, t
-- expects: EN05 jobs
RESET ROLE;
CREATE ROLE jobs LOGIN BYPASSRLS;
GRANT SELECT ON t TO jobs;

-- case: new tables are open
-- with: roles, t
-- expects: EN06 public
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user;

-- case: new sequences may be used
-- with: roles, t
-- silent
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO app_user;

-- case: a copy without the wall
-- with: roles, t
-- expects: EN07 t_copy
CREATE TABLE t_copy (LIKE t INCLUDING ALL);
GRANT SELECT ON t_copy TO app_user;

-- case: a copy with a wall of its own
-- with: roles, t
-- silent
CREATE TABLE t_copy (LIKE t INCLUDING ALL);
ALTER TABLE t_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE t_copy FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON t_copy FOR SELECT TO app_user USING (tenant_id = (SELECT {tenant}));
GRANT SELECT ON t_copy TO app_user;

-- case: a foreign table with tenants' rows
-- with: roles, t
-- expects: EN08 remote_t
RESET ROLE;
CREATE EXTENSION postgres_fdw;
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE remote_t (tenant_id uuid NOT NULL, body text) SERVER other;
GRANT SELECT ON remote_t TO app_user;

-- case: a foreign table of nobody's rows
-- with: roles, t
-- silent: EN08
RESET ROLE;
CREATE EXTENSION postgres_fdw;
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE countries (code text NOT NULL, name text) SERVER other;
GRANT SELECT ON countries TO app_user;
