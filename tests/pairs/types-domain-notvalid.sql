create domain d as int;
alter domain d add constraint c check (value > 0) not valid;
create domain f as int constraint c check (value > 0);
create domain g as int default null;
create domain h as text default 'a' || 'b';
create domain i as timestamp(3) default now();
create domain j as varchar(3)[] ;

-- new
create domain d as int constraint c check (value > 0);
create domain f as int;
alter domain f add constraint c check (value > 0) not valid;
create domain g as int default 5;
create domain h as text;
create domain i as timestamp(6) default now();
create domain j as varchar(5)[] not null;
