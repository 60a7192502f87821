create type a as enum ('x');
create domain b as text;
create type c as (f int);
create sequence s;
create table q (id int);
create type r as range (subtype = int);
create table t (a a, b b, c text, d r);
insert into t values ('x','y','x', '[1,2)');

-- new
create domain a as text;
create type b as enum ('y');
create domain c as text check (value <> '');
create table s (id int);
create sequence q;
create type r as enum ('[1,2)');
create table t (a a, b b, c c, d r);
