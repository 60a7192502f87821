-- A label goes, and another takes its name.
-- renames enum-label public.mood.happy to public.mood.angry
-- public.mood.angry comes back as a label, not in the rows that had it before they were given another

-- Up

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

ALTER TYPE public.bulkhead_tmp_1 RENAME VALUE 'angry' TO 'bulkhead_tmp_2';
ALTER TYPE public.bulkhead_tmp_1 RENAME VALUE 'happy' TO 'angry';

-- WARNING: 'angry' is no longer a value of public.mood. The migration fails if a row still has it: give such rows another value first, with hand-written SQL before the migration's own steps.
CREATE TYPE public.mood AS ENUM ('sad', 'angry');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

DROP TYPE public.bulkhead_tmp_1;

-- Down

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

ALTER TYPE public.bulkhead_tmp_1 RENAME VALUE 'angry' TO 'happy';

CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

DROP TYPE public.bulkhead_tmp_1;
