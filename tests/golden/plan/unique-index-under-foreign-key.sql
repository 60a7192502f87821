-- A unique index that a foreign key rests on becomes another.

-- Up

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

DROP INDEX public.a_id;

-- WARNING: public.a_id can't be built if two rows are equal in it: look for them before.
CREATE UNIQUE INDEX a_id ON public.a (id) INCLUDE (x);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

-- Down

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

DROP INDEX public.a_id;

-- WARNING: public.a_id can't be built if two rows are equal in it: look for them before.
CREATE UNIQUE INDEX a_id ON public.a (id);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);
