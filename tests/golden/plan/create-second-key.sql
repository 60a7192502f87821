-- A unique constraint over the primary key's columns: CREATE TABLE would merge the two.

-- Up

CREATE TABLE public.t (
    id bigint NOT NULL,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

ALTER TABLE public.t ADD CONSTRAINT t_id_key UNIQUE (id);

-- Down

-- WARNING: Every row of public.t is lost.
DROP TABLE public.t;
