-- One policy is altered, one made again, one added; privileges change.

-- Up

DROP POLICY t_more ON public.t;

ALTER POLICY t_app ON public.t
    WITH CHECK (id > 0);

CREATE POLICY t_more ON public.t
    FOR SELECT
    TO bulkhead_app
    USING (id > 0);

REVOKE INSERT ON TABLE public.t FROM bulkhead_app;

GRANT UPDATE ON TABLE public.t TO bulkhead_app;

CREATE TABLE public.later (
    id bigint NOT NULL
);

CREATE POLICY t_third ON public.t
    TO bulkhead_app
    USING (EXISTS (SELECT 1 FROM public.later WHERE later.id = t.id));

-- Down

DROP POLICY t_third ON public.t;
DROP POLICY t_app ON public.t;
DROP POLICY t_more ON public.t;

-- WARNING: Every row of public.later is lost.
DROP TABLE public.later;

CREATE POLICY t_app ON public.t
    TO bulkhead_app
    USING (tenant = current_setting('app.tenant')::uuid);

CREATE POLICY t_more ON public.t
    TO bulkhead_app
    USING (id > 0);

REVOKE UPDATE ON TABLE public.t FROM bulkhead_app;

GRANT INSERT ON TABLE public.t TO bulkhead_app;
