-- Each table takes the name the next one gives up, and the last name goes to a new table.
-- renames table public.a to public.b
-- renames table public.b to public.c
-- renames table public.c to public.d

-- Up

ALTER TABLE public.c RENAME TO d;
ALTER TABLE public.b RENAME TO c;
ALTER TABLE public.a RENAME TO b;

CREATE TABLE public.a (
    y text
);

-- Down

-- WARNING: Every row of public.a is lost.
DROP TABLE public.a;

ALTER TABLE public.b RENAME TO a;
ALTER TABLE public.c RENAME TO b;
ALTER TABLE public.d RENAME TO c;
