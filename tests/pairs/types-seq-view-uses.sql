create sequence s;
create view v as select nextval('s'::regclass) as n;
create function f() returns bigint language sql begin atomic; select nextval('s'::regclass); end;

-- new
create table t (id serial);
create view v as select nextval('t_id_seq'::regclass) as n;
create function f() returns bigint language sql begin atomic; select nextval('t_id_seq'::regclass); end;
