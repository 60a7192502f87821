-- Labels are added at the front, in the middle and at the end.

-- Up

ALTER TYPE public.mood ADD VALUE 'calm' BEFORE 'sad';
ALTER TYPE public.mood ADD VALUE 'bored' AFTER 'sad';
ALTER TYPE public.mood ADD VALUE 'ecstatic' AFTER 'happy';

-- Down

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

-- WARNING: 'calm', 'bored', 'ecstatic' are no longer values of public.mood. The migration fails if a row still has one of them: give such rows another value first, with hand-written SQL before the migration's own steps.
CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.bulkhead_tmp_1;
