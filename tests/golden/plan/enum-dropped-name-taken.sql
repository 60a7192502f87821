-- An enum goes, and a table takes its name.

-- Up

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE text,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE text[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');

CREATE TABLE public.mood (
    id bigint NOT NULL
);

DROP TYPE public.bulkhead_tmp_1;

-- Down

ALTER TABLE public.t DROP CONSTRAINT not_angry;

-- WARNING: Every row of public.mood is lost.
DROP TABLE public.mood;

CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

-- WARNING: public.t.m changes from text to public.mood: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

-- WARNING: public.t.all changes from text[] to public.mood[]: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry');
