-- A column becomes generated: it is made again, and its values are lost.
-- public.t.n loses every value, because it is computed from now on

-- Up

-- WARNING: Every value of public.t.n is lost; undoing the migration brings back the column without them.
ALTER TABLE public.t DROP COLUMN n;

ALTER TABLE public.t ADD COLUMN n bigint GENERATED ALWAYS AS (id * 2) STORED;

-- Down

ALTER TABLE public.t ALTER COLUMN n DROP EXPRESSION;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 5;
