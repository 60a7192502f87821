-- A foreign key between tables with forced row-level security, which hides the rows from the owner.

-- Up

ALTER TABLE public.customers NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY;

ALTER TABLE public.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id);

ALTER TABLE public.customers FORCE ROW LEVEL SECURITY;
ALTER TABLE public.orders FORCE ROW LEVEL SECURITY;

-- Down

ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;
