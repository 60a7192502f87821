-- Three columns hand their names on in a circle.
-- renames column public.t.a to public.t.b
-- renames column public.t.b to public.t.c
-- renames column public.t.c to public.t.a

-- Up

ALTER TABLE public.t RENAME COLUMN b TO bulkhead_tmp_1;
ALTER TABLE public.t RENAME COLUMN a TO b;
ALTER TABLE public.t RENAME COLUMN c TO a;
ALTER TABLE public.t RENAME COLUMN bulkhead_tmp_1 TO c;

-- Down

ALTER TABLE public.t RENAME COLUMN a TO bulkhead_tmp_1;
ALTER TABLE public.t RENAME COLUMN b TO a;
ALTER TABLE public.t RENAME COLUMN c TO b;
ALTER TABLE public.t RENAME COLUMN bulkhead_tmp_1 TO c;
