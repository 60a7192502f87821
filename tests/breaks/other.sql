-- break: a-table-goes-with-its-rows
-- says: drop-table at drop-table
CREATE TABLE t (id integer PRIMARY KEY);
CREATE TABLE u (id integer PRIMARY KEY);
-- new
CREATE TABLE u (id integer PRIMARY KEY);
-- break: a-column-goes-with-its-values
-- says: drop-column at drop-column
CREATE TABLE t (id integer PRIMARY KEY, c text);
-- new
CREATE TABLE t (id integer PRIMARY KEY);
-- break: a-partition-goes-with-its-rows
-- says: drop-table at drop-table
CREATE TABLE t (id integer) PARTITION BY LIST (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1);
-- new
CREATE TABLE t (id integer) PARTITION BY LIST (id);
-- break: an-index-blocks-writers
-- says: index-blocks-writes at create-index
CREATE TABLE t (id integer PRIMARY KEY, c text);
-- new
CREATE TABLE t (id integer PRIMARY KEY, c text);
CREATE INDEX t_c ON t (c);
-- break: an-index-is-built-again-for-another-condition
-- says: index-blocks-writes at create-index
CREATE TABLE t (id integer PRIMARY KEY, c text);
CREATE INDEX t_c ON t (c) WHERE id > 0;
-- new
CREATE TABLE t (id integer PRIMARY KEY, c text);
CREATE INDEX t_c ON t (c) WHERE id > 10;
-- break: a-default-that-differs-from-row-to-row-rewrites
-- says: add-column-rewrites at add-column
CREATE TABLE t (id integer PRIMARY KEY);
-- new
CREATE TABLE t (id integer PRIMARY KEY, c uuid DEFAULT gen_random_uuid());
-- break: a-new-identity-rewrites
-- says: add-column-rewrites at add-column
CREATE TABLE t (k text);
-- new
CREATE TABLE t (k text, c bigint GENERATED ALWAYS AS IDENTITY);
-- break: a-stored-expression-rewrites
-- says: add-column-rewrites at add-column
CREATE TABLE t (id integer PRIMARY KEY, a integer);
-- new
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
-- break: a-wider-type-rewrites
-- says: change-type at alter-column-type
CREATE TABLE t (id integer PRIMARY KEY, n integer NOT NULL);
-- new
CREATE TABLE t (id integer PRIMARY KEY, n bigint NOT NULL);
-- break: a-collation-changes-the-order
-- says: change-type at alter-column-type
CREATE TABLE t (id integer PRIMARY KEY, c text);
CREATE INDEX t_c ON t (c);
-- new
CREATE TABLE t (id integer PRIMARY KEY, c text COLLATE "C");
CREATE INDEX t_c ON t (c);
-- break: row-security-is-switched-off
-- says: access-loosened at disable-row-security
CREATE TABLE t (id integer PRIMARY KEY);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- new
CREATE TABLE t (id integer PRIMARY KEY);
-- break: a-restrictive-policy-goes
-- says: access-loosened at drop-policy
CREATE TABLE t (id integer PRIMARY KEY, tenant text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON t USING (true);
CREATE POLICY wall ON t AS RESTRICTIVE USING (tenant = current_setting('app.tenant', true));
-- new
CREATE TABLE t (id integer PRIMARY KEY, tenant text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON t USING (true);
-- break: a-second-permissive-policy-opens
-- says: access-loosened at create-policy
CREATE TABLE t (id integer PRIMARY KEY, tenant text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON t USING (tenant = current_setting('app.tenant', true));
-- new
CREATE TABLE t (id integer PRIMARY KEY, tenant text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON t USING (tenant = current_setting('app.tenant', true));
CREATE POLICY service ON t USING (current_user = 'svc') WITH CHECK (true);
-- break: everybody-may-read
-- says: access-loosened at grant
CREATE TABLE t (id integer PRIMARY KEY);
-- new
CREATE TABLE t (id integer PRIMARY KEY);
GRANT SELECT ON t TO PUBLIC;
-- break: a-required-column-online
-- says: add-required-column at add-column, fails, online
CREATE TABLE t (id integer PRIMARY KEY);
-- new
CREATE TABLE t (id integer PRIMARY KEY, c text NOT NULL);
-- break: duplicates-under-a-concurrent-index
-- says: add-unique at create-index, fails, online
CREATE TABLE t (id integer PRIMARY KEY, mail text NOT NULL);
-- new
CREATE TABLE t (id integer PRIMARY KEY, mail text NOT NULL);
CREATE UNIQUE INDEX t_mail ON t (mail);
