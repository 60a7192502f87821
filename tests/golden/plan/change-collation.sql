-- A text column gets another collation.

-- Up

ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE "C";

-- Down

ALTER TABLE public.t ALTER COLUMN a TYPE text;
