-- A generated column keeps its values and gets a default.

-- Up

ALTER TABLE public.t ALTER COLUMN n DROP EXPRESSION;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 7;

-- Down

-- WARNING: Every value of public.t.n is lost.
ALTER TABLE public.t DROP COLUMN n;

ALTER TABLE public.t ADD COLUMN n bigint GENERATED ALWAYS AS (id * 2) STORED;
