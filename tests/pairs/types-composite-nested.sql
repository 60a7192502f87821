create type addr as (street text, zip text);
create type person as (name text, home addr, others addr[]);
create table t (id int, p person, a addr[]);
insert into t values (1, row('n', row('s','1')::addr, array[]::addr[]), null);
create function pf(p person) returns text language sql as 'select (p.home).street';
create view v as select (p).name, ((p).home).zip from t;

-- new
create type addr as (street varchar(50), zip int, city text);
create type person as (name text, home addr, others addr[]);
create table t (id int, p person, a addr[]);
create function pf(p person) returns text language sql as 'select (p.home).street';
create view v as select (p).name, ((p).home).zip from t;
