create collation k (provider = icu, locale = 'de');
create table t (a text collate k, b varchar(5) collate k default 'x', c text[] collate k, primary key (a), check (b < 'y'), g text collate k generated always as (a || 'x') stored);
create view v as select a, b || 'x' as c from t;
create index on t (b collate k desc);
create table fk (a text collate k references t);
create materialized view mv as select a from t;
create domain d as text collate k;
create type r as range (subtype = text, collation = k);
create table x (d d, r r);

-- new
create collation k (provider = icu, locale = 'de-AT');
create table t (a text collate k, b varchar(5) collate k default 'x', c text[] collate k, primary key (a), check (b < 'y'), g text collate k generated always as (a || 'x') stored);
create view v as select a, b || 'x' as c from t;
create index on t (b collate k desc);
create table fk (a text collate k references t);
create materialized view mv as select a from t;
create domain d as text collate k;
create type r as range (subtype = text, collation = k);
create table x (d d, r r);
