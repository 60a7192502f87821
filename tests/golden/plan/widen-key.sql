-- A key and its foreign key become bigint: PostgreSQL carries the foreign key along.

-- Up

ALTER TABLE public.a ALTER COLUMN id TYPE bigint;
ALTER TABLE public.b ALTER COLUMN a_id TYPE bigint;

-- Down

-- WARNING: public.a.id changes from bigint to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.a ALTER COLUMN id TYPE integer;

-- WARNING: public.b.a_id changes from bigint to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.b ALTER COLUMN a_id TYPE integer;
