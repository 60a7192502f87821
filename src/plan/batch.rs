//! An UPDATE of a whole table, some of its blocks at a time.

use crate::sql::quote;

/// How many blocks of a table are changed in one transaction.
const BLOCKS: u32 = 100;

/// A block that goes through a table and commits after each batch: so no row is locked for long, and what is done stays
/// done. It goes through again until nothing was left, because a row that is changed meanwhile moves. `first` is done at
/// the beginning of each transaction, if anything.
///
/// What sets the rows must make them break the condition.
pub(super) fn update(table_ref: &str, set: &str, condition: &str, first: Option<&str>) -> String {
    let relation = quote::literal(table_ref);
    let first = first.map(|sql| format!("            {sql};\n")).unwrap_or_default();
    let body = format!(
        "
DECLARE
    blocks bigint;
    block bigint;
    filled bigint;
    rows_filled bigint;
BEGIN
    FOR pass IN 1..10 LOOP
        rows_filled := 0;
        block := 0;
        blocks := pg_relation_size({relation}) / current_setting('block_size')::bigint;
        WHILE block < blocks LOOP
{first}            UPDATE {table_ref} SET {set}
            WHERE ctid >= format('(%s,0)', block)::tid AND ctid < format('(%s,0)', block + {BLOCKS})::tid
                AND {condition};
            GET DIAGNOSTICS filled = ROW_COUNT;
            rows_filled := rows_filled + filled;
            COMMIT;
            block := block + {BLOCKS};
        END LOOP;
        EXIT WHEN rows_filled = 0;
    END LOOP;
END
"
    );
    format!("DO {}", quote::dollar(&body, "fill"))
}
