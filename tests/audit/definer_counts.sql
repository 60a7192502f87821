-- A function that runs as a superuser counts the rows of every tenant, with a search path as it should be.
-- verdict: unsafe
-- expects: BY04
{t}
RESET ROLE;
CREATE FUNCTION shop.how_many() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS 'SELECT count(*) FROM shop.t';
-- asked
SELECT shop.how_many()
-- answers
2
