-- old
CREATE SCHEMA exclude;
SET search_path = exclude;
CREATE TABLE t(a int4range, b int4range);

CREATE SCHEMA exclude_change;
SET search_path = exclude_change;
CREATE TABLE t(a int4range, b int4range, CONSTRAINT ex EXCLUDE USING gist (a WITH &&));
COMMENT ON CONSTRAINT ex ON t IS 'x';

CREATE SCHEMA keys;
SET search_path = keys;
CREATE TABLE t(a int, b int, c int, d int);

CREATE SCHEMA keys_change;
SET search_path = keys_change;
CREATE TABLE t(a int, b int, CONSTRAINT u UNIQUE (a));

CREATE SCHEMA fk_kinds;
SET search_path = fk_kinds;
CREATE TABLE r(a int, b int, PRIMARY KEY(a,b));
CREATE TABLE t(a int, b int);

CREATE SCHEMA valid;
SET search_path = valid;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int);
ALTER TABLE t ADD CONSTRAINT h FOREIGN KEY(a) REFERENCES r NOT VALID;
ALTER TABLE t ADD CONSTRAINT k CHECK (a>0) NOT VALID;

CREATE SCHEMA notvalid_new;
SET search_path = notvalid_new;

CREATE SCHEMA exclude_columns;
SET search_path = exclude_columns;
CREATE TABLE t(a int4range, b int, c int, CONSTRAINT ex EXCLUDE USING gist (a WITH &&), CONSTRAINT u UNIQUE (b) INCLUDE (c));

CREATE SCHEMA not_null_check;
SET search_path = not_null_check;
CREATE TABLE t(a int);
ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;

-- new

CREATE SCHEMA exclude;
SET search_path = exclude;
CREATE TABLE t(a int4range, b int4range, CONSTRAINT ex EXCLUDE USING gist (a WITH &&, b WITH =) WHERE (NOT isempty(a)) DEFERRABLE INITIALLY DEFERRED);

CREATE SCHEMA exclude_change;
SET search_path = exclude_change;
CREATE TABLE t(a int4range, b int4range, CONSTRAINT ex EXCLUDE USING gist (a WITH &&, b WITH =));

CREATE SCHEMA keys;
SET search_path = keys;
CREATE TABLE t(a int, b int, c int, d int, PRIMARY KEY (a) INCLUDE (b) WITH (fillfactor=70) DEFERRABLE, UNIQUE NULLS NOT DISTINCT (b) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT u2 UNIQUE (c,d) INCLUDE (b));

CREATE SCHEMA keys_change;
SET search_path = keys_change;
CREATE TABLE t(a int, b int, CONSTRAINT u UNIQUE (a) DEFERRABLE);

CREATE SCHEMA fk_kinds;
SET search_path = fk_kinds;
CREATE TABLE r(a int, b int, PRIMARY KEY(a,b));
CREATE TABLE t(a int, b int, CONSTRAINT f FOREIGN KEY(a,b) REFERENCES r MATCH FULL ON DELETE CASCADE, CONSTRAINT g FOREIGN KEY(a,b) REFERENCES r ON DELETE SET NULL (b) ON UPDATE CASCADE);
ALTER TABLE t ADD CONSTRAINT h FOREIGN KEY(a,b) REFERENCES r NOT VALID;

CREATE SCHEMA valid;
SET search_path = valid;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int);
ALTER TABLE t ADD CONSTRAINT h FOREIGN KEY(a) REFERENCES r;
ALTER TABLE t ADD CONSTRAINT k CHECK (a>0);

CREATE SCHEMA notvalid_new;
SET search_path = notvalid_new;
CREATE TABLE r(a int PRIMARY KEY);
CREATE TABLE t(a int);
ALTER TABLE t ADD CONSTRAINT h FOREIGN KEY(a) REFERENCES r NOT VALID;
ALTER TABLE t ADD CONSTRAINT k CHECK (a>0) NOT VALID;
COMMENT ON CONSTRAINT k ON t IS 'later';

CREATE SCHEMA exclude_columns;
SET search_path = exclude_columns;
CREATE TABLE t(a int4range, b bigint, d int, CONSTRAINT ex EXCLUDE USING gist (a WITH &&), CONSTRAINT u UNIQUE (b) INCLUDE (d));

CREATE SCHEMA not_null_check;
SET search_path = not_null_check;
CREATE TABLE t(a int NOT NULL);
