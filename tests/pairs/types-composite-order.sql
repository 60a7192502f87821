create type u as (a int, b text);
create table t (id int, v u, w u[]);
insert into t values (1, row(1,'b'), null);

-- new
create type u as (b text, a int);
create table t (id int, v u, w u[]);
