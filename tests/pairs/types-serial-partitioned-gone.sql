create table t (id serial, s text) partition by list (s);
create table t1 partition of t for values in ('a');

-- new
create table t (s text) partition by list (s);
create table t1 partition of t for values in ('a');
