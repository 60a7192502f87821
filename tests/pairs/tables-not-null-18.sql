-- old
CREATE SCHEMA v18_nn_name;
SET search_path = v18_nn_name;
CREATE TABLE t(a int, b int);

CREATE SCHEMA v18_nn_name2;
SET search_path = v18_nn_name2;
CREATE TABLE t(a int CONSTRAINT my_nn NOT NULL, b int NOT NULL);

CREATE SCHEMA v18_nn_notvalid;
SET search_path = v18_nn_notvalid;
CREATE TABLE t(a int, b int);

CREATE SCHEMA v18_nn_valid;
SET search_path = v18_nn_valid;
CREATE TABLE t(a int, b int);
ALTER TABLE t ADD CONSTRAINT nn NOT NULL a NOT VALID;

CREATE SCHEMA v18_nn_comment;
SET search_path = v18_nn_comment;
CREATE TABLE t(a int NOT NULL);

CREATE SCHEMA v18_nn_noinh;
SET search_path = v18_nn_noinh;
CREATE TABLE t(a int NOT NULL, b int NOT NULL NO INHERIT);

CREATE SCHEMA v18_nn_inh;
SET search_path = v18_nn_inh;
CREATE TABLE t(a int, b int NOT NULL);

-- new

CREATE SCHEMA v18_nn_name;
SET search_path = v18_nn_name;
CREATE TABLE t(a int CONSTRAINT my_nn NOT NULL, b int CONSTRAINT nni NOT NULL NO INHERIT, c int CONSTRAINT cnn NOT NULL);
CREATE TABLE tt() INHERITS (t);

CREATE SCHEMA v18_nn_name2;
SET search_path = v18_nn_name2;
CREATE TABLE t(a int NOT NULL, b int CONSTRAINT other NOT NULL);

CREATE SCHEMA v18_nn_notvalid;
SET search_path = v18_nn_notvalid;
CREATE TABLE t(a int, b int);
ALTER TABLE t ADD CONSTRAINT nn NOT NULL a NOT VALID;

CREATE SCHEMA v18_nn_valid;
SET search_path = v18_nn_valid;
CREATE TABLE t(a int, b int);
ALTER TABLE t ADD CONSTRAINT nn NOT NULL a;

CREATE SCHEMA v18_nn_comment;
SET search_path = v18_nn_comment;
CREATE TABLE t(a int NOT NULL);
COMMENT ON CONSTRAINT t_a_not_null ON t IS 'hm';

CREATE SCHEMA v18_nn_noinh;
SET search_path = v18_nn_noinh;
CREATE TABLE t(a int NOT NULL NO INHERIT, b int NOT NULL);

CREATE SCHEMA v18_nn_inh;
SET search_path = v18_nn_inh;
CREATE TABLE t(a int NOT NULL, b int NOT NULL);
CREATE TABLE u(c int NOT NULL, b int NOT NULL) INHERITS (t);
CREATE TABLE w(a int NOT NULL, b int NOT NULL) PARTITION BY LIST(a);
CREATE TABLE w1 PARTITION OF w FOR VALUES IN (1);
CREATE TABLE w2 PARTITION OF w FOR VALUES IN (2);
