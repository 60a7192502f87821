-- Comments come, change and go.

-- Up

COMMENT ON TABLE public.orders IS NULL;
COMMENT ON COLUMN public.orders.note IS 'It''s new.';
COMMENT ON CONSTRAINT orders_pkey ON public.orders IS 'Key.';
COMMENT ON INDEX public.orders_customer_id_idx IS 'For the join.';

-- Down

COMMENT ON TABLE public.orders IS 'Sales.';
COMMENT ON COLUMN public.orders.note IS 'Old.';
COMMENT ON CONSTRAINT orders_pkey ON public.orders IS NULL;
COMMENT ON INDEX public.orders_customer_id_idx IS NULL;
