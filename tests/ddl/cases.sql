-- Statements whose locks, rewrites and scans the tab must see as a native PostgreSQL 18 does. A case begins with `-- #` and
-- its name; what stands after `-- measured` is measured, and all that stands before it in any case is run first.

-- # create an index
CREATE TABLE a001 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a001 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE INDEX a001_n ON a001 (n);

-- # create a unique index
CREATE TABLE a002 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a002 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE UNIQUE INDEX a002_n ON a002 (n);

-- # create an index on an expression
CREATE TABLE a003 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a003 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE INDEX a003_lower ON a003 (lower(t));

-- # create a partial index
CREATE TABLE a004 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a004 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE INDEX a004_part ON a004 (n) WHERE m > 3;

-- # create a gin index
CREATE TABLE a005 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a005 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE INDEX a005_gin ON a005 USING gin (to_tsvector('simple', t));

-- # create an index concurrently
CREATE TABLE a006 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a006 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE INDEX CONCURRENTLY a006_n ON a006 (n);

-- # drop an index
CREATE TABLE a007 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a007 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a007_n ON a007 (n);
-- measured
DROP INDEX a007_n;

-- # drop an index concurrently
CREATE TABLE a008 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a008 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a008_n ON a008 (n);
-- measured
DROP INDEX CONCURRENTLY a008_n;

-- # rename an index
CREATE TABLE a009 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a009 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a009_n ON a009 (n);
-- measured
ALTER INDEX a009_n RENAME TO a009_other;

-- # set a storage parameter of an index
CREATE TABLE a010 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a010 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a010_n ON a010 (n);
-- measured
ALTER INDEX a010_n SET (fillfactor = 70);

-- # reindex an index
CREATE TABLE a011 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a011 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a011_n ON a011 (n);
-- measured
REINDEX INDEX a011_n;

-- # reindex a table
CREATE TABLE a012 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a012 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a012_n ON a012 (n);
-- measured
REINDEX TABLE a012;

-- # reindex an index concurrently
CREATE TABLE a013 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a013 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a013_n ON a013 (n);
-- measured
REINDEX INDEX CONCURRENTLY a013_n;

-- # cluster a table
CREATE TABLE a014 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a014 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CLUSTER a014 USING a014_pkey;

-- # vacuum a table in full
CREATE TABLE a015 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a015 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
VACUUM FULL a015;

-- # analyze a table
CREATE TABLE a016 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a016 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ANALYZE a016;

-- # truncate a table
CREATE TABLE a017 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a017 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
TRUNCATE a017;

-- # add a foreign key
CREATE TABLE b018 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b018 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a018 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a018 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a018 ADD CONSTRAINT a018_fk FOREIGN KEY (n) REFERENCES b018;

-- # add a foreign key that is not valid
CREATE TABLE b019 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b019 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a019 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a019 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a019 ADD CONSTRAINT a019_fk FOREIGN KEY (n) REFERENCES b019 NOT VALID;

-- # add a foreign key that is not enforced
CREATE TABLE b020 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b020 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a020 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a020 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a020 ADD CONSTRAINT a020_fk FOREIGN KEY (n) REFERENCES b020 NOT ENFORCED;

-- # validate a foreign key
CREATE TABLE b021 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b021 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a021 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a021 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a021 ADD CONSTRAINT a021_fk FOREIGN KEY (n) REFERENCES b021 NOT VALID;
-- measured
ALTER TABLE a021 VALIDATE CONSTRAINT a021_fk;

-- # drop a foreign key
CREATE TABLE b022 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b022 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a022 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a022 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a022 ADD CONSTRAINT a022_fk FOREIGN KEY (n) REFERENCES b022;
-- measured
ALTER TABLE a022 DROP CONSTRAINT a022_fk;

-- # make a foreign key deferrable
CREATE TABLE b023 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b023 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a023 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a023 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a023 ADD CONSTRAINT a023_fk FOREIGN KEY (n) REFERENCES b023;
-- measured
ALTER TABLE a023 ALTER CONSTRAINT a023_fk DEFERRABLE;

-- # add a check
CREATE TABLE a024 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a024 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a024 ADD CONSTRAINT a024_c CHECK (n > 0);

-- # add a check that is not valid
CREATE TABLE a025 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a025 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a025 ADD CONSTRAINT a025_c CHECK (n > 0) NOT VALID;

-- # validate a check
CREATE TABLE a026 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a026 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a026 ADD CONSTRAINT a026_c CHECK (n > 0) NOT VALID;
-- measured
ALTER TABLE a026 VALIDATE CONSTRAINT a026_c;

-- # drop a check
CREATE TABLE a027 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a027 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a027 ADD CONSTRAINT a027_c CHECK (n > 0);
-- measured
ALTER TABLE a027 DROP CONSTRAINT a027_c;

-- # rename a constraint
CREATE TABLE a028 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a028 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a028 ADD CONSTRAINT a028_c CHECK (n > 0);
-- measured
ALTER TABLE a028 RENAME CONSTRAINT a028_c TO a028_d;

-- # set not null
CREATE TABLE a029 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a029 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a029 ALTER COLUMN m SET NOT NULL;

-- # set not null under a valid check
CREATE TABLE a030 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a030 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a030 ADD CONSTRAINT a030_c CHECK (m IS NOT NULL);
-- measured
ALTER TABLE a030 ALTER COLUMN m SET NOT NULL;

-- # add a not null constraint that is not valid
CREATE TABLE a031 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a031 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a031 ADD CONSTRAINT a031_c NOT NULL m NOT VALID;

-- # validate a not null constraint
CREATE TABLE a032 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a032 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a032 ADD CONSTRAINT a032_c NOT NULL m NOT VALID;
-- measured
ALTER TABLE a032 VALIDATE CONSTRAINT a032_c;

-- # drop not null
CREATE TABLE a033 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a033 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a033 ALTER COLUMN n DROP NOT NULL;

-- # add a unique constraint
CREATE TABLE a034 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a034 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a034 ADD CONSTRAINT a034_u UNIQUE (n);

-- # add a unique constraint using an index
CREATE TABLE a035 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a035 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE UNIQUE INDEX a035_n ON a035 (n);
-- measured
ALTER TABLE a035 ADD CONSTRAINT a035_u UNIQUE USING INDEX a035_n;

-- # add a primary key
CREATE TABLE a036 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a036 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a036 DROP CONSTRAINT a036_pkey;
-- measured
ALTER TABLE a036 ADD PRIMARY KEY (n);

-- # add a primary key using an index
CREATE TABLE a037 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a037 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a037 DROP CONSTRAINT a037_pkey;
CREATE UNIQUE INDEX a037_n ON a037 (n);
-- measured
ALTER TABLE a037 ADD PRIMARY KEY USING INDEX a037_n;

-- # drop a primary key
CREATE TABLE a038 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a038 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a038 DROP CONSTRAINT a038_pkey;

-- # add an exclusion constraint
CREATE TABLE a039 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a039 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a039 ADD CONSTRAINT a039_x EXCLUDE USING gist (int4range(n, n + 1) WITH &&);

-- # add a column
CREATE TABLE a040 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a040 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a040 ADD COLUMN more integer;

-- # add a column with a constant default
CREATE TABLE a041 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a041 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a041 ADD COLUMN more integer NOT NULL DEFAULT 7;

-- # add a column with a stable default
CREATE TABLE a042 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a042 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a042 ADD COLUMN more timestamptz DEFAULT now();

-- # add a column with a volatile default
CREATE TABLE a043 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a043 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a043 ADD COLUMN more uuid DEFAULT gen_random_uuid();

-- # add a serial column
CREATE TABLE a044 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a044 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a044 ADD COLUMN more serial;

-- # add an identity column
CREATE TABLE a045 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a045 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a045 ADD COLUMN more bigint GENERATED ALWAYS AS IDENTITY;

-- # add a stored generated column
CREATE TABLE a046 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a046 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a046 ADD COLUMN more integer GENERATED ALWAYS AS (n + 1) STORED;

-- # add a virtual generated column
CREATE TABLE a047 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a047 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a047 ADD COLUMN more integer GENERATED ALWAYS AS (n + 1) VIRTUAL;

-- # add a column of a checked domain
CREATE TABLE a048 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a048 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE DOMAIN a048_d AS integer CHECK (value > 0);
-- measured
ALTER TABLE a048 ADD COLUMN more a048_d;

-- # add a column with a check
CREATE TABLE a049 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a049 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a049 ADD COLUMN more integer CHECK (more > 0);

-- # add a column that references
CREATE TABLE b050 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b050 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a050 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a050 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a050 ADD COLUMN more integer REFERENCES b050;

-- # add a unique column
CREATE TABLE a051 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a051 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a051 ADD COLUMN more integer UNIQUE;

-- # drop a column
CREATE TABLE a052 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a052 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a052 DROP COLUMN t;

-- # drop an indexed column
CREATE TABLE a053 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a053 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a053_t ON a053 (t);
-- measured
ALTER TABLE a053 DROP COLUMN t;

-- # rename a column
CREATE TABLE a054 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a054 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a054 RENAME COLUMN t TO text;

-- # set a default
CREATE TABLE a055 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a055 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a055 ALTER COLUMN n SET DEFAULT 5;

-- # drop a default
CREATE TABLE a056 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a056 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a056 ALTER COLUMN n SET DEFAULT 5;
-- measured
ALTER TABLE a056 ALTER COLUMN n DROP DEFAULT;

-- # add identity to a column
CREATE TABLE a057 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a057 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a057 ALTER COLUMN n ADD GENERATED BY DEFAULT AS IDENTITY;

-- # drop the expression of a generated column
CREATE TABLE a058 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a058 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a058 ADD COLUMN g integer GENERATED ALWAYS AS (n + 1) STORED;
-- measured
ALTER TABLE a058 ALTER COLUMN g DROP EXPRESSION;

-- # set the statistics target of a column
CREATE TABLE a059 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a059 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a059 ALTER COLUMN n SET STATISTICS 500;

-- # set the storage of a column
CREATE TABLE a060 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a060 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a060 ALTER COLUMN t SET STORAGE EXTERNAL;

-- # set the compression of a column
CREATE TABLE a061 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a061 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a061 ALTER COLUMN t SET COMPRESSION pglz;

-- # widen an integer
CREATE TABLE a062 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a062 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a062 ALTER COLUMN n TYPE bigint;

-- # widen an indexed integer
CREATE TABLE a063 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a063 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a063_n ON a063 (n);
-- measured
ALTER TABLE a063 ALTER COLUMN n TYPE bigint;

-- # widen a varchar
CREATE TABLE a064 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a064 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a064 ALTER COLUMN v TYPE varchar(40);

-- # narrow a varchar
CREATE TABLE a065 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a065 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a065 ALTER COLUMN v TYPE varchar(10);

-- # varchar to text
CREATE TABLE a066 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a066 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a066 ALTER COLUMN v TYPE text;

-- # text to varchar
CREATE TABLE a067 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a067 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a067_t ON a067 (t);
-- measured
ALTER TABLE a067 ALTER COLUMN t TYPE varchar;

-- # change the collation of an indexed column
CREATE TABLE a068 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a068 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE INDEX a068_t ON a068 (t);
-- measured
ALTER TABLE a068 ALTER COLUMN t TYPE text COLLATE "C";

-- # widen a numeric
CREATE TABLE a069 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a069 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a069 ALTER COLUMN w TYPE numeric(12,2);

-- # change the scale of a numeric
CREATE TABLE a070 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a070 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a070 ALTER COLUMN w TYPE numeric(12,4);

-- # cut a timestamp
CREATE TABLE a071 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a071 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a071 ALTER COLUMN at TYPE timestamp(3);

-- # timestamp to timestamptz
CREATE TABLE a072 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a072 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a072 ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC';

-- # integer to text
CREATE TABLE a073 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a073 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a073 ALTER COLUMN n TYPE text;

-- # json to jsonb
CREATE TABLE a074 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a074 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a074 ADD COLUMN j json;
-- measured
ALTER TABLE a074 ALTER COLUMN j TYPE jsonb;

-- # enum to text
CREATE TABLE a075 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a075 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TYPE a075_e AS ENUM ('x', 'y');
ALTER TABLE a075 ADD COLUMN e a075_e DEFAULT 'x';
-- measured
ALTER TABLE a075 ALTER COLUMN e TYPE text;

-- # text to a domain
CREATE TABLE a076 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a076 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE DOMAIN a076_d AS text CHECK (value <> '');
-- measured
ALTER TABLE a076 ALTER COLUMN t TYPE a076_d;

-- # a domain to its base type
CREATE TABLE a077 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a077 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE DOMAIN a077_d AS text CHECK (value <> '');
ALTER TABLE a077 ADD COLUMN d a077_d;
-- measured
ALTER TABLE a077 ALTER COLUMN d TYPE text;

-- # add a value to an enum
CREATE TABLE a078 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a078 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TYPE a078_e AS ENUM ('x', 'y');
ALTER TABLE a078 ADD COLUMN e a078_e;
-- measured
ALTER TYPE a078_e ADD VALUE 'z';

-- # add a check to a domain
CREATE TABLE a079 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a079 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE DOMAIN a079_d AS text;
ALTER TABLE a079 ADD COLUMN d a079_d;
-- measured
ALTER DOMAIN a079_d ADD CONSTRAINT a079_c CHECK (value <> '');

-- # add a check to a domain that is not valid
CREATE TABLE a080 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a080 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE DOMAIN a080_d AS text;
ALTER TABLE a080 ADD COLUMN d a080_d;
-- measured
ALTER DOMAIN a080_d ADD CONSTRAINT a080_c CHECK (value <> '') NOT VALID;

-- # validate the check of a domain
CREATE TABLE a081 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a081 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE DOMAIN a081_d AS text;
ALTER TABLE a081 ADD COLUMN d a081_d;
ALTER DOMAIN a081_d ADD CONSTRAINT a081_c CHECK (value <> '') NOT VALID;
-- measured
ALTER DOMAIN a081_d VALIDATE CONSTRAINT a081_c;

-- # rename a table
CREATE TABLE a082 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a082 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a082 RENAME TO a082_other;

-- # move a table to another schema
CREATE TABLE a083 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a083 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE SCHEMA a083_s;
-- measured
ALTER TABLE a083 SET SCHEMA a083_s;

-- # drop a table
CREATE TABLE a084 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a084 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
DROP TABLE a084;

-- # drop a table that references
CREATE TABLE b085 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b085 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a085 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a085 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
ALTER TABLE a085 ADD FOREIGN KEY (n) REFERENCES b085;
-- measured
DROP TABLE a085;

-- # set a table unlogged
CREATE TABLE a086 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a086 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a086 SET UNLOGGED;

-- # set a storage parameter
CREATE TABLE a087 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a087 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a087 SET (fillfactor = 80);

-- # set a storage parameter of autovacuum
CREATE TABLE a088 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a088 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a088 SET (autovacuum_enabled = false);

-- # set the replica identity
CREATE TABLE a089 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a089 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a089 REPLICA IDENTITY FULL;

-- # comment on a table
CREATE TABLE a090 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a090 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
COMMENT ON TABLE a090 IS 'what it is for';

-- # comment on a column
CREATE TABLE a091 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a091 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
COMMENT ON COLUMN a091.n IS 'what it is for';

-- # grant on a table
CREATE TABLE a092 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a092 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
GRANT SELECT ON a092 TO PUBLIC;

-- # create a table that references
CREATE TABLE a093 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a093 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE TABLE a093_new (id integer PRIMARY KEY, n integer REFERENCES a093);

-- # create a table as a query
CREATE TABLE a094 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a094 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE TABLE a094_new AS SELECT * FROM a094;

-- # create extended statistics
CREATE TABLE a095 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a095 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE STATISTICS a095_s ON n, m FROM a095;

-- # inherit from a table
CREATE TABLE b096 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b096 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a096 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a096 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a096 INHERIT b096;

-- # lock a table
CREATE TABLE a097 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a097 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
LOCK TABLE a097 IN SHARE MODE;

-- # update every row
CREATE TABLE a098 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a098 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
UPDATE a098 SET m = m + 1;

-- # create a trigger
CREATE TABLE a099 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a099 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE FUNCTION a099_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- measured
CREATE TRIGGER a099_t BEFORE INSERT ON a099 FOR EACH ROW EXECUTE FUNCTION a099_f();

-- # disable a trigger
CREATE TABLE a100 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a100 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE FUNCTION a100_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER a100_t BEFORE INSERT ON a100 FOR EACH ROW EXECUTE FUNCTION a100_f();
-- measured
ALTER TABLE a100 DISABLE TRIGGER a100_t;

-- # rename a trigger
CREATE TABLE a101 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a101 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE FUNCTION a101_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER a101_t BEFORE INSERT ON a101 FOR EACH ROW EXECUTE FUNCTION a101_f();
-- measured
ALTER TRIGGER a101_t ON a101 RENAME TO a101_u;

-- # drop a trigger
CREATE TABLE a102 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a102 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE FUNCTION a102_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER a102_t BEFORE INSERT ON a102 FOR EACH ROW EXECUTE FUNCTION a102_f();
-- measured
DROP TRIGGER a102_t ON a102;

-- # create a rule
CREATE TABLE a103 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a103 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE RULE a103_r AS ON DELETE TO a103 DO INSTEAD NOTHING;

-- # enable row level security
CREATE TABLE a104 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a104 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a104 ENABLE ROW LEVEL SECURITY;

-- # force row level security
CREATE TABLE a105 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a105 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
ALTER TABLE a105 FORCE ROW LEVEL SECURITY;

-- # create a policy
CREATE TABLE a106 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a106 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE POLICY a106_p ON a106 USING (n > 0);

-- # create a policy that reads another table
CREATE TABLE b107 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b107 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a107 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a107 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE POLICY a107_p ON a107 USING (n IN (SELECT id FROM b107));

-- # alter a policy
CREATE TABLE a108 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a108 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE POLICY a108_p ON a108 USING (n > 0);
-- measured
ALTER POLICY a108_p ON a108 USING (n > 1);

-- # drop a policy
CREATE TABLE a109 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a109 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE POLICY a109_p ON a109 USING (n > 0);
-- measured
DROP POLICY a109_p ON a109;

-- # create a view
CREATE TABLE a110 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a110 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE VIEW a110_v AS SELECT n FROM a110;

-- # replace a view
CREATE TABLE a111 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a111 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE VIEW a111_v AS SELECT n FROM a111;
-- measured
CREATE OR REPLACE VIEW a111_v AS SELECT n, m FROM a111;

-- # drop a view
CREATE TABLE a112 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a112 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE VIEW a112_v AS SELECT n FROM a112;
-- measured
DROP VIEW a112_v;

-- # create a materialized view
CREATE TABLE a113 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a113 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
-- measured
CREATE MATERIALIZED VIEW a113_v AS SELECT n FROM a113;

-- # refresh a materialized view
CREATE TABLE a114 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a114 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE MATERIALIZED VIEW a114_v AS SELECT n FROM a114;
CREATE UNIQUE INDEX a114_vn ON a114_v (n);
-- measured
REFRESH MATERIALIZED VIEW a114_v;

-- # refresh a materialized view concurrently
CREATE TABLE a115 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a115 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE MATERIALIZED VIEW a115_v AS SELECT n FROM a115;
CREATE UNIQUE INDEX a115_vn ON a115_v (n);
-- measured
REFRESH MATERIALIZED VIEW CONCURRENTLY a115_v;

-- # attach a partition
CREATE TABLE a116 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a116 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a116_p (LIKE a116 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a116_p1 PARTITION OF a116_p FOR VALUES FROM (1000) TO (2000);
-- measured
ALTER TABLE a116_p ATTACH PARTITION a116 FOR VALUES FROM (1) TO (100);

-- # attach a partition under a valid check
CREATE TABLE a117 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a117 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a117_p (LIKE a117 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a117_p1 PARTITION OF a117_p FOR VALUES FROM (1000) TO (2000);
ALTER TABLE a117 ADD CHECK (n >= 1 AND n < 100);
-- measured
ALTER TABLE a117_p ATTACH PARTITION a117 FOR VALUES FROM (1) TO (100);

-- # detach a partition
CREATE TABLE a118 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a118 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a118_p (LIKE a118 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a118_p1 PARTITION OF a118_p FOR VALUES FROM (1000) TO (2000);
-- measured
ALTER TABLE a118_p DETACH PARTITION a118_p1;

-- # detach a partition concurrently
CREATE TABLE a119 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a119 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a119_p (LIKE a119 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a119_p1 PARTITION OF a119_p FOR VALUES FROM (1000) TO (2000);
-- measured
ALTER TABLE a119_p DETACH PARTITION a119_p1 CONCURRENTLY;

-- # create a partition
CREATE TABLE a120 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a120 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a120_p (LIKE a120 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a120_p1 PARTITION OF a120_p FOR VALUES FROM (1000) TO (2000);
-- measured
CREATE TABLE a120_p2 PARTITION OF a120_p FOR VALUES FROM (2000) TO (3000);

-- # create an index on a partitioned table
CREATE TABLE a121 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a121 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a121_p (LIKE a121 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a121_p1 PARTITION OF a121_p FOR VALUES FROM (1000) TO (2000);
-- measured
CREATE INDEX a121_pn ON a121_p (n);

-- # create an index on a partitioned table only
CREATE TABLE a122 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a122 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a122_p (LIKE a122 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a122_p1 PARTITION OF a122_p FOR VALUES FROM (1000) TO (2000);
-- measured
CREATE INDEX a122_pn ON ONLY a122_p (n);

-- # add a foreign key to a partitioned table
CREATE TABLE b123 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO b123 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a123 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a123 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE TABLE a123_p (LIKE a123 INCLUDING DEFAULTS) PARTITION BY RANGE (n);
CREATE TABLE a123_p1 PARTITION OF a123_p FOR VALUES FROM (1000) TO (2000);
-- measured
ALTER TABLE a123_p ADD FOREIGN KEY (m) REFERENCES b123;

-- # alter a sequence
CREATE TABLE a124 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a124 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE SEQUENCE a124_s;
-- measured
ALTER SEQUENCE a124_s INCREMENT BY 2;

-- # restart a sequence
CREATE TABLE a125 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a125 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE SEQUENCE a125_s;
-- measured
ALTER SEQUENCE a125_s RESTART WITH 100;

-- # change the type of a sequence
CREATE TABLE a126 (id integer PRIMARY KEY, n integer NOT NULL, m integer, t text, v varchar(20), w numeric(8,2), at timestamp);
INSERT INTO a126 SELECT g, g, g, 't' || g, 'v' || g, g, '2026-01-01' FROM generate_series(1, 20) g;
CREATE SEQUENCE a126_s;
-- measured
ALTER SEQUENCE a126_s AS integer;
