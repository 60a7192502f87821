create table t (id serial primary key, x int references t (id));
insert into t default values;
create table u (id bigserial, t_id int references t (id));

-- new
create table t (id bigserial primary key, x bigint references t (id));
create table u (id serial, t_id bigint references t (id));
