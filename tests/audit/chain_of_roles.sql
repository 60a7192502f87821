-- By two steps the application may become a role that passes policies by.
-- verdict: unsafe
-- expects: RO02
{t}
RESET ROLE;
CREATE ROLE boss NOLOGIN BYPASSRLS;
CREATE ROLE staff NOLOGIN NOINHERIT;
GRANT boss TO staff;
GRANT staff TO web;
GRANT USAGE ON SCHEMA shop TO boss;
GRANT SELECT ON shop.t TO boss;
-- asked
SET LOCAL ROLE boss; SELECT count(*) FROM shop.t
-- answers
2
