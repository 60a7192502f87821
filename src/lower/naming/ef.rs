//! EF Core's names: `PK_Orders`, `AK_Orders_A`, `FK_Lines_Orders_OrderId`, `IX_Orders_A`.

use super::{Kind, MAX_NAME_BYTES, Parts, clipped};

/// The name before it is cut to length. EF Core names no checks by itself; `CK_` with the columns follows its pattern.
pub(super) fn object(parts: &Parts<'_>) -> String {
    let prefix = match parts.kind {
        Kind::PrimaryKey => return format!("PK_{}", parts.table),
        Kind::Sequence => return format!("{}Sequence", parts.table),
        Kind::Unique => "AK",
        Kind::Check => "CK",
        Kind::ForeignKey => "FK",
        Kind::Index => "IX",
    };
    let mut out = format!("{prefix}_{}", parts.table);
    let principal = (parts.kind == Kind::ForeignKey).then_some(parts.principal);
    for part in principal.into_iter().chain(parts.columns.iter().copied()) {
        out.push('_');
        out.push_str(part);
    }
    out
}

/// EF Core's `Uniquifier`: a name that is too long is cut and ends in `~`; a number, if any, comes after that. EF Core
/// counts characters, PostgreSQL bytes, and PostgreSQL would cut what EF Core leaves too long, so bytes are counted.
pub fn truncated(name: &str, number: usize) -> String {
    let number = if number == 0 { String::new() } else { number.to_string() };
    let available = MAX_NAME_BYTES - number.len();
    if name.len() <= available {
        format!("{name}{number}")
    } else {
        format!("{}~{number}", clipped(name, available - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, number: usize, expected: &str) {
        let cut = truncated(name, number);
        assert_eq!(cut, expected);
        assert!(cut.len() <= MAX_NAME_BYTES);
    }

    #[test]
    fn what_is_too_long_ends_in_a_tilde() {
        check("IX_a", 0, "IX_a");
        check("IX_a", 1, "IX_a1");
        check(&"x".repeat(63), 0, &"x".repeat(63));
        check(&"x".repeat(64), 0, &format!("{}~", "x".repeat(62)));
        check(&"x".repeat(63), 1, &format!("{}~1", "x".repeat(61)));
        check(&"x".repeat(64), 12, &format!("{}~12", "x".repeat(60)));
        check(&"ß".repeat(40), 0, &format!("{}~", "ß".repeat(31)));
    }
}
