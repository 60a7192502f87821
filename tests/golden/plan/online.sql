-- Online: indexes are built beside writers, constraints are validated apart.

-- Up

-- alone: DROP INDEX CONCURRENTLY public.orders_customer_id_idx
-- alone: ALTER TABLE public.orders VALIDATE CONSTRAINT note_is_not_null
-- alone: CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON public.orders (code)
-- alone: CREATE INDEX CONCURRENTLY orders_note ON public.orders (note)
-- alone: ALTER TABLE public.customers VALIDATE CONSTRAINT customers_favourite_fkey
-- alone: ALTER TABLE public.orders VALIDATE CONSTRAINT has_note
-- If this fails half way: public.orders_customer_id_idx may be left as an invalid index: run this statement again.
DROP INDEX CONCURRENTLY public.orders_customer_id_idx;

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.customers, public.orders IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.customers ADD COLUMN favourite bigint;
ALTER TABLE public.orders ADD COLUMN code text;

ALTER TABLE public.orders ADD CONSTRAINT note_is_not_null CHECK (note IS NOT NULL) NOT VALID;

-- If this fails half way: no new row can have NULL there already: give the old ones a value (SELECT * FROM public.orders WHERE note IS NULL), and run this statement again.
ALTER TABLE public.orders VALIDATE CONSTRAINT note_is_not_null;

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

ALTER TABLE public.orders ALTER COLUMN note SET NOT NULL;

ALTER TABLE public.orders DROP CONSTRAINT note_is_not_null;

-- WARNING: public.orders.orders_code_key can't be built if two rows are equal in it: look for them before.
-- If this fails half way: an invalid index may be left, which costs every write and answers no query: if rows have the same key, make them differ; DROP INDEX CONCURRENTLY IF EXISTS public.orders_code_key, and run this statement again.
CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON public.orders (code);

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

ALTER TABLE public.orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
ALTER TABLE public.orders ADD CONSTRAINT has_note CHECK (note <> '') NOT VALID;

-- If this fails half way: an invalid index may be left, which costs every write and answers no query: DROP INDEX CONCURRENTLY IF EXISTS public.orders_note, and run this statement again.
CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);

DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.customers, public.orders IN SHARE ROW EXCLUSIVE MODE;
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

CREATE TABLE public.reviews (
    order_id bigint NOT NULL
);

CREATE INDEX reviews_order ON public.reviews (order_id);

ALTER TABLE public.customers
    ADD CONSTRAINT customers_favourite_fkey FOREIGN KEY (favourite) REFERENCES public.orders (id) NOT VALID;

ALTER TABLE public.reviews
    ADD CONSTRAINT reviews_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders (id);

-- If this fails half way: public.customers.customers_favourite_fkey stays as it is, and holds for new rows: repair the rows that break it, and run this statement again.
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_favourite_fkey;

-- If this fails half way: public.orders.has_note stays as it is, and holds for new rows: repair the rows that break it, and run this statement again.
ALTER TABLE public.orders VALIDATE CONSTRAINT has_note;

-- Down

-- alone: DROP INDEX CONCURRENTLY public.orders_note
-- alone: CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id)
DO $lock$
BEGIN
    PERFORM set_config('lock_timeout', '3000ms', true);
    FOR try IN 1..10 LOOP
        BEGIN
            LOCK TABLE public.customers, public.orders, public.reviews IN ACCESS EXCLUSIVE MODE;
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

ALTER TABLE public.customers DROP CONSTRAINT customers_favourite_fkey;

-- WARNING: Every value of public.customers.favourite is lost.
ALTER TABLE public.customers DROP COLUMN favourite;

-- WARNING: Every row of public.reviews is lost.
DROP TABLE public.reviews;

-- If this fails half way: public.orders_note may be left as an invalid index: run this statement again.
DROP INDEX CONCURRENTLY public.orders_note;

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

ALTER TABLE public.orders DROP CONSTRAINT orders_code_key;
ALTER TABLE public.orders DROP CONSTRAINT has_note;

-- WARNING: Every value of public.orders.code is lost.
ALTER TABLE public.orders DROP COLUMN code;

ALTER TABLE public.orders ALTER COLUMN note DROP NOT NULL;

-- If this fails half way: an invalid index may be left, which costs every write and answers no query: DROP INDEX CONCURRENTLY IF EXISTS public.orders_customer_id_idx, and run this statement again.
CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);
