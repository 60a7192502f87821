-- A scalar becomes an array, and an array text.

-- Up

ALTER TABLE public.t ALTER COLUMN a TYPE integer[] USING CASE WHEN a IS NOT NULL THEN ARRAY[a::integer] END;
ALTER TABLE public.t ALTER COLUMN b TYPE text;

-- Down

-- WARNING: public.t.a changes from integer[] to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a[1]::integer;

ALTER TABLE public.t ALTER COLUMN b TYPE text[] USING CASE WHEN b LIKE '{%}' THEN b::text[] WHEN b IS NOT NULL THEN ARRAY[b::text] END;
