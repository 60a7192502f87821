-- A virtual column, which the target can't have.

-- Up

-- ERROR: public.t.n: the virtual generated column n needs PostgreSQL 18, and the target is 15. Make it STORED.
ALTER TABLE public.t ADD COLUMN n bigint GENERATED ALWAYS AS (id * 3) VIRTUAL;

-- Down

ALTER TABLE public.t DROP COLUMN n;
