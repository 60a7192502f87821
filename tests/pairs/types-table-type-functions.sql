create table t (id int, x text);
create function f(t) returns text language sql as 'select $1.x';
create function g() returns setof t language sql as 'select * from t';
create type c as (r t);
create table u (r t[]);
create domain d as int;
create table dropped (x d, y c);

-- new
create table t (id bigint, x varchar(10), y int);
create function f(t) returns text language sql as 'select $1.x::text';
create function g() returns setof t language sql as 'select * from t';
create domain e as int;
create table u2 (r t[], e e);
