create type r1 as range (subtype = int4);
create table t (a r1 default 'empty', b r1[] , exclude using gist (a with &&), check (a <> 'empty'), k r1 primary key);
insert into t values ('[1,2)', '{"[1,3)"}', '[5,6)');
create index on t using gist (a);
create view v as select upper(a) from t;

-- new
create type r1 as range (subtype = int8);
create table t (a r1 default 'empty', b r1[] , exclude using gist (a with &&), check (a <> 'empty'), k r1 primary key);
create index on t using gist (a);
create view v as select upper(a) from t;
