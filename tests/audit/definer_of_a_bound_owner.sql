-- The function runs as the owner, whom forced policies bind and no policy lets see anything.
-- verdict: safe
{t}
CREATE FUNCTION how_many() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS 'SELECT count(*) FROM shop.t';
-- asked
SELECT shop.how_many()
-- answers
0
