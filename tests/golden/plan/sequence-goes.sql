-- A default's sequence goes; the default becomes a constant.
-- public.numbers loses its position

-- Up

ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;

DROP SEQUENCE public.numbers;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 0;

-- Down

CREATE SEQUENCE public.numbers;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT nextval('public.numbers'::regclass);

SELECT setval('public.numbers', greatest((SELECT coalesce(max(n), 0) + 1 FROM public.t), (SELECT last_value FROM public.numbers)), false);
