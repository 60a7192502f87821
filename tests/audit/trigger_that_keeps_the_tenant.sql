-- A trigger writes elsewhere as its owner, and writes down whose the row was, behind the same wall.
-- verdict: safe
{t}
CREATE TABLE log (tenant uuid NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, words text, PRIMARY KEY (tenant, id));
ALTER TABLE log ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON log FOR SELECT TO web USING (tenant = {tenant});
GRANT SELECT ON log TO web;
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
  $$ BEGIN INSERT INTO shop.log (tenant, words) VALUES (NEW.tenant, NEW.words); RETURN NEW; END $$;
REVOKE EXECUTE ON FUNCTION log() FROM PUBLIC;
CREATE TRIGGER log AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION log();
-- asked
SELECT count(*) FROM shop.log
-- answers
1
