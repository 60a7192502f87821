-- old
CREATE SCHEMA only_check;
SET search_path = only_check;
CREATE TABLE i(a int);
CREATE TABLE j(b int) INHERITS (i);

CREATE SCHEMA inherits_two;
SET search_path = inherits_two;
CREATE TABLE i1(a int);
CREATE TABLE i2(b int);
CREATE TABLE j(a int, b int, c int) INHERITS (i1);

CREATE SCHEMA inherits_drop;
SET search_path = inherits_drop;
CREATE TABLE i1(a int, b int);
CREATE TABLE j(a int, c int) INHERITS (i1);
CREATE TABLE jj() INHERITS (j);

CREATE SCHEMA inherits_notnull;
SET search_path = inherits_notnull;
CREATE TABLE i1(a int, b int);
CREATE TABLE j(c int) INHERITS (i1);

CREATE SCHEMA inherits_defaults;
SET search_path = inherits_defaults;
CREATE TABLE i(a int default 1, b int);
CREATE TABLE j(c int) INHERITS (i);

CREATE SCHEMA inherits_local;
SET search_path = inherits_local;
CREATE TABLE i(a int, b int);
CREATE TABLE j(b int, c int) INHERITS (i);

-- new

CREATE SCHEMA only_check;
SET search_path = only_check;
CREATE TABLE i(a int, z int default 3, CONSTRAINT q CHECK (a>0), CONSTRAINT q2 CHECK (a>1) NO INHERIT);
CREATE TABLE j(b int, CONSTRAINT jb CHECK (b>a)) INHERITS (i);
ALTER TABLE j ALTER a SET DEFAULT 2;
ALTER TABLE j ALTER z SET DEFAULT 4;

CREATE SCHEMA inherits_two;
SET search_path = inherits_two;
CREATE TABLE i1(a int);
CREATE TABLE i2(b int);
CREATE TABLE j(a int, b int, c int) INHERITS (i1,i2);
CREATE TABLE k(d int) INHERITS (i1,i2);

CREATE SCHEMA inherits_drop;
SET search_path = inherits_drop;
CREATE TABLE i1(a int);
CREATE TABLE j(a int, c text) INHERITS (i1);
CREATE TABLE jj() INHERITS (j);
CREATE TABLE j2() INHERITS (i1);

CREATE SCHEMA inherits_notnull;
SET search_path = inherits_notnull;
CREATE TABLE i1(a int not null, b int);
CREATE TABLE j(c int not null) INHERITS (i1);

CREATE SCHEMA inherits_defaults;
SET search_path = inherits_defaults;
CREATE TABLE i(a int default 2, b int default 3);
CREATE TABLE j(c int) INHERITS (i);
ALTER TABLE j ALTER a SET DEFAULT 9;

CREATE SCHEMA inherits_local;
SET search_path = inherits_local;
CREATE TABLE i(a int);
CREATE TABLE j(b int, c int) INHERITS (i);
