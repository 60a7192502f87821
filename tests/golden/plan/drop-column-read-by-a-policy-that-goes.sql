-- A column goes with the table whose policy reads it.
-- public.u loses every row
-- public.t.a loses every value

-- Up

DROP POLICY p ON public.u;

-- WARNING: Every value of public.t.a is lost; undoing the migration brings back the column without them.
ALTER TABLE public.t DROP COLUMN a;

-- WARNING: Every row of public.u is lost; undoing the migration brings back an empty table.
DROP TABLE public.u;

-- Down

ALTER TABLE public.t ADD COLUMN a integer;

CREATE TABLE public.u (
    id bigint NOT NULL,
    CONSTRAINT u_pkey PRIMARY KEY (id)
);

CREATE POLICY p ON public.u
    TO bulkhead_app
    USING (EXISTS (SELECT 1 FROM t WHERE t.a > 0));
