

-- new
create type zz as enum ('a');
create domain yy as zz;
create type xx as (f yy);
create domain ww as xx;
create type vv as (f ww[]);
create table tt (v vv);
create type uu as (f tt);
create function ff(uu) returns vv language sql as 'select null::vv';
create domain fx as int check (value > 0);
