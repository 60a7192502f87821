-- The body of tests/isolation.sql. Marks in it are replaced by the project's own roles, rows and attacks.
DECLARE
    me CONSTANT name := current_user;
    wanted text;
    step record;
    before_it text;
    seen text;
    touched bigint;
    state text;
    message text;
    is_wrong boolean;
    problem text;
    untested text[] := '{}';
    undecided text[] := '{}';
    reasons text[] := '{}';
    held integer := 0;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[/*roles*/]::text[] LOOP
        IF NOT pg_catalog.pg_has_role(session_user, wanted, 'MEMBER') THEN
            RAISE EXCEPTION 'this test must be able to become %', quote_ident(wanted)
                USING HINT = format('As an administrator: GRANT %I TO %I;', wanted, session_user);
        END IF;
    END LOOP;

    -- One row for each of two tenants in every table: (number, table, role, setting, tenant, INSERT, problem)
    FOR step IN SELECT * FROM (VALUES
/*rows*/
        ) AS steps (n, tab, role, setting, tenant, sql, problem) ORDER BY n
    LOOP
        problem := step.problem;
        IF problem IS NULL THEN
            BEGIN
                IF step.role IS NOT NULL THEN
                    PERFORM pg_catalog.set_config(step.setting, step.tenant, true);
                    EXECUTE format('SET LOCAL ROLE %I', step.role);
                END IF;
                EXECUTE step.sql;
                GET DIAGNOSTICS touched = ROW_COUNT;
                EXECUTE format('SET LOCAL ROLE %I', me);
                IF touched <> 1 THEN
                    RAISE EXCEPTION 'no value was found that passes its checks';
                END IF;
            EXCEPTION WHEN OTHERS THEN
                problem := SQLERRM;
            END;
        END IF;
        IF problem IS NOT NULL AND NOT step.tab = ANY (untested) THEN
            untested := untested || step.tab;
            reasons := reasons || format('%s (%s)', step.tab, problem);
        END IF;
    END LOOP;

    -- The attacks, each undone at once: (number, table, attack, role, setting, its value, first, SQL, what must come of
    -- it, how many rows or whose, version of PostgreSQL that has the command)
    FOR step IN SELECT * FROM (VALUES
/*attacks*/
        ) AS steps (n, tab, attack, role, setting, tenant, before, sql, expect, amount, since) ORDER BY n
    LOOP
        CONTINUE WHEN step.tab = ANY (untested) OR current_setting('server_version_num')::integer < step.since;
        seen := NULL;
        problem := NULL;
        BEGIN
            PERFORM pg_catalog.set_config(step.setting, step.tenant, true);
            IF step.role IS NOT NULL THEN
                EXECUTE format('SET LOCAL ROLE %I', step.role);
            END IF;
            BEGIN
                FOREACH before_it IN ARRAY step.before LOOP
                    EXECUTE before_it;
                END LOOP;
            EXCEPTION WHEN OTHERS THEN
                problem := format('%s: %s', before_it, SQLERRM);
            END;
            IF problem IS NULL THEN
                IF step.expect IN ('rows seen', 'no rows seen, or an error', 'own tenant, or refused') THEN
                    EXECUTE step.sql INTO seen;
                ELSE
                    EXECUTE step.sql;
                    GET DIAGNOSTICS touched = ROW_COUNT;
                    seen := touched::text;
                END IF;
            END IF;
            -- Takes back whatever was done, the role and the setting too.
            RAISE EXCEPTION USING ERRCODE = 'BH000', MESSAGE = coalesce(seen, 'nothing');
        EXCEPTION WHEN OTHERS THEN
            state := SQLSTATE;
            message := SQLERRM;
        END;
        is_wrong := CASE
            WHEN problem IS NOT NULL THEN NULL
            WHEN state = '42501' THEN step.expect IN ('rows seen', 'rows touched') AND step.amount <> '0'
            WHEN state = 'BH000' THEN CASE step.expect
                                WHEN 'refused' THEN true
                ELSE message <> step.amount END
            WHEN step.expect = 'no rows seen, or an error' THEN false
            WHEN state = '23502' AND step.expect IN ('not written, or NULL refused', 'own tenant, or refused') THEN false
            -- Policies are asked before constraints: what only a constraint refused, the policies had let pass.
            WHEN state LIKE '23%' AND step.expect <> 'rows touched, or refused' THEN true
            WHEN state = '0A000' AND step.expect = 'refused' THEN true
            WHEN step.expect = 'rows seen' THEN true
            ELSE NULL END;
        IF is_wrong IS NULL THEN
            undecided := undecided || format('%s %s (%s)', step.tab, step.attack, coalesce(problem, message));
        ELSIF is_wrong THEN
            RAISE EXCEPTION 'the tenant wall of % does not hold: %, as %, with % set to ''%''',
                step.tab, step.attack, coalesce(step.role, me::text), step.setting, step.tenant
                USING DETAIL = format('Expected: %s%s. Observed: %s (%s).', step.expect,
                        CASE WHEN step.expect LIKE 'rows%' THEN format(' (%s)', step.amount) ELSE '' END,
                        message, CASE WHEN state = 'BH000' THEN 'accepted' ELSE state END),
                    HINT = step.sql;
        ELSE
            held := held + 1;
        END IF;
    END LOOP;

    IF cardinality(undecided) > 0 THEN
        RAISE WARNING 'not decided: %', array_to_string(undecided, '; ');
    END IF;
    IF cardinality(reasons) > 0 THEN
        RAISE WARNING 'no rows could be made, so these tables and those that need them were not attacked: %',
            array_to_string(reasons, '; ');
    END IF;
    IF held = 0 THEN
        RAISE EXCEPTION 'nothing was tested';
    END IF;
    RAISE NOTICE 'the tenant wall held: % attacks', held;
END
