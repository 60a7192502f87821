-- NULLs become equal to each other.

-- Up

ALTER TABLE public.t DROP CONSTRAINT t_a_key;

-- WARNING: public.t.t_a_key fails if two rows are equal in it (SELECT a FROM public.t GROUP BY a HAVING count(*) > 1), and its index is built while nobody can read or write the table.
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE NULLS NOT DISTINCT (a);

-- Down

ALTER TABLE public.t DROP CONSTRAINT t_a_key;

-- WARNING: public.t.t_a_key fails if two rows are equal in it (SELECT a FROM public.t GROUP BY a HAVING count(*) > 1), and its index is built while nobody can read or write the table.
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE (a);
