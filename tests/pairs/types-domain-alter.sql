create schema s;
create domain s.d as integer;
create domain s.e as text default 'x' not null constraint ok check (value <> '');
comment on constraint ok on domain s.e is 'first';
comment on domain s.e is 'dom';
create table t (a s.d, b s.e, c s.d[]);
insert into t values (1, 'y', '{1,2}');

-- new
create schema s;
create domain s.d as integer default 4 not null check (value > 0) constraint big check (value < 1000);
alter domain s.d add constraint late check (value <> 77) not valid;
comment on constraint big on domain s.d is 'hm';
create domain s.e as text constraint ok check (value <> 'z') ;
comment on constraint ok on domain s.e is 'first';
create table t (a s.d, b s.e, c s.d[]);
