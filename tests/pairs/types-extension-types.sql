create extension citext; create extension hstore;
create domain d as citext check (value <> '');
create type c as (a citext, b hstore);
create table t (a d, b c, e citext[], f hstore);
insert into t values ('x', row('y',''), '{a}', 'a=>1');

-- new
create extension citext; create extension hstore;
create domain d as text check (value <> '');
create type c as (b hstore, a citext);
create table t (a d, b c, e text[], f hstore, g citext collate "C");
create domain dd as citext default 'x';
