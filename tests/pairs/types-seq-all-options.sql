create sequence a;
create sequence b as smallint increment by -2 minvalue -100 maxvalue -1 start -5 cache 3 cycle;
comment on sequence a is 'x';
create sequence far; select setval('far', 500);
create sequence plain;

-- new
create sequence a as integer increment by 5 minvalue 100 maxvalue 1000 start 200 cache 10 cycle;
create sequence b;
comment on sequence b is 'y';
create sequence far minvalue 1000;
create sequence plain as smallint;
