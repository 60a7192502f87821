create domain d as text check (value ~ 'x');
create table t (id int, a d default 'ax', b text);
insert into t values (1,'bx','cx');
create domain m as text;
create table u (id m);

-- new
create domain e as text check (value ~ 'x');
create table t (id int, a text default 'ax', b e);
create type m as enum ('a','b');
create table u (id m);
