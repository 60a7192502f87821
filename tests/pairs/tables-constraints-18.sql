-- old
CREATE SCHEMA v18_notenf;
SET search_path = v18_notenf;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int);

CREATE SCHEMA v18_notenf2;
SET search_path = v18_notenf2;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int, CONSTRAINT k CHECK (a>0) NOT ENFORCED, CONSTRAINT f FOREIGN KEY (a) REFERENCES r NOT ENFORCED);

CREATE SCHEMA v18_overlaps;
SET search_path = v18_overlaps;
CREATE TABLE r(a int4range, d daterange);
CREATE TABLE t(a int4range, d daterange);

-- new

CREATE SCHEMA v18_notenf;
SET search_path = v18_notenf;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int, CONSTRAINT k CHECK (a>0) NOT ENFORCED, CONSTRAINT f FOREIGN KEY (a) REFERENCES r NOT ENFORCED);

CREATE SCHEMA v18_notenf2;
SET search_path = v18_notenf2;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int, CONSTRAINT k CHECK (a>0), CONSTRAINT f FOREIGN KEY (a) REFERENCES r);

CREATE SCHEMA v18_overlaps;
SET search_path = v18_overlaps;
CREATE TABLE r(a int4range, d daterange, CONSTRAINT pk PRIMARY KEY (a, d WITHOUT OVERLAPS), CONSTRAINT uu UNIQUE (a, d WITHOUT OVERLAPS));
CREATE TABLE t(a int4range, d daterange, CONSTRAINT fk FOREIGN KEY (a, PERIOD d) REFERENCES r (a, PERIOD d));
