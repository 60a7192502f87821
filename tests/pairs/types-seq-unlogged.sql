create sequence a;
create table t (id serial);

-- new
create unlogged sequence a;
create table t (id serial);
comment on sequence t_id_seq is 'of t';
