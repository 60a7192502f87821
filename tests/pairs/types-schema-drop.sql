create schema a;
create type a.e as enum ('x');
create domain a.d as a.e;
create type a.c as (f a.d);
create sequence a.s;
create collation a.k from "C";
create table a.t (id int default nextval('a.s'), e a.e, c a.c[], k text collate a.k);
create table public.keep (id int, e a.e default 'x', d a.d, c a.c, k text collate a.k, n int default nextval('a.s'));
create function public.f(a.d) returns a.c language sql as 'select null::a.c';
insert into keep values (1,'x','x',row('x'),'k');

-- new
create schema b;
create type b.e as enum ('x');
create domain b.d as b.e;
create type b.c as (f b.d);
create table public.keep (id int, e b.e default 'x', d text, c b.c, k text, n int);
create function public.f(b.d) returns b.c language sql as 'select null::b.c';
