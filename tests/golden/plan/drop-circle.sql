-- Tables that refer to each other go: the foreign keys of the circle first, no CASCADE.
-- public.a loses every row
-- public.b loses every row
-- public.c loses every row

-- Up

ALTER TABLE public.a DROP CONSTRAINT a_b_id_fkey;
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- WARNING: Every row of public.b is lost; undoing the migration brings back an empty table.
DROP TABLE public.b;

-- WARNING: Every row of public.c is lost; undoing the migration brings back an empty table.
DROP TABLE public.c;

-- WARNING: Every row of public.a is lost; undoing the migration brings back an empty table.
DROP TABLE public.a;

-- Down

CREATE TABLE public.a (
    id bigint NOT NULL,
    b_id bigint,
    CONSTRAINT a_pkey PRIMARY KEY (id)
);

CREATE TABLE public.b (
    id bigint NOT NULL,
    a_id bigint,
    b_id bigint,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);

CREATE TABLE public.c (
    a_id bigint
);

ALTER TABLE public.a
    ADD CONSTRAINT a_b_id_fkey FOREIGN KEY (b_id) REFERENCES public.b (id);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

ALTER TABLE public.b
    ADD CONSTRAINT b_b_id_fkey FOREIGN KEY (b_id) REFERENCES public.b (id);

ALTER TABLE public.c
    ADD CONSTRAINT c_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);
