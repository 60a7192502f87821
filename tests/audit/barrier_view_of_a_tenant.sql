-- The view reads as a superuser, and lets through what is the session's tenant's.
-- verdict: safe
{t}
RESET ROLE;
CREATE VIEW shop.v WITH (security_barrier) AS SELECT * FROM shop.t WHERE tenant = {tenant};
GRANT SELECT ON shop.v TO web;
-- asked
SELECT count(*) FROM shop.v
-- answers
1
