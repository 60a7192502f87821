CREATE ROLE m_owner NOLOGIN;
CREATE ROLE m_app NOLOGIN;
CREATE ROLE m_read NOLOGIN;
CREATE ROLE m_jobs NOLOGIN;
CREATE SCHEMA shop AUTHORIZATION m_owner;
CREATE SCHEMA hidden AUTHORIZATION m_owner;
GRANT USAGE ON SCHEMA shop, hidden TO m_app, m_read, m_jobs;
ALTER DEFAULT PRIVILEGES FOR ROLE m_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SET ROLE m_owner;
CREATE FUNCTION shop.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('shop.tenant', true), '')::uuid $$;
CREATE FUNCTION shop.person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(pg_catalog.current_setting('shop.person', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION shop.tenant(), shop.person() TO m_app, m_read, m_jobs;
