create function is_ok(t text) returns boolean language sql immutable as 'select length(t) > 2';
create domain email as text check (value ~ '@') check (is_ok(value));
create domain pos as numeric(10,2) default 0 not null;
create table t (id int, a email not null, b pos, c email[] default '{}', unique (a));
insert into t values (1, 'a@b', 2, '{c@d}');
create index on t (lower(a));
create table u (a email references t (a));
create view v as select a, b from t;
create function g(x email) returns pos language sql as 'select 1::numeric';

-- new
create function is_ok(t text) returns boolean language sql immutable as 'select length(t) > 2';
create domain email as varchar(100) check (value ~ '@') check (is_ok(value));
create domain pos as numeric(12,4) default 1;
create table t (id int, a email not null, b pos, c email[] default '{}', unique (a));
create index on t (lower(a));
create table u (a email references t (a));
create view v as select a, b from t;
create function g(x email) returns pos language sql as 'select 1::numeric';
