create schema a; create schema b;
create sequence a.s start 5;
create table b.t (id int default nextval('a.s'));
create table b.u (id bigserial, code text default 'X' || nextval('a.s'));
create table gone (id serial, x int generated always as identity);

-- new
create schema a; create schema b;
create sequence b.s start 5;
create table b.t (id int default nextval('b.s'));
create table b.u (id bigserial, code text default 'Y' || nextval('b.s'));
