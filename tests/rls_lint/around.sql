-- case: a view of somebody whom no policy binds
-- with: roles, t
-- expects: BY01 v
RESET ROLE;
CREATE VIEW v AS SELECT id, body FROM t;
GRANT SELECT ON v TO app_user;

-- case: a view that reads as whoever asks
-- with: roles, t
-- silent
RESET ROLE;
CREATE VIEW v WITH (security_invoker = true) AS SELECT id, body FROM t;
GRANT SELECT ON v TO app_user;

-- case: a view of an owner whom forced policies bind
-- with: roles, t
-- silent
CREATE VIEW v AS SELECT id, body FROM t;
GRANT SELECT ON v TO app_user;

-- case: a view through which other tenants' rows are written
-- with: roles, t
-- expects: BY02 v, BY01 v
RESET ROLE;
CREATE VIEW v AS SELECT tenant_id, id, body FROM t WHERE tenant_id = NULLIF(current_setting('app.t', true), '')::uuid;
GRANT SELECT, INSERT, UPDATE ON v TO app_user;

-- case: a view with a check option
-- with: roles, t
-- silent: BY02
RESET ROLE;
CREATE VIEW v AS SELECT tenant_id, id, body FROM t WHERE tenant_id = NULLIF(current_setting('app.t', true), '')::uuid WITH CASCADED CHECK OPTION;
GRANT SELECT, INSERT, UPDATE ON v TO app_user;

-- case: a materialized view for the application
-- with: roles, t
-- expects: BY03 mv
CREATE MATERIALIZED VIEW mv AS SELECT tenant_id, count(*) AS n FROM t GROUP BY 1;
GRANT SELECT ON mv TO app_user;

-- case: a materialized view for the service
-- with: roles, t
-- silent
CREATE MATERIALIZED VIEW mv AS SELECT tenant_id, count(*) AS n FROM t GROUP BY 1;
GRANT SELECT ON mv TO svc;

-- case: a function that tells of any tenant
-- with: roles, t
-- expects: BY04 bodies(tenant uuid)
RESET ROLE;
CREATE FUNCTION bodies(tenant uuid) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT body FROM public.t WHERE tenant_id = tenant $$;

-- case: a function that asks who calls
-- with: roles, t
-- silent
RESET ROLE;
CREATE FUNCTION bodies() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT body FROM public.t WHERE tenant_id = NULLIF(current_setting('app.t', true), '')::uuid $$;

-- case: a function of an owner whom forced policies bind
-- with: roles, t
-- silent
CREATE FUNCTION bodies() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT body FROM public.t $$;

-- case: a function whose names another may capture
-- with: roles, t
-- expects: BY05 one()
CREATE FUNCTION one() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT 1 $$;

-- case: a function with a pinned path
-- with: roles, t
-- silent
CREATE FUNCTION one() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$ SELECT 1 $$;

-- case: an audit that everybody reads
-- with: roles, t
-- expects: BY06 audit
CREATE TABLE audit (at timestamptz NOT NULL DEFAULT now(), what jsonb NOT NULL);
GRANT SELECT ON audit TO app_user;
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$ BEGIN INSERT INTO public.audit (what) VALUES (to_jsonb(NEW)); RETURN NEW; END $$;
CREATE TRIGGER keep AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();

-- case: an audit that nobody reads
-- with: roles, t
-- silent
CREATE TABLE audit (at timestamptz NOT NULL DEFAULT now(), what jsonb NOT NULL);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$ BEGIN INSERT INTO public.audit (what) VALUES (to_jsonb(NEW)); RETURN NEW; END $$;
CREATE TRIGGER keep AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();

-- case: a rewrite rule
-- with: roles, t
-- expects: BY07 t
CREATE TABLE log (id uuid);
CREATE RULE keep AS ON DELETE TO t DO ALSO INSERT INTO log VALUES (OLD.id);

-- case: a trigger instead of a rule
-- with: roles, t
-- silent
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body := trim(NEW.body); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();

-- case: a function that claims to tell nothing
-- with: roles, t
-- expects: BY08 is_short(a text)
RESET ROLE;
CREATE FUNCTION is_short(a text) RETURNS boolean LANGUAGE sql IMMUTABLE LEAKPROOF AS $$ SELECT length(a) < 9 $$;

-- case: a function that claims nothing
-- with: roles, t
-- silent
CREATE FUNCTION is_short(a text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT length(a) < 9 $$;

-- case: a cascade from tenant to tenant
-- with: roles, parent, t
-- expects: BY10 t, ORA2 t
ALTER TABLE t ADD COLUMN p_id uuid REFERENCES p (id) ON DELETE CASCADE;

-- case: a cascade within the tenant
-- with: roles, parent, t
-- silent
ALTER TABLE t ADD COLUMN p_id uuid;
ALTER TABLE t ADD FOREIGN KEY (tenant_id, p_id) REFERENCES p (tenant_id, id) ON DELETE CASCADE;

-- case: a table that is published
-- with: roles, t
-- expects: BY11 changes
RESET ROLE;
CREATE PUBLICATION changes FOR TABLE t;

-- case: a table of nobody's that is published
-- with: roles, t
-- silent: BY11
CREATE TABLE countries (code text PRIMARY KEY);
GRANT SELECT ON countries TO app_user;
RESET ROLE;
CREATE PUBLICATION changes FOR TABLE countries;
