create table t (id serial primary key);
create table u (id int default nextval('t_id_seq'));

-- new
create sequence t_id_seq;
create table u (id int default nextval('t_id_seq'));
