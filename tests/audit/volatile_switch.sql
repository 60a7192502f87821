-- A function that the planner can't see through asks another setting, which whoever runs SQL may set.
-- verdict: unsafe
-- expects: CX04
{t}
CREATE FUNCTION is_support() RETURNS boolean LANGUAGE plpgsql VOLATILE SET search_path = '' AS
  $$ BEGIN RETURN coalesce(current_setting('app.support', true), '') = 'on'; END $$;
CREATE POLICY support ON t FOR SELECT TO web USING ((SELECT shop.is_support()));
-- asked
SET LOCAL app.support = 'on'; SELECT count(*) FROM shop.t
-- answers
2
