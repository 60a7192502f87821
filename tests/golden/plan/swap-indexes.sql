-- Two indexes of one table swap names.
-- renames index public.t.one to public.t.two
-- renames index public.t.two to public.t.one

-- Up

ALTER INDEX public.two RENAME TO bulkhead_tmp_1;
ALTER INDEX public.one RENAME TO two;
ALTER INDEX public.bulkhead_tmp_1 RENAME TO one;

-- Down

ALTER INDEX public.one RENAME TO bulkhead_tmp_1;
ALTER INDEX public.two RENAME TO one;
ALTER INDEX public.bulkhead_tmp_1 RENAME TO two;
