-- Row-level security and its policies go: off first, so that nobody is locked out in between.

-- Up

-- WARNING: The owner of public.t is no longer bound by its policies.
ALTER TABLE public.t NO FORCE ROW LEVEL SECURITY;

-- WARNING: Row-level security of public.t goes off: whoever may read the table reads every row of it.
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;

DROP POLICY t_app ON public.t;
DROP POLICY t_more ON public.t;

REVOKE SELECT, INSERT ON TABLE public.t FROM bulkhead_app;

-- Down

CREATE POLICY t_app ON public.t
    TO bulkhead_app
    USING (tenant = current_setting('app.tenant')::uuid);

CREATE POLICY t_more ON public.t
    TO bulkhead_app
    USING (id > 0);

GRANT SELECT, INSERT ON TABLE public.t TO bulkhead_app;

ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.t FORCE ROW LEVEL SECURITY;
