-- A key and the foreign keys on it get another type: the foreign keys step aside.

-- Up

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

ALTER TABLE public.a ALTER COLUMN id TYPE text;
ALTER TABLE public.b ALTER COLUMN a_id TYPE text;

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

-- Down

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- WARNING: public.a.id changes from text to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.a ALTER COLUMN id TYPE integer USING id::integer;

-- WARNING: public.b.a_id changes from text to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.b ALTER COLUMN a_id TYPE integer USING a_id::integer;

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);
