-- A table, its enum and a sequence move to a new schema; the table is renamed too.
-- renames enum public.status to sales.status
-- renames sequence public.numbers to sales.numbers
-- renames table public.orders to sales.all_orders

-- Up

CREATE SCHEMA sales;

ALTER TABLE public.orders SET SCHEMA sales;
ALTER TABLE sales.orders RENAME TO all_orders;

ALTER TYPE public.status SET SCHEMA sales;

ALTER SEQUENCE public.numbers SET SCHEMA sales;

-- Down

ALTER TABLE sales.all_orders SET SCHEMA public;
ALTER TABLE public.all_orders RENAME TO orders;

ALTER TYPE sales.status SET SCHEMA public;

ALTER SEQUENCE sales.numbers SET SCHEMA public;

DROP SCHEMA sales;
