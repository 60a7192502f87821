-- A table goes and another takes its name.
-- renames table public.new to public.old
-- public.old loses every row

-- Up

-- WARNING: Every row of public.old is lost; undoing the migration brings back an empty table.
DROP TABLE public.old;

ALTER TABLE public.new RENAME TO old;

-- Down

ALTER TABLE public.old RENAME TO new;

CREATE TABLE public.old (
    a integer
);
