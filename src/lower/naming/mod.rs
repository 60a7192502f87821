//! How names in the database are made of authored names: pure functions of text.
//!
//! Tables and columns go through [`rewritten`]; keys, checks, foreign keys and indexes through [`object`]. None of them
//! looks at what is already taken: making names unique is the business of `lower::names`, and what [`numbered`] adds
//! to a name is part of the convention, so it stands here.

mod ef;
mod postgres;
mod snake;

pub use ef::truncated;
pub use postgres::{clipped, make_object_name};
pub use snake::snake_case;

use crate::design::Convention;

/// The longest name PostgreSQL keeps, in bytes (`NAMEDATALEN` - 1). It cuts longer ones with a notice.
pub const MAX_NAME_BYTES: usize = 63;

/// What an object that the convention names is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint; EF Core says alternate key.
    Unique,
    /// A check. Its columns are those that its expression mentions.
    Check,
    /// A foreign key.
    ForeignKey,
    /// An index that no constraint owns.
    Index,
    /// The sequence shared by the tables of a hierarchy, named after the root entity. It has no columns.
    Sequence,
}

/// What a name is made of.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// What is named.
    pub kind: Kind,
    /// The table's name in the database.
    pub table: &'a str,
    /// For a foreign key, the referenced table's name in the database.
    pub principal: &'a str,
    /// The columns' names in the database, in order.
    pub columns: &'a [&'a str],
}

/// A table's or column's name: as written, or rewritten to snake case.
pub fn rewritten(convention: Convention, authored: &str) -> String {
    match convention {
        Convention::AsWritten | Convention::Ef => authored.to_owned(),
        Convention::SnakeCase => snake_case(authored),
    }
}

/// The name of a key, check, foreign key, index or sequence.
pub fn object(convention: Convention, parts: &Parts<'_>) -> String {
    numbered(convention, parts, 0)
}

/// The name that is tried after `attempt` names were taken. Every convention numbers in its own way: PostgreSQL adds
/// the number to the label and makes room for it (`orders_a_fkey1`), EF Core adds it to the end (`FK_Orders_A1`).
pub fn numbered(convention: Convention, parts: &Parts<'_>, attempt: usize) -> String {
    match convention {
        Convention::AsWritten => postgres::object(parts, attempt),
        Convention::Ef => truncated(&ef::object(parts), attempt),
        // EFCore.NamingConventions rewrites the name EF Core has made, its cut included; the mark of the cut is no
        // letter and falls away. The number is added after that.
        Convention::SnakeCase => truncated(&snake_case(&truncated(&ef::object(parts), 0)), attempt),
    }
}

/// An authored name made unique after `attempt` names were taken, for names that no convention makes.
pub fn distinct(name: &str, attempt: usize) -> String {
    truncated(name, attempt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, columns: &[&str], expected: [&str; 3]) {
        for (convention, expected) in
            [Convention::AsWritten, Convention::Ef, Convention::SnakeCase].into_iter().zip(expected)
        {
            let table = rewritten(convention, "OrderLines");
            let principal = rewritten(convention, "Orders");
            let columns: Vec<String> = columns.iter().map(|c| rewritten(convention, c)).collect();
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let parts = Parts { kind, table: &table, principal: &principal, columns: &columns };
            assert_eq!(object(convention, &parts), expected, "{convention:?}");
        }
    }

    #[test]
    fn every_kind_in_every_convention() {
        check(Kind::PrimaryKey, &["Id"], ["OrderLines_pkey", "PK_OrderLines", "pk_order_lines"]);
        check(Kind::Unique, &["A", "B"], ["OrderLines_A_B_key", "AK_OrderLines_A_B", "ak_order_lines_a_b"]);
        check(Kind::Index, &["A", "B"], ["OrderLines_A_B_idx", "IX_OrderLines_A_B", "ix_order_lines_a_b"]);
        check(
            Kind::ForeignKey,
            &["OrderId"],
            ["OrderLines_OrderId_fkey", "FK_OrderLines_Orders_OrderId", "fk_order_lines_orders_order_id"],
        );
        check(Kind::Check, &["A"], ["OrderLines_A_check", "CK_OrderLines_A", "ck_order_lines_a"]);
        check(Kind::Check, &[], ["OrderLines_check", "CK_OrderLines", "ck_order_lines"]);
        check(Kind::Sequence, &[], ["OrderLines_seq", "OrderLinesSequence", "order_lines_sequence"]);
    }
}
