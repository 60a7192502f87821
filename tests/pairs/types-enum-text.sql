create type e as enum ('a', 'b');
create table t (a text, b e, c varchar(10), d char(5), f text[], g e[], h text default 'a', i e default 'a', j text not null default 'b' check (j <> ''));
insert into t values ('a','b','a','a','{a}','{b}');

-- new
create type e as enum ('a', 'b');
create table t (a e, b text, c e, d e, f e[], g text[], h e default 'a', i text default 'a', j e not null default 'b');
