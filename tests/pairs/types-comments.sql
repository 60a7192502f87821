create sequence s; comment on sequence s is 'a';
create type e as enum ('a'); comment on type e is 'x';
create type g as enum ('a', 'b'); comment on type g is 'gg';
create table t (x g);
create domain d as int constraint c check (value > 0); comment on constraint c on domain d is 'cc';

-- new
create sequence s;
create type e as enum ('a', 'b');  comment on type e is 'y';
create type g as enum ('b', 'a'); comment on type g is 'gg';
create table t (x g);
create domain d as int constraint c check (value > 1) constraint c2 check (value < 100); comment on constraint c on domain d is 'cc'; comment on constraint c2 on domain d is 'dd';
