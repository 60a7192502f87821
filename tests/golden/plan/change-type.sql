-- Types that PostgreSQL assigns, and one that it does not; defaults go off and on.
-- public.t.c may lose what text holds and integer does not

-- Up

ALTER TABLE public.t
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN a SET DEFAULT 0;

-- WARNING: public.t.b changes from text to character varying(40): the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t
    ALTER COLUMN b DROP DEFAULT,
    ALTER COLUMN b TYPE character varying(40),
    ALTER COLUMN b SET DEFAULT 'x';

-- WARNING: public.t.c changes from text to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN c TYPE integer USING c::integer;

-- WARNING: public.t.d changes from character varying(20) to character varying(10): the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t ALTER COLUMN d TYPE character varying(10);

-- Down

-- WARNING: public.t.a changes from bigint to integer: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type.
ALTER TABLE public.t
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN a SET DEFAULT 0;

ALTER TABLE public.t
    ALTER COLUMN b DROP DEFAULT,
    ALTER COLUMN b TYPE text,
    ALTER COLUMN b SET DEFAULT 'x';

ALTER TABLE public.t ALTER COLUMN c TYPE text;
ALTER TABLE public.t ALTER COLUMN d TYPE character varying(20);
