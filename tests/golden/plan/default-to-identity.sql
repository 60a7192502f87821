-- A default becomes an identity, which goes on after the rows that are there.

-- Up

ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;

ALTER TABLE public.t ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY;

SELECT setval(pg_catalog.pg_get_serial_sequence('public.t', 'n'), (SELECT coalesce(max(n), 0) + 1 FROM public.t), false);

-- Down

ALTER TABLE public.t ALTER COLUMN n DROP IDENTITY;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 5;
