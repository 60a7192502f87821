create table t (id serial primary key);
create table u (id int default nextval('t_id_seq'));
insert into u default values;

-- new
create table u (id int);
