-- Online: indexes are built beside writers, constraints are validated apart.

-- Up

-- alone: DROP INDEX CONCURRENTLY public.orders_customer_id_idx
-- alone: ALTER TABLE public.orders VALIDATE CONSTRAINT note_is_not_null
-- alone: CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON public.orders (code)
-- alone: CREATE INDEX CONCURRENTLY orders_note ON public.orders (note)
-- alone: ALTER TABLE public.customers VALIDATE CONSTRAINT customers_favourite_fkey
-- alone: ALTER TABLE public.orders VALIDATE CONSTRAINT has_note
DROP INDEX CONCURRENTLY public.orders_customer_id_idx;

ALTER TABLE public.customers ADD COLUMN favourite bigint;
ALTER TABLE public.orders ADD COLUMN code text;

ALTER TABLE public.orders ADD CONSTRAINT note_is_not_null CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE public.orders VALIDATE CONSTRAINT note_is_not_null;

ALTER TABLE public.orders ALTER COLUMN note SET NOT NULL;

ALTER TABLE public.orders DROP CONSTRAINT note_is_not_null;

-- WARNING: public.orders.orders_code_key can't be built if two rows are equal in it: look for them before.
CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON public.orders (code);

ALTER TABLE public.orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
ALTER TABLE public.orders ADD CONSTRAINT has_note CHECK (note <> '') NOT VALID;

CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);

CREATE TABLE public.reviews (
    order_id bigint NOT NULL
);

CREATE INDEX reviews_order ON public.reviews (order_id);

ALTER TABLE public.customers
    ADD CONSTRAINT customers_favourite_fkey FOREIGN KEY (favourite) REFERENCES public.orders (id) NOT VALID;

ALTER TABLE public.reviews
    ADD CONSTRAINT reviews_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders (id);

ALTER TABLE public.customers VALIDATE CONSTRAINT customers_favourite_fkey;
ALTER TABLE public.orders VALIDATE CONSTRAINT has_note;

-- Down

-- alone: DROP INDEX CONCURRENTLY public.orders_note
-- alone: CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id)
ALTER TABLE public.customers DROP CONSTRAINT customers_favourite_fkey;

-- WARNING: Every value of public.customers.favourite is lost.
ALTER TABLE public.customers DROP COLUMN favourite;

-- WARNING: Every row of public.reviews is lost.
DROP TABLE public.reviews;

DROP INDEX CONCURRENTLY public.orders_note;

ALTER TABLE public.orders DROP CONSTRAINT orders_code_key;
ALTER TABLE public.orders DROP CONSTRAINT has_note;

-- WARNING: Every value of public.orders.code is lost.
ALTER TABLE public.orders DROP COLUMN code;

ALTER TABLE public.orders ALTER COLUMN note DROP NOT NULL;

CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);
