-- Online a column of many values is filled in batches.

-- Up

-- alone: DO $fill$
DECLARE
    blocks bigint;
    block bigint;
    filled bigint;
    rows_filled bigint;
BEGIN
    FOR pass IN 1..10 LOOP
        rows_filled := 0;
        block := 0;
        blocks := pg_relation_size('public.orders') / current_setting('block_size')::bigint;
        WHILE block < blocks LOOP
            UPDATE public.orders SET token = DEFAULT
            WHERE ctid >= format('(%s,0)', block)::tid AND ctid < format('(%s,0)', block + 100)::tid
                AND token IS NULL;
            GET DIAGNOSTICS filled = ROW_COUNT;
            rows_filled := rows_filled + filled;
            COMMIT;
            block := block + 100;
        END LOOP;
        EXIT WHEN rows_filled = 0;
    END LOOP;
END
$fill$
-- alone: DO $fill$
DECLARE
    blocks bigint;
    block bigint;
    filled bigint;
    rows_filled bigint;
BEGIN
    FOR pass IN 1..10 LOOP
        rows_filled := 0;
        block := 0;
        blocks := pg_relation_size('public.orders') / current_setting('block_size')::bigint;
        WHILE block < blocks LOOP
            UPDATE public.orders SET lot = DEFAULT
            WHERE ctid >= format('(%s,0)', block)::tid AND ctid < format('(%s,0)', block + 100)::tid
                AND lot IS NULL;
            GET DIAGNOSTICS filled = ROW_COUNT;
            rows_filled := rows_filled + filled;
            COMMIT;
            block := block + 100;
        END LOOP;
        EXIT WHEN rows_filled = 0;
    END LOOP;
END
$fill$
-- alone: ALTER TABLE public.orders VALIDATE CONSTRAINT token_is_not_null
-- alone: CREATE UNIQUE INDEX CONCURRENTLY orders_token_key ON public.orders (token)
DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.orders ADD COLUMN token uuid,
    ALTER COLUMN token SET DEFAULT gen_random_uuid();

ALTER TABLE public.orders ADD COLUMN lot double precision,
    ALTER COLUMN lot SET DEFAULT random();

ALTER TABLE public.orders ADD COLUMN state text NOT NULL DEFAULT 'new';

-- If this fails half way: the rows that have a value keep it: run this statement again, and it goes on with those that have none.
DO $fill$
DECLARE
    blocks bigint;
    block bigint;
    filled bigint;
    rows_filled bigint;
BEGIN
    FOR pass IN 1..10 LOOP
        rows_filled := 0;
        block := 0;
        blocks := pg_relation_size('public.orders') / current_setting('block_size')::bigint;
        WHILE block < blocks LOOP
            UPDATE public.orders SET token = DEFAULT
            WHERE ctid >= format('(%s,0)', block)::tid AND ctid < format('(%s,0)', block + 100)::tid
                AND token IS NULL;
            GET DIAGNOSTICS filled = ROW_COUNT;
            rows_filled := rows_filled + filled;
            COMMIT;
            block := block + 100;
        END LOOP;
        EXIT WHEN rows_filled = 0;
    END LOOP;
END
$fill$;

-- If this fails half way: the rows that have a value keep it: run this statement again, and it goes on with those that have none.
DO $fill$
DECLARE
    blocks bigint;
    block bigint;
    filled bigint;
    rows_filled bigint;
BEGIN
    FOR pass IN 1..10 LOOP
        rows_filled := 0;
        block := 0;
        blocks := pg_relation_size('public.orders') / current_setting('block_size')::bigint;
        WHILE block < blocks LOOP
            UPDATE public.orders SET lot = DEFAULT
            WHERE ctid >= format('(%s,0)', block)::tid AND ctid < format('(%s,0)', block + 100)::tid
                AND lot IS NULL;
            GET DIAGNOSTICS filled = ROW_COUNT;
            rows_filled := rows_filled + filled;
            COMMIT;
            block := block + 100;
        END LOOP;
        EXIT WHEN rows_filled = 0;
    END LOOP;
END
$fill$;

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.orders ADD CONSTRAINT token_is_not_null CHECK (token IS NOT NULL) NOT VALID;

-- If this fails half way: no new row can have NULL there already: give the old ones a value (SELECT * FROM public.orders WHERE token IS NULL), and run this statement again.
ALTER TABLE public.orders VALIDATE CONSTRAINT token_is_not_null;

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.orders ALTER COLUMN token SET NOT NULL;

ALTER TABLE public.orders DROP CONSTRAINT token_is_not_null;

-- WARNING: public.orders.orders_token_key can't be built if two rows are equal in it: look for them before.
-- If this fails half way: an invalid index may be left, which costs every write and answers no query: if rows have the same key, make them differ; DROP INDEX CONCURRENTLY IF EXISTS public.orders_token_key, and run this statement again.
CREATE UNIQUE INDEX CONCURRENTLY orders_token_key ON public.orders (token);

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.orders ADD CONSTRAINT orders_token_key UNIQUE USING INDEX orders_token_key;

-- Down

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.orders DROP CONSTRAINT orders_token_key;

-- WARNING: Every value of public.orders.token is lost.
ALTER TABLE public.orders DROP COLUMN token;

-- WARNING: Every value of public.orders.lot is lost.
ALTER TABLE public.orders DROP COLUMN lot;

-- WARNING: Every value of public.orders.state is lost.
ALTER TABLE public.orders DROP COLUMN state;
