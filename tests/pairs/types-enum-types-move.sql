create schema s;
create type e as enum ('a', 'b');
create type s.f as enum ('x');
create table t (a e, b s.f);
insert into t values ('a','x');

-- new
create schema s;
create type s.e as enum ('a', 'b');
create table t (a s.e, b text);
