-- The parent's policy binds who reads the parent. Who reads the partition meets the partition's.
-- verdict: unsafe
-- expects: INH1
CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id integer NOT NULL, words text, PRIMARY KEY (tenant, id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (1000000);
{wall}
ALTER TABLE t_1 ENABLE ROW LEVEL SECURITY;
ALTER TABLE t_1 FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone ON t_1 TO web USING (true);
GRANT SELECT ON t_1 TO web;
-- asked
SELECT count(*) FROM shop.t_1
-- answers
2
