-- A barrier keeps a view's own condition first; it makes no policy of it. The view has none, and its owner passes every one by.
-- verdict: unsafe
-- expects: BY01
{t}
RESET ROLE;
CREATE VIEW shop.v WITH (security_barrier) AS SELECT * FROM shop.t;
GRANT SELECT ON shop.v TO web;
-- asked
SELECT count(*) FROM shop.v
-- answers
2
