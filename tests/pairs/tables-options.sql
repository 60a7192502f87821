-- old
CREATE SCHEMA options;
SET search_path = options;
CREATE TABLE t(a int primary key, b text, c numeric, d text);
CREATE INDEX ti ON t(b);

CREATE SCHEMA options_new;
SET search_path = options_new;

CREATE SCHEMA replica_idx;
SET search_path = replica_idx;
CREATE TABLE t(a int not null, b int not null);
CREATE UNIQUE INDEX u1 ON t(a);
CREATE UNIQUE INDEX u2 ON t(b);
ALTER TABLE t REPLICA IDENTITY USING INDEX u1;

CREATE SCHEMA replica_rebuild;
SET search_path = replica_rebuild;
CREATE TABLE t(a int not null, b int not null);
CREATE UNIQUE INDEX u1 ON t(a);
ALTER TABLE t REPLICA IDENTITY USING INDEX u1;
ALTER TABLE t CLUSTER ON u1;

CREATE SCHEMA index_kinds;
SET search_path = index_kinds;
CREATE TABLE t(a int, b text, c text, d tsvector);

CREATE SCHEMA storage_of_part;
SET search_path = storage_of_part;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA unlogged_fk;
SET search_path = unlogged_fk;
CREATE UNLOGGED TABLE a(id int primary key);
CREATE UNLOGGED TABLE b(id int primary key references a);
CREATE UNLOGGED TABLE c(id int references b);

CREATE SCHEMA idx_statistics;
SET search_path = idx_statistics;
CREATE TABLE t(a int);
CREATE INDEX i ON t((a+1),(a+2));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 5;

CREATE SCHEMA column_options_new;
SET search_path = column_options_new;
CREATE TABLE t(a int);

CREATE SCHEMA replica_parts;
SET search_path = replica_parts;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

-- new

CREATE SCHEMA options;
SET search_path = options;
CREATE UNLOGGED TABLE t(a int primary key, b text, c numeric, d text) WITH (fillfactor=70, autovacuum_enabled=false, toast.autovacuum_enabled=false);
CREATE INDEX ti ON t(b) WITH (fillfactor=50);
ALTER TABLE t REPLICA IDENTITY FULL;
ALTER TABLE t CLUSTER ON ti;
ALTER TABLE t ALTER b SET STORAGE EXTERNAL;
ALTER TABLE t ALTER c SET STORAGE PLAIN;
ALTER TABLE t ALTER d SET COMPRESSION pglz;
ALTER TABLE t ALTER a SET STATISTICS 50;
ALTER TABLE t ALTER a SET (n_distinct=-0.5);

CREATE SCHEMA options_new;
SET search_path = options_new;
CREATE UNLOGGED TABLE t(a int primary key, b text, c int not null) WITH (fillfactor=70, toast_tuple_target=200, toast.autovacuum_enabled=false);
CREATE UNIQUE INDEX ti ON t(c) WITH (fillfactor=50);
ALTER TABLE t REPLICA IDENTITY USING INDEX ti;
ALTER TABLE t CLUSTER ON t_pkey;
ALTER TABLE t ALTER b SET STORAGE EXTERNAL;
ALTER TABLE t ALTER a SET STATISTICS 50;
ALTER TABLE t ALTER a SET (n_distinct=-0.5, n_distinct_inherited=3);
CREATE INDEX te ON t ((a+c)); ALTER INDEX te ALTER COLUMN 1 SET STATISTICS 300;

CREATE SCHEMA replica_idx;
SET search_path = replica_idx;
CREATE TABLE t(a int not null, b int not null);
CREATE UNIQUE INDEX u1 ON t(a);
CREATE UNIQUE INDEX u2 ON t(b);
ALTER TABLE t REPLICA IDENTITY USING INDEX u2;
ALTER TABLE t CLUSTER ON u1;

CREATE SCHEMA replica_rebuild;
SET search_path = replica_rebuild;
CREATE TABLE t(a int not null, b int not null);
CREATE UNIQUE INDEX u1 ON t(a,b);
ALTER TABLE t REPLICA IDENTITY USING INDEX u1;
ALTER TABLE t CLUSTER ON u1;

CREATE SCHEMA index_kinds;
SET search_path = index_kinds;
CREATE TABLE t(a int, b text, c text, d tsvector);
CREATE UNIQUE INDEX i1 ON t(a) NULLS NOT DISTINCT;
CREATE INDEX i2 ON t(b COLLATE "C" text_pattern_ops DESC NULLS LAST);
CREATE INDEX i3 ON t USING gist (d tsvector_ops (siglen=100));
CREATE INDEX i4 ON t ((lower(b)) COLLATE "C", c) INCLUDE (a) WITH (fillfactor=60) WHERE a > 1;
CREATE INDEX i5 ON t USING brin (a) WITH (pages_per_range=16, autosummarize=on);
CREATE INDEX i6 ON t USING hash (b);

CREATE SCHEMA storage_of_part;
SET search_path = storage_of_part;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ALTER note SET STORAGE EXTERNAL;
ALTER TABLE p_a ALTER note SET STATISTICS 7;
ALTER TABLE p_a SET (fillfactor=40);

CREATE SCHEMA unlogged_fk;
SET search_path = unlogged_fk;
CREATE TABLE a(id int primary key);
CREATE TABLE b(id int primary key references a);
CREATE TABLE c(id int references b);

CREATE SCHEMA idx_statistics;
SET search_path = idx_statistics;
CREATE TABLE t(a int);
CREATE INDEX i ON t((a+1),(a+2)) WITH (fillfactor=33);
ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 6;

CREATE SCHEMA column_options_new;
SET search_path = column_options_new;
CREATE TABLE t(a int, b text DEFAULT 'x' NOT NULL, c text);
ALTER TABLE t ALTER b SET STORAGE EXTERNAL;
ALTER TABLE t ALTER c SET STATISTICS 9;

CREATE SCHEMA replica_parts;
SET search_path = replica_parts;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p REPLICA IDENTITY FULL;
ALTER TABLE p_a REPLICA IDENTITY FULL;
CREATE UNIQUE INDEX ui ON p_d(id,k);
ALTER TABLE p_d REPLICA IDENTITY USING INDEX ui;
