-- Two enums swap names; columns keep their own.
-- renames enum public.one to public.two
-- renames enum public.two to public.one

-- Up

ALTER TYPE public.two RENAME TO bulkhead_tmp_1;
ALTER TYPE public.one RENAME TO two;
ALTER TYPE public.bulkhead_tmp_1 RENAME TO one;

-- Down

ALTER TYPE public.one RENAME TO bulkhead_tmp_1;
ALTER TYPE public.two RENAME TO one;
ALTER TYPE public.bulkhead_tmp_1 RENAME TO two;
