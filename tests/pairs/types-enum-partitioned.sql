create type e as enum ('a', 'b', 'c');
create table t (id int, s e default 'a', d e) partition by range (id);
create table t1 partition of t for values from (1) to (10);
create table t2 partition of t default;
insert into t values (1), (20);
create index on t (s);
create table par (id int, s e); create table chi (x int) inherits (par);
insert into chi values (1,'a',2);

-- new
create type e as enum ('b', 'a');
create table t (id int, s e default 'a', d text) partition by range (id);
create table t1 partition of t for values from (1) to (10);
create table t2 partition of t default;
create index on t (s);
create table par (id int, s e); create table chi (x int) inherits (par);
