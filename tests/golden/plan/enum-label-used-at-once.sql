-- A new label is used by a default of the same migration: the type is made anew.

-- Up

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;
CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy', 'calm');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'calm';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.bulkhead_tmp_1;

-- Down

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

-- WARNING: 'calm' is no longer a value of public.mood. The migration fails if a row still has it: give such rows another value first, with hand-written SQL before the migration's own steps.
CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.bulkhead_tmp_1;
