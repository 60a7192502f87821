create function ok(x text) returns boolean language sql immutable as 'select true';
create domain d as text check (ok(value));
create table t (a d); insert into t values ('x');

-- new
create function ok(x text, y int default 3) returns boolean language sql immutable as 'select true';
create domain d as text check (ok(value)) default 'z';
create table t (a d);
