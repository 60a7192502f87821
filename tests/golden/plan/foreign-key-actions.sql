-- Other actions: dropped and added. Only the deferral: altered.

-- Up

ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;

ALTER TABLE public.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id) ON DELETE CASCADE;

ALTER TABLE public.notes ALTER CONSTRAINT notes_order_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- Down

ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey;

ALTER TABLE public.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id);

ALTER TABLE public.notes ALTER CONSTRAINT notes_order_id_fkey NOT DEFERRABLE;
