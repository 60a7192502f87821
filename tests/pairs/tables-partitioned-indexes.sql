-- old
CREATE SCHEMA pk_and_index;
SET search_path = pk_and_index;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA idx_on_only;
SET search_path = idx_on_only;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA idx_attach_existing;
SET search_path = idx_attach_existing;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX pa_n ON p_a(n);

CREATE SCHEMA pk_change;
SET search_path = pk_change;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);

CREATE SCHEMA idx_change;
SET search_path = idx_change;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n ON p(n);
COMMENT ON INDEX p_n IS 'a';

CREATE SCHEMA local_to_shared_key;
SET search_path = local_to_shared_key;
CREATE TABLE p(id int not null, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);
ALTER TABLE p1 ADD CONSTRAINT p1pk PRIMARY KEY (id);

CREATE SCHEMA idx_rich;
SET search_path = idx_rich;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA pk_drop_fk_onto;
SET search_path = pk_drop_fk_onto;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);
CREATE TABLE c(id int, k text, CONSTRAINT cfk FOREIGN KEY (id,k) REFERENCES p);

-- new

CREATE SCHEMA pk_and_index;
SET search_path = pk_and_index;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);
CREATE INDEX p_n ON p(n);
CREATE UNIQUE INDEX p_u ON p(id,k,n);
CREATE INDEX own ON p_a(note);
ALTER TABLE p ADD CONSTRAINT chk CHECK (n>0);

CREATE SCHEMA idx_on_only;
SET search_path = idx_on_only;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n ON ONLY p(n);
CREATE INDEX pa_n ON p_a(n);
ALTER INDEX p_n ATTACH PARTITION pa_n;

CREATE SCHEMA idx_attach_existing;
SET search_path = idx_attach_existing;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX pa_n ON p_a(n);
CREATE INDEX p_n ON p(n);

CREATE SCHEMA pk_change;
SET search_path = pk_change;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (k,id);

CREATE SCHEMA idx_change;
SET search_path = idx_change;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n ON p(n,id);
COMMENT ON INDEX p_n IS 'b';
COMMENT ON TABLE p_a IS 'x';

CREATE SCHEMA local_to_shared_key;
SET search_path = local_to_shared_key;
CREATE TABLE p(id int not null, k int, CONSTRAINT ppk PRIMARY KEY (id)) PARTITION BY RANGE(id);
CREATE TABLE p1(id int constraint p_id_not_null not null, k int, CONSTRAINT p1pk PRIMARY KEY (id));
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (5);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (5) TO (9);

CREATE SCHEMA idx_rich;
SET search_path = idx_rich;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX i1 ON p((n+1)) INCLUDE (note) WHERE n>0;
CREATE INDEX i2 ON p USING hash (note);
CREATE INDEX i3 ON p(lower(note) text_pattern_ops, n DESC);

CREATE SCHEMA pk_drop_fk_onto;
SET search_path = pk_drop_fk_onto;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE TABLE c(id int, k text);
