create schema s;
create collation posix from "POSIX";
create collation s.num (provider = icu, locale = 'en-u-kn-true');
create collation s.chg (provider = icu, locale = 'en');
create domain d as text collate s.chg;
create table t (a text, b text collate posix, c text collate s.chg, d d, e text);
insert into t values ('a','b','c','d','e');
create index on t (c);
create index on t (e collate s.chg);
create view v as select c, e collate s.chg as x from t;
create type comp as (a text collate s.chg);

-- new
create schema s;
create collation s.num (provider = icu, locale = 'en-u-kn-true');
create collation s.chg (provider = icu, locale = 'de');
create domain d as text collate s.chg;
create table t (a text collate s.num, b text collate s.num, c text collate s.chg, d d, e text);
create index on t (c);
create index on t (e collate s.chg);
create view v as select c, e collate s.chg as x from t;
create type comp as (a text collate s.chg);
comment on collation s.chg is 'c';
