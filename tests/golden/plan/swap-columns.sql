-- Two columns swap names; the check follows by itself.
-- renames column public.t.a to public.t.b
-- renames column public.t.b to public.t.a

-- Up

ALTER TABLE public.t RENAME COLUMN b TO bulkhead_tmp_1;
ALTER TABLE public.t RENAME COLUMN a TO b;
ALTER TABLE public.t RENAME COLUMN bulkhead_tmp_1 TO a;

-- Down

ALTER TABLE public.t RENAME COLUMN a TO bulkhead_tmp_1;
ALTER TABLE public.t RENAME COLUMN b TO a;
ALTER TABLE public.t RENAME COLUMN bulkhead_tmp_1 TO b;
