create type e as enum ('a');
create table t (s e default 'a');
create view v as select * from t where s = 'a';

-- new
create type e as enum ('z', 'a', 'm', 'b');
create table t (s e default 'b', q e default 'm', check (s <> 'z'));
create view v as select * from t where s = 'b';
create index on t (s) where s = 'm';
create domain d as e default 'm';
create function f(x e default 'm') returns e language sql begin atomic; select 'z'::e; end;
