-- A schema goes, its table moves out, and another schema takes its name.
-- renames schema two to one

-- Up

ALTER SCHEMA one RENAME TO bulkhead_tmp_1;

ALTER TABLE bulkhead_tmp_1.t SET SCHEMA two;

ALTER SCHEMA two RENAME TO one;
DROP SCHEMA bulkhead_tmp_1;

-- Down

ALTER SCHEMA one RENAME TO two;
CREATE SCHEMA one;

ALTER TABLE two.t SET SCHEMA one;
