create type e as enum ('a', 'b', 'c');
create domain d as e default 'a' check (value <> 'c');
create type comp as (x e, y d);
create table t (id int, a e default 'a', b e[] default '{a,b}', c d, f comp, g e generated always as (case when id > 1 then 'a'::e else 'b'::e end) stored, check (a <> 'c'));
insert into t values (1, 'a', '{a,b}', 'b', row('a','b'));
create index on t (a) where a = 'b';
alter table t enable row level security;
create policy p on t using (a = 'a');
create view v as select a, c from t where a = 'a';
create function f(x e) returns e language sql as 'select x';
create function g(x d) returns setof t language sql as 'select * from t';

-- new
create type e as enum ('b', 'a', 'd');
create domain d as e default 'a' check (value <> 'd');
create type comp as (x e, y d);
create table t (id int, a e default 'a', b e[] default '{a,b}', c d, f comp, g e generated always as (case when id > 1 then 'a'::e else 'b'::e end) stored, check (a <> 'd'));
create index on t (a) where a = 'b';
alter table t enable row level security;
create policy p on t using (a = 'a');
create view v as select a, c from t where a = 'a';
create function f(x e) returns e language sql as 'select x';
create function g(x d) returns setof t language sql as 'select * from t';
