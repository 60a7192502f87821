-- Labels change their order, one has a new name, and the type has one too.
-- renames enum public.mood to public.feeling
-- renames enum-label public.mood.happy to public.feeling.glad

-- Up

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME VALUE 'happy' TO 'glad';

CREATE TYPE public.feeling AS ENUM ('glad', 'angry', 'sad');

-- WARNING: public.t.m changes from public.mood to public.feeling: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.feeling USING m::text::public.feeling,
    ALTER COLUMN m SET DEFAULT 'sad';

-- WARNING: public.t.all changes from public.mood[] to public.feeling[]: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN "all" TYPE public.feeling[] USING "all"::text[]::public.feeling[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.mood;

-- Down

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.feeling RENAME VALUE 'glad' TO 'happy';

CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

-- WARNING: public.t.m changes from public.feeling to public.mood: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

-- WARNING: public.t.all changes from public.feeling[] to public.mood[]: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.feeling;
