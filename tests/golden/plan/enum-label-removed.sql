-- A label goes: the type is made anew around what uses it.
-- public.mood.angry comes back as a label, not in the rows that had it before they were given another

-- Up

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

-- WARNING: 'angry' is no longer a value of public.mood. The migration fails if a row still has it: give such rows another value first, with hand-written SQL before the migration's own steps.
CREATE TYPE public.mood AS ENUM ('sad', 'happy');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'happy' OR id > 0);

DROP TYPE public.bulkhead_tmp_1;

-- Down

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;
CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.bulkhead_tmp_1;
