-- Before PostgreSQL 17 a generated column with another expression is made again, with its index.

-- Up

DROP INDEX public.t_n;

ALTER TABLE public.t DROP COLUMN n;
ALTER TABLE public.t ADD COLUMN n bigint GENERATED ALWAYS AS (id * 3) STORED;

CREATE INDEX t_n ON public.t (n);

COMMENT ON COLUMN public.t.n IS 'Twice.';

-- Down

DROP INDEX public.t_n;

ALTER TABLE public.t DROP COLUMN n;
ALTER TABLE public.t ADD COLUMN n bigint GENERATED ALWAYS AS (id * 2) STORED;

CREATE INDEX t_n ON public.t (n);

COMMENT ON COLUMN public.t.n IS 'Twice.';
