-- A required column without a default: fails on rows, and says so.

-- Up

-- WARNING: public.t.code is required and has no default: the statement fails if the table has any row. Give it a default, or add it nullable, fill it, and then make it required.
ALTER TABLE public.t ADD COLUMN code text NOT NULL;

-- Down

-- WARNING: Every value of public.t.code is lost.
ALTER TABLE public.t DROP COLUMN code;
