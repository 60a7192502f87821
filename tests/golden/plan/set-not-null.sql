-- A column becomes required, another stops being so.

-- Up

-- WARNING: The statement fails if public.t.a is NULL in any row, and nobody can read or write the table while all of it is read.
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;

ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

-- Down

ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- WARNING: The statement fails if public.t.b is NULL in any row, and nobody can read or write the table while all of it is read.
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
