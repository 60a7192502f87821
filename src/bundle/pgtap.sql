-- What the tests below call. It is temporary, and goes with the transaction.

-- Inserts one row for a tenant, as a role and in a session; an error if it can't be inserted.
CREATE FUNCTION pg_temp.bulkhead_row(role text, setting text, tenant text, sql text) RETURNS void
LANGUAGE plpgsql AS $bulkhead$
DECLARE
    me CONSTANT name := current_user;
    touched bigint;
BEGIN
    IF role IS NOT NULL THEN
        PERFORM pg_catalog.set_config(setting, tenant, true);
        EXECUTE format('SET LOCAL ROLE %I', role);
    END IF;
    EXECUTE sql;
    GET DIAGNOSTICS touched = ROW_COUNT;
    EXECUTE format('SET LOCAL ROLE %I', me);
    IF touched <> 1 THEN
        RAISE EXCEPTION 'no value was found that passes its checks';
    END IF;
END
$bulkhead$;

-- Attacks as a role and in a session, and takes everything back: how many rows were touched, or the first value of the
-- first row. An error of the attack is this one's.
CREATE FUNCTION pg_temp.bulkhead_attack(role text, setting text, tenant text, before text[], reads boolean, sql text)
RETURNS text
LANGUAGE plpgsql AS $bulkhead$
DECLARE
    before_it text;
    seen text;
    touched bigint;
BEGIN
    PERFORM pg_catalog.set_config(setting, tenant, true);
    IF role IS NOT NULL THEN
        EXECUTE format('SET LOCAL ROLE %I', role);
    END IF;
    FOREACH before_it IN ARRAY before LOOP
        EXECUTE before_it;
    END LOOP;
    IF reads THEN
        EXECUTE sql INTO seen;
    ELSE
        EXECUTE sql;
        GET DIAGNOSTICS touched = ROW_COUNT;
        seen := touched::text;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'BH000', MESSAGE = coalesce(seen, 'nothing');
EXCEPTION WHEN SQLSTATE 'BH000' THEN
    RETURN SQLERRM;
END
$bulkhead$;

-- The same, where an error is one more outcome: "refused" is what a policy or a missing privilege says.
CREATE FUNCTION pg_temp.bulkhead_outcome(role text, setting text, tenant text, before text[], reads boolean, sql text)
RETURNS text
LANGUAGE plpgsql AS $bulkhead$
BEGIN
    RETURN pg_temp.bulkhead_attack(role, setting, tenant, before, reads, sql);
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN 'refused';
    WHEN OTHERS THEN
        RETURN format('error %s: %s', SQLSTATE, SQLERRM);
END
$bulkhead$;

