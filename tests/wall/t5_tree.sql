CREATE TABLE hidden.tree (above uuid NOT NULL, below uuid NOT NULL, PRIMARY KEY (above, below));
CREATE FUNCTION hidden.my_tree() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
  AS $$ SELECT t.below FROM hidden.tree t WHERE t.above = shop.tenant() $$;
GRANT EXECUTE ON FUNCTION hidden.my_tree() TO m_app;
CREATE TABLE shop.figures (firm uuid NOT NULL DEFAULT shop.tenant(), id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (firm, id));
ALTER TABLE shop.figures ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.figures FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON shop.figures FOR SELECT TO m_app USING (firm = ANY (ARRAY(SELECT hidden.my_tree())));
CREATE POLICY add ON shop.figures FOR INSERT TO m_app WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY alter_own ON shop.figures FOR UPDATE TO m_app USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY drop_own ON shop.figures FOR DELETE TO m_app USING (firm = (SELECT shop.tenant()));
GRANT SELECT, INSERT, DELETE ON shop.figures TO m_app;
GRANT UPDATE (words) ON shop.figures TO m_app;
