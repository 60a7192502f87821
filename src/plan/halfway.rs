//! What to do when a statement outside a transaction fails half way: a sentence beside each of them.

/// `CREATE INDEX CONCURRENTLY`, which leaves an invalid index behind.
pub(crate) fn create_index(index_ref: &str, unique: bool) -> String {
    let rows = if unique { "if rows have the same key, make them differ; " } else { "" };
    format!(
        "an invalid index may be left, which costs every write and answers no query: {rows}DROP INDEX CONCURRENTLY IF EXISTS \
         {index_ref}, and run this statement again."
    )
}

/// `DROP INDEX CONCURRENTLY`, which leaves the index invalid.
pub(crate) fn drop_index(index_ref: &str) -> String {
    format!("{index_ref} may be left as an invalid index: run this statement again.")
}

/// `VALIDATE CONSTRAINT`, which changes nothing until it has read every row.
pub(crate) fn validate(constraint: &str) -> String {
    format!(
        "{constraint} stays as it is, and holds for new rows: repair the rows that break it, and run this statement again."
    )
}

/// `VALIDATE CONSTRAINT` of the check that stands in while a column becomes required.
pub(crate) fn validate_not_null(table_ref: &str, column: &str) -> String {
    format!(
        "no new row can have NULL there already: give the old ones a value (SELECT * FROM {table_ref} WHERE {column} IS NULL), \
         and run this statement again."
    )
}

/// `ALTER TYPE … ADD VALUE`, which is done or not.
pub(crate) fn add_label() -> String {
    "the label is not there: run this statement again.".to_owned()
}

/// What a person wrote.
pub(crate) fn hand_written() -> String {
    "this was written by hand: look at what it left behind before it is run again.".to_owned()
}

/// A column that is filled in batches.
pub(crate) fn fill() -> String {
    "the rows that have a value keep it: run this statement again, and it goes on with those that have none.".to_owned()
}

/// A column that is given the values of the one beside it.
pub(crate) fn carry() -> String {
    "the rows that are in step stay so: repair what made it fail, run this statement again, and it goes on with the others."
        .to_owned()
}

/// `DETACH PARTITION … CONCURRENTLY`, which is done in two transactions.
pub(crate) fn detach(parent_ref: &str, table_ref: &str) -> String {
    format!(
        "the partition may be half out, so that it can be neither filled nor attached: ALTER TABLE {parent_ref} DETACH PARTITION \
         {table_ref} FINALIZE, and go on with what follows; if PostgreSQL says that none is being detached, run this statement \
         again."
    )
}

/// `VALIDATE CONSTRAINT` of the check that spares ATTACH PARTITION its reading.
pub(crate) fn within_bound(table_ref: &str, constraint: &str, condition: &str) -> String {
    format!(
        "{constraint} holds for new rows already: move the old ones that break it elsewhere (SELECT * FROM {table_ref} WHERE \
         NOT ({condition})), and run this statement again."
    )
}
