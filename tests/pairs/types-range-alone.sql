create type r1 as range (subtype = int4);
create function f(x r1) returns int language sql as 'select lower(x)';

-- new
create type r1 as range (subtype = int8);
create function f(x r1) returns int8 language sql as 'select lower(x)';
create table t (a r1, exclude using gist (a with &&), b r1 default 'empty');
