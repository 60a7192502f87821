-- Another definition: dropped and created. Only another name: renamed.
-- renames index public.t.two to public.t.second

-- Up

DROP INDEX public.one;
ALTER INDEX public.two RENAME TO second;
CREATE INDEX one ON public.t (a DESC);

-- Down

DROP INDEX public.one;
ALTER INDEX public.second RENAME TO two;
CREATE INDEX one ON public.t (a);
