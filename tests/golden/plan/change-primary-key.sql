-- Another primary key, while a foreign key rests on the old one.

-- Up

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a DROP CONSTRAINT a_code_key;

-- WARNING: public.a.a_pkey fails if two rows are equal in it (SELECT code FROM public.a GROUP BY code HAVING count(*) > 1), and its index is built while nobody can read or write the table.
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (code);

-- WARNING: public.a.a_code_key fails if two rows are equal in it (SELECT id FROM public.a GROUP BY id HAVING count(*) > 1), and its index is built while nobody can read or write the table.
ALTER TABLE public.a ADD CONSTRAINT a_code_key UNIQUE (id);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);

-- Down

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a DROP CONSTRAINT a_code_key;

-- WARNING: public.a.a_pkey fails if two rows are equal in it (SELECT id FROM public.a GROUP BY id HAVING count(*) > 1), and its index is built while nobody can read or write the table.
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);

-- WARNING: public.a.a_code_key fails if two rows are equal in it (SELECT code FROM public.a GROUP BY code HAVING count(*) > 1), and its index is built while nobody can read or write the table.
ALTER TABLE public.a ADD CONSTRAINT a_code_key UNIQUE (code);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);
