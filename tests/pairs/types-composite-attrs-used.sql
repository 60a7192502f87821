create type u as (a int, b text);
create table t (id int, v u, w u[]);
insert into t values (1, row(1,'b'), array[row(1,'b')::u]);
create index on t (((v).a));
create view x as select (v).a from t;

-- new
create type u as (a int, b text, c date);
create table t (id int, v u, w u[]);
create index on t (((v).a));
create view x as select (v).a from t;
