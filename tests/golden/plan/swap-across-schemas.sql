-- Two tables of one name change places between schemas.
-- renames table public.t to other.t
-- renames table other.t to public.t

-- Up

ALTER TABLE other.t RENAME TO bulkhead_tmp_1;
ALTER TABLE public.t SET SCHEMA other;
ALTER TABLE other.bulkhead_tmp_1 SET SCHEMA public;
ALTER TABLE public.bulkhead_tmp_1 RENAME TO t;

-- Down

ALTER TABLE public.t RENAME TO bulkhead_tmp_1;
ALTER TABLE other.t SET SCHEMA public;
ALTER TABLE public.bulkhead_tmp_1 SET SCHEMA other;
ALTER TABLE other.bulkhead_tmp_1 RENAME TO t;
