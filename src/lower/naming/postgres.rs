//! PostgreSQL's own names, as it gives them to objects that a statement leaves unnamed.
//!
//! The rules are those of `makeObjectName`, `ChooseIndexName` and `ChooseConstraintName` of PostgreSQL 14 to 18.

use super::{Kind, MAX_NAME_BYTES, Parts};

/// `makeObjectName`: `table_columns_label`, the longer of the first two shortened until the whole fits.
pub fn make_object_name(name1: &str, name2: Option<&str>, label: &str) -> String {
    let overhead = 1 + label.len() + usize::from(name2.is_some());
    let available = MAX_NAME_BYTES.saturating_sub(overhead);
    let (mut len1, mut len2) = (name1.len(), name2.map_or(0, str::len));
    while len1 + len2 > available {
        if len1 > len2 {
            len1 -= 1;
        } else {
            len2 -= 1;
        }
    }
    let name1 = clipped(name1, len1);
    match name2 {
        Some(name2) => format!("{name1}_{}_{label}", clipped(name2, len2)),
        None => format!("{name1}_{label}"),
    }
}

/// The longest start of a text that has at most `bytes` bytes and ends between characters, as PostgreSQL cuts names.
pub fn clipped(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let mut end = bytes;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

pub(super) fn object(parts: &Parts<'_>, attempt: usize) -> String {
    let label = match parts.kind {
        Kind::PrimaryKey => "pkey",
        Kind::Unique => "key",
        Kind::Check => "check",
        Kind::ForeignKey => "fkey",
        Kind::Index => "idx",
        Kind::Sequence => "seq",
    };
    let label = if attempt == 0 { label.to_owned() } else { format!("{label}{attempt}") };
    let columns = match parts.kind {
        // The hierarchy's sequence leaves the column out, for `animals_id_seq` may belong to the identity column that
        // the key was before.
        Kind::PrimaryKey | Kind::Sequence => None,
        // A check of one column is named after it, a check of several after none.
        Kind::Check => match parts.columns {
            [column] => Some((*column).to_owned()),
            _ => None,
        },
        _ => joined(parts.columns),
    };
    make_object_name(parts.table, columns.as_deref(), &label)
}

/// Column names joined by underscores. PostgreSQL stops once they fill a name, which decides how much of the table's
/// name is left.
fn joined(columns: &[&str]) -> Option<String> {
    if columns.is_empty() {
        return None;
    }
    let mut out = String::new();
    for column in columns {
        if !out.is_empty() {
            out.push('_');
        }
        out.push_str(clipped(column, MAX_NAME_BYTES));
        if out.len() > MAX_NAME_BYTES {
            break;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name1: &str, name2: Option<&str>, label: &str, expected: &str) {
        let name = make_object_name(name1, name2, label);
        assert_eq!(name, expected);
        assert!(name.len() <= MAX_NAME_BYTES);
    }

    #[test]
    fn the_longer_part_gives_way() {
        check("orders", None, "pkey", "orders_pkey");
        check("orders", Some("a_b"), "key", "orders_a_b_key");
        check(&"t".repeat(63), None, "pkey", &format!("{}_pkey", "t".repeat(58)));
        check(&"t".repeat(63), Some("a"), "idx", &format!("{}_a_idx", "t".repeat(57)));
        check(&"t".repeat(63), Some(&"c".repeat(63)), "fkey", &format!("{}_{}_fkey", "t".repeat(29), "c".repeat(28)));
        check("t", Some(&"c".repeat(63)), "fkey", &format!("t_{}_fkey", "c".repeat(56)));
    }

    #[test]
    fn characters_are_never_split() {
        check(&"ä".repeat(31), None, "pkey", &format!("{}_pkey", "ä".repeat(29)));
        assert_eq!(clipped("aäb", 2), "a");
        assert_eq!(clipped("", 0), "");
    }

    #[test]
    fn a_number_belongs_to_the_label() {
        let parts = Parts { kind: Kind::Index, table: "t", principal: "", columns: &["a"] };
        assert_eq!(object(&parts, 2), "t_a_idx2");
    }
}
