-- old
CREATE SCHEMA sub_nothing;
SET search_path = sub_nothing;

CREATE SCHEMA bound;
SET search_path = bound;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA detach;
SET search_path = detach;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA detach_idx;
SET search_path = detach_idx;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);
CREATE INDEX p_n ON p(n);

CREATE SCHEMA detach_idx2;
SET search_path = detach_idx2;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);
CREATE INDEX p_n ON p(n);

CREATE SCHEMA drop_all;
SET search_path = drop_all;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);

CREATE SCHEMA attach_existing;
SET search_path = attach_existing;
CREATE TABLE s(id int not null, k text, CONSTRAINT c CHECK (id>0), PRIMARY KEY(id)) PARTITION BY RANGE (id);
CREATE INDEX si ON s(k);
CREATE TABLE x(id int not null, k text);

CREATE SCHEMA expr_key;
SET search_path = expr_key;

CREATE SCHEMA trigger;
SET search_path = trigger;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';

CREATE SCHEMA rename_like_part;
SET search_path = rename_like_part;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n ON p(n);

CREATE SCHEMA matview_on_part;
SET search_path = matview_on_part;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE MATERIALIZED VIEW mv AS SELECT n FROM p;

CREATE SCHEMA policies;
SET search_path = policies;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA other_parent;
SET search_path = other_parent;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE q(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);
CREATE INDEX pk ON p(k);

CREATE SCHEMA sub_becomes;
SET search_path = sub_becomes;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);
CREATE INDEX pk ON p(k);

CREATE SCHEMA check_both;
SET search_path = check_both;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p_a ADD CONSTRAINT own CHECK (n>5);
ALTER TABLE p ADD CONSTRAINT shared CHECK (n>0);

CREATE SCHEMA view_on_partition;
SET search_path = view_on_partition;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT id,n FROM p_a;
CREATE FUNCTION f(p_a) RETURNS int LANGUAGE sql AS 'select 1';

CREATE SCHEMA drop_partition;
SET search_path = drop_partition;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n ON p(n);
ALTER TABLE p ADD CONSTRAINT x CHECK (n>0);

-- new

CREATE SCHEMA sub_nothing;
SET search_path = sub_nothing;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA bound;
SET search_path = bound;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a','aa');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA detach;
SET search_path = detach;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p DETACH PARTITION p_a; ALTER TABLE p_a ADD COLUMN q int;
ALTER TABLE p_a DROP COLUMN note;

CREATE SCHEMA detach_idx;
SET search_path = detach_idx;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id,k);
CREATE INDEX p_n ON p(n);
ALTER TABLE p DETACH PARTITION p_a;
DROP INDEX p_a_n_idx;

CREATE SCHEMA detach_idx2;
SET search_path = detach_idx2;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p DETACH PARTITION p_a;

CREATE SCHEMA drop_all;
SET search_path = drop_all;

CREATE SCHEMA attach_existing;
SET search_path = attach_existing;
CREATE TABLE s(id int not null, k text, CONSTRAINT c CHECK (id>0), PRIMARY KEY(id)) PARTITION BY RANGE (id);
CREATE INDEX si ON s(k);
CREATE TABLE x PARTITION OF s FOR VALUES FROM (1) TO (5);

CREATE SCHEMA expr_key;
SET search_path = expr_key;
CREATE FUNCTION kf(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'select lower($1)';
CREATE TABLE s(id int, k text) PARTITION BY LIST (kf(k));
CREATE TABLE s0 PARTITION OF s FOR VALUES IN ('a', NULL);

CREATE SCHEMA trigger;
SET search_path = trigger;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER t BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf();
CREATE TABLE p_z PARTITION OF p FOR VALUES IN ('z');
CREATE TRIGGER t2 AFTER INSERT ON p_a FOR EACH ROW EXECUTE FUNCTION tf();

CREATE SCHEMA rename_like_part;
SET search_path = rename_like_part;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_x PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n2 ON p(n);

CREATE SCHEMA matview_on_part;
SET search_path = matview_on_part;
CREATE TABLE p(id int not null, k text not null, n bigint default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE MATERIALIZED VIEW mv AS SELECT n FROM p;

CREATE SCHEMA policies;
SET search_path = policies;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ENABLE ROW LEVEL SECURITY;
CREATE POLICY po ON p USING (n>0);
ALTER TABLE p_a ENABLE ROW LEVEL SECURITY;
CREATE POLICY po ON p_a USING (n>1);

CREATE SCHEMA other_parent;
SET search_path = other_parent;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE q(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF q FOR VALUES FROM (1) TO (5);
CREATE INDEX qk ON q(k,id);

CREATE SCHEMA sub_becomes;
SET search_path = sub_becomes;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5) PARTITION BY LIST (k);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1);
CREATE INDEX pk ON p(k);

CREATE SCHEMA check_both;
SET search_path = check_both;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p_b ADD CONSTRAINT own CHECK (n>6);
ALTER TABLE p ADD CONSTRAINT shared CHECK (n>2);

CREATE SCHEMA view_on_partition;
SET search_path = view_on_partition;
CREATE TABLE p(id int not null, k text not null, n bigint default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT id,n FROM p_a;
CREATE FUNCTION f(p_a) RETURNS int LANGUAGE sql AS 'select 1';

CREATE SCHEMA drop_partition;
SET search_path = drop_partition;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
CREATE INDEX p_n ON p(n);
ALTER TABLE p ADD CONSTRAINT x CHECK (n>0);
