create type c as (a int, b text);
comment on column c.a is 'aa';
create type gone as (x c, y c[]);
create type used as (a int, b text, c int);
create table t (id int, v used);
insert into t values (1, row(1,'b',3)), (2, null);
create view w as select (v).c from t;
create function f(c) returns int language sql as 'select 1';

-- new
create type c as (a bigint, b text collate "C", n numeric(10,2));
comment on column c.b is 'bb';
comment on type c is 'cc';
create type used as (a bigint, b text, d c);
create table t (id int, v used);
create function f(c) returns int language sql as 'select 1';
