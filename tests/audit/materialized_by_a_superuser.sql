-- A materialized view has what its owner saw when it was refreshed, and no policies.
-- verdict: unsafe
-- expects: BY03
{t}
RESET ROLE;
CREATE MATERIALIZED VIEW shop.totals AS SELECT tenant, count(*) AS n FROM shop.t GROUP BY tenant;
GRANT SELECT ON shop.totals TO web;
-- rows
REFRESH MATERIALIZED VIEW shop.totals;
-- asked
SELECT count(*) FROM shop.totals
-- answers
2
