-- Nothing but RENAME, and expressions follow.
-- renames schema audit to Log
-- renames enum public.status to public.order status
-- renames enum-label public.status.closed to public.order status.done
-- renames sequence public.numbers to public.order_numbers
-- renames table public.orders to public.sales
-- renames column public.orders.total to public.sales.amount
-- renames constraint public.orders.orders_pkey to public.sales.sales_pkey
-- renames constraint public.orders.orders_customer_id_fkey to public.sales.sales_customer
-- renames constraint public.orders.orders_total_check to public.sales.amount_is_not_negative
-- renames index public.orders.orders_customer_id_idx to public.sales.sales_customer_idx
-- renames policy public.orders.orders_app to public.sales.sales_app

-- Up

ALTER SCHEMA audit RENAME TO "Log";

ALTER TABLE public.orders RENAME TO sales;

ALTER TYPE public.status RENAME TO "order status";

ALTER TYPE public."order status" RENAME VALUE 'closed' TO 'done';

ALTER SEQUENCE public.numbers RENAME TO order_numbers;

ALTER TABLE public.sales RENAME CONSTRAINT orders_pkey TO sales_pkey;
ALTER TABLE public.sales RENAME CONSTRAINT orders_customer_id_fkey TO sales_customer;
ALTER TABLE public.sales RENAME CONSTRAINT orders_total_check TO amount_is_not_negative;

ALTER INDEX public.orders_customer_id_idx RENAME TO sales_customer_idx;

ALTER TABLE public.sales RENAME COLUMN total TO amount;

ALTER POLICY orders_app ON public.sales RENAME TO sales_app;

-- Down

ALTER SCHEMA "Log" RENAME TO audit;

ALTER TABLE public.sales RENAME TO orders;

ALTER TYPE public."order status" RENAME TO status;

ALTER TYPE public.status RENAME VALUE 'done' TO 'closed';

ALTER SEQUENCE public.order_numbers RENAME TO numbers;

ALTER TABLE public.orders RENAME CONSTRAINT sales_pkey TO orders_pkey;
ALTER TABLE public.orders RENAME CONSTRAINT sales_customer TO orders_customer_id_fkey;
ALTER TABLE public.orders RENAME CONSTRAINT amount_is_not_negative TO orders_total_check;

ALTER INDEX public.sales_customer_idx RENAME TO orders_customer_id_idx;

ALTER TABLE public.orders RENAME COLUMN amount TO total;

ALTER POLICY sales_app ON public.orders RENAME TO orders_app;
