create domain d as integer check (value > 0);
create domain c as text collate "C";
create domain dd as d check (value < 100);
create type comp as (x d, y text);
create table t (id int primary key, a d, b d[] , cc c, e dd, f comp, g int generated always as (a + 1) stored, check (a > 1));
create index on t (a) where a > 5;
create view v as select a, e from t;
create function f(x d) returns dd language sql as 'select 5';
insert into t values (1, 5, '{1,2}', 'x', 6, row(7,'z'));

-- new
create domain d as bigint check (value > 0);
create domain c as text;
create domain dd as d check (value < 100);
create type comp as (x d, y text);
create table t (id int primary key, a d, b d[] , cc c, e dd, f comp, g int generated always as (a + 1) stored, check (a > 1));
create index on t (a) where a > 5;
create view v as select a, e from t;
create function f(x d) returns dd language sql as 'select 5';
