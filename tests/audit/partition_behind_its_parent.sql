-- Nothing is granted on the partition: it is reached by its parent alone.
-- verdict: safe
CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id integer NOT NULL, words text, PRIMARY KEY (tenant, id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (1000000);
{wall}
-- asked
SELECT count(*) FROM shop.t
-- answers
1
