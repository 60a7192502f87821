// A bundle of its own: pg_dump is loaded when somebody first asks for a dump.

export { pgDump } from '@electric-sql/pglite-tools/pg_dump';
