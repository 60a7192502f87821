CREATE TABLE shop.firms (id uuid PRIMARY KEY, title text NOT NULL);
CREATE TABLE shop.boards (
  firm uuid NOT NULL DEFAULT shop.tenant() REFERENCES shop.firms (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  slug text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'shut')),
  PRIMARY KEY (firm, id),
  UNIQUE (firm, slug));
CREATE TABLE shop.cards (
  firm uuid NOT NULL DEFAULT shop.tenant(),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  board uuid NOT NULL,
  words text NOT NULL,
  PRIMARY KEY (firm, id),
  CONSTRAINT cards_board FOREIGN KEY (firm, board) REFERENCES shop.boards (firm, id) ON DELETE CASCADE);
ALTER TABLE shop.boards ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.boards FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.cards ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.cards FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON shop.boards FOR SELECT TO m_app, m_read USING (firm = (SELECT shop.tenant()));
CREATE POLICY add ON shop.boards FOR INSERT TO m_app WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY alter_own ON shop.boards FOR UPDATE TO m_app USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY drop_own ON shop.boards FOR DELETE TO m_app USING (firm = (SELECT shop.tenant()));
CREATE POLICY ground ON shop.boards AS RESTRICTIVE FOR ALL TO PUBLIC USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY own ON shop.cards FOR ALL TO m_app USING (firm = (SELECT shop.tenant())) WITH CHECK (firm = (SELECT shop.tenant()));
CREATE POLICY see ON shop.cards FOR SELECT TO m_read USING (firm = (SELECT shop.tenant()));
CREATE VIEW shop.open_boards WITH (security_invoker = true) AS SELECT firm, id, slug FROM shop.boards WHERE state = 'open';
GRANT SELECT, INSERT, DELETE ON shop.boards, shop.cards TO m_app;
GRANT UPDATE (slug, state) ON shop.boards TO m_app;
GRANT UPDATE (board, words) ON shop.cards TO m_app;
GRANT SELECT ON shop.boards, shop.cards TO m_read;
GRANT SELECT ON shop.open_boards TO m_app;
