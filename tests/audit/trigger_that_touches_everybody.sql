-- A trigger that runs as a superuser brings every tenant's rows up to date, whoever sets it off.
-- verdict: unsafe
-- expects: BY06
{t}
CREATE TABLE totals (tenant uuid PRIMARY KEY, n bigint NOT NULL DEFAULT 0, words text);
ALTER TABLE totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE totals FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON totals FOR SELECT TO web USING (tenant = {tenant});
GRANT SELECT ON totals TO web;
RESET ROLE;
CREATE FUNCTION shop.count_all() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
  $$ BEGIN UPDATE shop.totals SET n = n + 1; RETURN NULL; END $$;
REVOKE EXECUTE ON FUNCTION shop.count_all() FROM PUBLIC;
CREATE TRIGGER count_all AFTER DELETE ON shop.t FOR EACH STATEMENT EXECUTE FUNCTION shop.count_all();
-- rows
INSERT INTO shop.totals VALUES ('{A}'), ('{B}');
-- asked
WITH gone AS (DELETE FROM shop.t RETURNING id) SELECT count(*) FROM gone
-- answers
1
-- then
SELECT n FROM shop.totals WHERE tenant = '{B}'
-- answers
1
