create type st as enum ('a','b');
create table t (s st);
create function f() returns setof st language sql begin atomic; select s from t where s = 'a'::st; end;
create function g(x st default 'a'::st) returns text language plpgsql as $$ begin return x::text; end $$;
create view v as select g(s) as gs, s from t;
create view w as select * from v where s in ('a','b');
create index on t (s) where s in ('a'::st, 'b'::st);
alter table t add constraint ck check (s = any (array['a'::st,'b'::st]));

-- new
create type st as enum ('a','c');
create table t (s st);
create function f() returns setof st language sql begin atomic; select s from t where s = 'a'::st; end;
create function g(x st default 'a'::st) returns text language plpgsql as $$ begin return x::text; end $$;
create view v as select g(s) as gs, s from t;
create view w as select * from v where s in ('a','c');
create index on t (s) where s in ('a'::st, 'c'::st);
alter table t add constraint ck check (s = any (array['a'::st,'c'::st]));
