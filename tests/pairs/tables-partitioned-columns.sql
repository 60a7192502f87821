-- old
CREATE SCHEMA columns;
SET search_path = columns;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA required;
SET search_path = required;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;

CREATE SCHEMA serial;
SET search_path = serial;
CREATE TABLE s(id serial, k text) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');

CREATE SCHEMA identity;
SET search_path = identity;
CREATE TABLE s(k text) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');

CREATE SCHEMA generated;
SET search_path = generated;
CREATE TABLE s(k text, a int) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');

CREATE SCHEMA generated2;
SET search_path = generated2;
CREATE TABLE s(k text, a int, g int generated always as (a*2) stored) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');

CREATE SCHEMA become;
SET search_path = become;
CREATE TABLE s(id int, k text);
CREATE VIEW v AS SELECT * FROM s;
CREATE TABLE f(id int);

CREATE SCHEMA key_change_keeps_children;
SET search_path = key_change_keeps_children;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);

CREATE SCHEMA key_type;
SET search_path = key_type;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);

-- new

CREATE SCHEMA columns;
SET search_path = columns;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ADD COLUMN x int NOT NULL DEFAULT 5;
ALTER TABLE p DROP COLUMN note;
ALTER TABLE p ALTER n TYPE bigint;
ALTER TABLE p_a ALTER n SET DEFAULT 7;
ALTER TABLE p_d ALTER n DROP DEFAULT;
ALTER TABLE p_a ALTER x SET DEFAULT 9;

CREATE SCHEMA required;
SET search_path = required;
CREATE TABLE p(id int not null, k text not null, n int default 1, note text) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE p_b_1 PARTITION OF p_b FOR VALUES FROM (1) TO (10);
CREATE TABLE p_d PARTITION OF p DEFAULT;
ALTER TABLE p ALTER n SET NOT NULL;
ALTER TABLE p_a ALTER note SET NOT NULL;

CREATE SCHEMA serial;
SET search_path = serial;
CREATE TABLE s(id bigserial, k text) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');
CREATE TABLE s2 PARTITION OF s FOR VALUES IN ('b');

CREATE SCHEMA identity;
SET search_path = identity;
CREATE TABLE s(k text, id int generated always as identity) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');
CREATE TABLE s2 PARTITION OF s FOR VALUES IN ('b');

CREATE SCHEMA generated;
SET search_path = generated;
CREATE TABLE s(k text, a bigint, g bigint generated always as (a*2) stored) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');

CREATE SCHEMA generated2;
SET search_path = generated2;
CREATE TABLE s(k text, a int, g int generated always as (a*3) stored) PARTITION BY LIST(k);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN ('a');

CREATE SCHEMA become;
SET search_path = become;
CREATE TABLE s(id int, k text) PARTITION BY HASH (id);
CREATE TABLE s0 PARTITION OF s FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE VIEW v AS SELECT * FROM s;
CREATE TABLE f(id int);

CREATE SCHEMA key_change_keeps_children;
SET search_path = key_change_keeps_children;
CREATE TABLE p(id int, k int) PARTITION BY RANGE(k);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);

CREATE SCHEMA key_type;
SET search_path = key_type;
CREATE TABLE p(id bigint, k int) PARTITION BY RANGE(id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);
