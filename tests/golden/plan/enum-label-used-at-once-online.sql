-- Online the label is added in a transaction of its own.

-- Up

-- alone: ALTER TYPE public.mood ADD VALUE 'calm' AFTER 'happy'
-- If this fails half way: the label is not there: run this statement again.
ALTER TYPE public.mood ADD VALUE 'calm' AFTER 'happy';

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            IF try = 10 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(try * 0.5);
        END;
    END LOOP;
END
$lock$;

ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'calm';

-- Down

-- alone: ALTER TABLE public.t VALIDATE CONSTRAINT not_angry
DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            IF try = 10 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(try * 0.5);
        END;
    END LOOP;
END
$lock$;

ALTER TABLE public.t DROP CONSTRAINT not_angry;

ALTER TYPE public.mood RENAME TO bulkhead_tmp_1;

-- WARNING: 'calm' is no longer a value of public.mood. The migration fails if a row still has it: give such rows another value first, with hand-written SQL before the migration's own steps.
CREATE TYPE public.mood AS ENUM ('sad', 'angry', 'happy');

ALTER TABLE public.t
    ALTER COLUMN m DROP DEFAULT,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN m SET DEFAULT 'sad';

ALTER TABLE public.t ALTER COLUMN "all" TYPE public.mood[] USING "all"::text[]::public.mood[];

ALTER TABLE public.t ADD CONSTRAINT not_angry CHECK (m <> 'angry') NOT VALID;

-- If this fails half way: public.t.not_angry stays as it is, and holds for new rows: repair the rows that break it, and run this statement again.
ALTER TABLE public.t VALIDATE CONSTRAINT not_angry;

DROP TYPE public.bulkhead_tmp_1;
