create sequence a increment 2;
create sequence b start 10 minvalue 10;
create sequence c;
create table t (id int not null default nextval('c'));
alter sequence c owned by t.id;
create table u (id int generated always as identity (increment 2 start 10));
create table w (id int);
select nextval('b'), nextval('b');

-- new
create sequence a increment -2;
create sequence b;
create sequence c as int maxvalue 1000;
create table t (id int not null);
create table u (id int);
create table w (id int not null default nextval('c'));
alter sequence c owned by w.id;
