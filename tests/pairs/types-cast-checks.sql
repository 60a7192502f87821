create table t (a text, b int, c varchar(5) default 'x', d timestamp default now(), check (a <> ''), check (length(c) < 5), g text generated always as (upper(a)) stored);
insert into t (a,b) values ('12', 1);
create index on t ((a || c));
create view v as select a, b from t;

-- new
create table t (a int, b boolean, c text default 'x', d timestamptz default now(), check (a > 1), check (length(c) < 5), g text generated always as ((a + 1)::text) stored);
create index on t ((a + 1));
create view v as select a, b from t;
