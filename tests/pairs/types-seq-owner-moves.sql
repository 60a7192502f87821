create table t (id serial, b int);
create table u (id int);
create sequence free;
create table keep (id int); alter sequence free owned by keep.id;

-- new
create table t (b int);
create table u (id int);
create sequence t_id_seq as integer;
alter sequence t_id_seq owned by u.id;
create sequence free;
create table keep (id int);
