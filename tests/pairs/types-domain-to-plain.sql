create domain email as text check (value ~ '@');
create domain st as text check (value in ('a','b'));
create table t (id int, a email default 'x@y', b st not null, c email[]);
insert into t values (1, 'a@b', 'a', '{c@d}');

-- new
create type st as enum ('a','b');
create table t (id int, a text default 'x@y', b st not null, c text[]);
