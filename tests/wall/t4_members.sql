CREATE TABLE shop.firms (id uuid PRIMARY KEY, title text NOT NULL);
CREATE TABLE hidden.members (
  person uuid NOT NULL,
  firm uuid NOT NULL REFERENCES shop.firms (id) ON DELETE CASCADE,
  rank text NOT NULL CHECK (rank IN ('reader', 'editor', 'admin')),
  PRIMARY KEY (person, firm));
ALTER TABLE hidden.members ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION hidden.my_firms(ranks text[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
  AS $$ SELECT m.firm FROM hidden.members m WHERE m.person = shop.person() AND m.rank = ANY (ranks) $$;
GRANT EXECUTE ON FUNCTION hidden.my_firms(text[]) TO m_app;
CREATE TABLE shop.papers (firm uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), words text NOT NULL, PRIMARY KEY (firm, id));
ALTER TABLE shop.papers ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.papers FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON shop.papers FOR SELECT TO m_app USING (firm = ANY (ARRAY(SELECT hidden.my_firms('{reader,editor,admin}'))));
CREATE POLICY add ON shop.papers FOR INSERT TO m_app WITH CHECK (firm = ANY (ARRAY(SELECT hidden.my_firms('{editor,admin}'))));
CREATE POLICY alter_own ON shop.papers FOR UPDATE TO m_app USING (firm = ANY (ARRAY(SELECT hidden.my_firms('{editor,admin}')))) WITH CHECK (firm = ANY (ARRAY(SELECT hidden.my_firms('{editor,admin}'))));
CREATE POLICY drop_own ON shop.papers FOR DELETE TO m_app USING (firm = ANY (ARRAY(SELECT hidden.my_firms('{admin}'))));
GRANT SELECT, INSERT, DELETE ON shop.papers TO m_app;
GRANT UPDATE (words) ON shop.papers TO m_app;
