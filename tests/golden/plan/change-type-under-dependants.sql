-- A column's type changes under a check, an index, a generated column, a policy, and a policy of another table.

-- Up

DROP POLICY t_app ON public.t;
DROP POLICY u_app ON public.u;

DROP INDEX public.t_big;

ALTER TABLE public.t DROP CONSTRAINT positive;

ALTER TABLE public.t DROP COLUMN twice;

ALTER TABLE public.t ALTER COLUMN a TYPE numeric;

ALTER TABLE public.t ADD COLUMN twice integer GENERATED ALWAYS AS (a * 2) STORED;

ALTER TABLE public.t ADD CONSTRAINT positive CHECK (a > 0);

CREATE INDEX t_big ON public.t (id) WHERE (a > 100);

CREATE POLICY t_app ON public.t
    TO bulkhead_app
    USING (a < 1000);

CREATE POLICY u_app ON public.u
    TO bulkhead_app
    USING (EXISTS (SELECT 1 FROM public.t WHERE t.id = u.id AND t.a > 5));

-- Down

DROP POLICY t_app ON public.t;
DROP POLICY u_app ON public.u;

DROP INDEX public.t_big;

ALTER TABLE public.t DROP CONSTRAINT positive;

ALTER TABLE public.t DROP COLUMN twice;

-- WARNING: public.t.a changes from numeric to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

ALTER TABLE public.t ADD COLUMN twice integer GENERATED ALWAYS AS (a * 2) STORED;

ALTER TABLE public.t ADD CONSTRAINT positive CHECK (a > 0);

CREATE INDEX t_big ON public.t (id) WHERE (a > 100);

CREATE POLICY t_app ON public.t
    TO bulkhead_app
    USING (a < 1000);

CREATE POLICY u_app ON public.u
    TO bulkhead_app
    USING (EXISTS (SELECT 1 FROM public.t WHERE t.id = u.id AND t.a > 5));
