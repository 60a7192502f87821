-- Checks, policies and labels swap names.
-- renames enum-label public.mood.sad to public.mood.happy
-- renames enum-label public.mood.happy to public.mood.sad
-- renames constraint public.t.one to public.t.two
-- renames constraint public.t.two to public.t.one
-- renames policy public.t.p to public.t.q
-- renames policy public.t.q to public.t.p

-- Up

ALTER TYPE public.mood RENAME VALUE 'happy' TO 'bulkhead_tmp_1';
ALTER TYPE public.mood RENAME VALUE 'sad' TO 'happy';
ALTER TYPE public.mood RENAME VALUE 'bulkhead_tmp_1' TO 'sad';

ALTER TABLE public.t RENAME CONSTRAINT two TO bulkhead_tmp_2;
ALTER TABLE public.t RENAME CONSTRAINT one TO two;
ALTER TABLE public.t RENAME CONSTRAINT bulkhead_tmp_2 TO one;

ALTER POLICY q ON public.t RENAME TO bulkhead_tmp_3;
ALTER POLICY p ON public.t RENAME TO q;
ALTER POLICY bulkhead_tmp_3 ON public.t RENAME TO p;

-- Down

ALTER TYPE public.mood RENAME VALUE 'sad' TO 'bulkhead_tmp_1';
ALTER TYPE public.mood RENAME VALUE 'happy' TO 'sad';
ALTER TYPE public.mood RENAME VALUE 'bulkhead_tmp_1' TO 'happy';

ALTER TABLE public.t RENAME CONSTRAINT one TO bulkhead_tmp_2;
ALTER TABLE public.t RENAME CONSTRAINT two TO one;
ALTER TABLE public.t RENAME CONSTRAINT bulkhead_tmp_2 TO two;

ALTER POLICY p ON public.t RENAME TO bulkhead_tmp_3;
ALTER POLICY q ON public.t RENAME TO p;
ALTER POLICY bulkhead_tmp_3 ON public.t RENAME TO q;
