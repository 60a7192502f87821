create domain d as text;
create type c as (a int);
create role r_types;
grant usage on domain d to r_types;
comment on domain d is 'x';

-- new
create domain d as text default 'q' constraint nn not null;
create type c as (a int, b int);
revoke usage on type c from public;
comment on type c is 'y';
