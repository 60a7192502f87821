create type fr as range (subtype = float8);
create table t (a fr, b text, m fr_multirange);
insert into t values ('[1,2)', 'z', '{[1,2)}');
create function sd(a timestamp, b timestamp) returns float8 language sql immutable as 'select 1.0::float8';

-- new
create function sd(a timestamp, b timestamp) returns float8 language sql immutable as 'select 1.0::float8';
create function fd(a float8, b float8) returns float8 language sql immutable as 'select 1.0::float8';
create type fr as range (subtype = float8, subtype_diff = fd);
create type ts as range (subtype = timestamp, subtype_diff = sd, multirange_type_name = tsmulti);
create type tx as range (subtype = text, collation = "C");
create table t (a fr, b text, m fr_multirange, c ts, d tsmulti, e ts[], f tx);
comment on type ts is 'x';
