-- An enum goes, its column becomes text.

-- Up

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE text,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE text[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.mood;

-- Down

ALTER TABLE public.t DROP CONSTRAINT not_angry;

CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

-- WARNING: public.t.m changes from text to public.mood: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

-- WARNING: public.t.all changes from text[] to public.mood[]: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');
