-- Two new tables that refer to each other, and one that refers to itself.

-- Up

CREATE TABLE public.people (
    id bigint NOT NULL,
    team_id bigint,
    boss_id bigint,
    CONSTRAINT people_pkey PRIMARY KEY (id)
);

CREATE TABLE public.teams (
    id bigint NOT NULL,
    lead_id bigint,
    CONSTRAINT teams_pkey PRIMARY KEY (id)
);

ALTER TABLE public.people
    ADD CONSTRAINT people_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams (id);

ALTER TABLE public.people
    ADD CONSTRAINT people_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES public.people (id);

ALTER TABLE public.teams
    ADD CONSTRAINT teams_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.people (id);

-- Down

ALTER TABLE public.people DROP CONSTRAINT people_team_id_fkey;
ALTER TABLE public.teams DROP CONSTRAINT teams_lead_id_fkey;

-- WARNING: Every row of public.people is lost.
DROP TABLE public.people;

-- WARNING: Every row of public.teams is lost.
DROP TABLE public.teams;
