//! sqlx: a transaction for one {{word}}.
//!
//! ```ignore
//! let mut transaction = begin(&pool, {{word}}).await?;
//! sqlx::query("...").execute(&mut *transaction).await?;
//! transaction.commit().await?;
//! ```
//!
//! The setting is made in the transaction and ends with it (the third argument, true): the next one to get the connection
//! from the pool finds nothing of it. A query on the pool itself runs in a transaction of its own that nobody set anything
//! in, and sees no rows.

use sqlx::{PgPool, Postgres, Transaction};

/// `SET` takes no parameter, so never a string put together.
const SQL: &str = {{sql_positional}};

/// Begins a unit of work. Dropped without a commit it is rolled back.
pub async fn begin(pool: &PgPool, {{word}}: {{rust_type}}) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    sqlx::query(SQL).bind({{word}}.to_string()).execute(&mut *transaction).await?;
    Ok(transaction)
}
