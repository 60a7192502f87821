-- Since PostgreSQL 17 it gets the expression in place.

-- Up

ALTER TABLE public.t ALTER COLUMN n SET EXPRESSION AS (id * 3);

-- Down

ALTER TABLE public.t ALTER COLUMN n SET EXPRESSION AS (id * 2);
