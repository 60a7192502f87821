-- Two tables swap names, and so do their keys.
-- renames table public.a to public.b
-- renames constraint public.a.a_pkey to public.b.b_pkey
-- renames table public.b to public.a
-- renames constraint public.b.b_pkey to public.a.a_pkey

-- Up

ALTER TABLE public.b RENAME TO bulkhead_tmp_1;
ALTER TABLE public.a RENAME TO b;
ALTER TABLE public.bulkhead_tmp_1 RENAME TO a;

ALTER TABLE public.a RENAME CONSTRAINT b_pkey TO bulkhead_tmp_2;
ALTER TABLE public.b RENAME CONSTRAINT a_pkey TO b_pkey;
ALTER TABLE public.a RENAME CONSTRAINT bulkhead_tmp_2 TO a_pkey;

-- Down

ALTER TABLE public.a RENAME TO bulkhead_tmp_1;
ALTER TABLE public.b RENAME TO a;
ALTER TABLE public.bulkhead_tmp_1 RENAME TO b;

ALTER TABLE public.b RENAME CONSTRAINT a_pkey TO bulkhead_tmp_2;
ALTER TABLE public.a RENAME CONSTRAINT b_pkey TO a_pkey;
ALTER TABLE public.b RENAME CONSTRAINT bulkhead_tmp_2 TO b_pkey;
