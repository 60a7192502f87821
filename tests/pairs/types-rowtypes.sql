create table a (x int, y int);
create table b (id int, r a);
insert into b values (1, row(1,2));
create function f(a) returns int language sql as 'select 1';

-- new
create table a (x int, y int, z int);
create table b (id int, r a, s a[]);
create function f(a) returns int language sql as 'select 1';
