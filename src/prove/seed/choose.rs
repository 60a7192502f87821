//! Values for the columns that checks name: many are offered, and PostgreSQL says which combinations the checks let in.

use std::fmt::Write;

use super::kind::{Kind, composite};
use super::plan::{CheckPlan, Source, TablePlan};
use super::rows::Side;
use crate::sql::quote;

/// At most so many combinations of one group of columns are offered to an engine.
pub(crate) const MOST: usize = 600;

/// What PostgreSQL writes in the bound of a partition by hash: nobody can tell which values it lets in.
const HASHED: &str = "satisfies_hash_partition";

/// Columns that checks tie together, and the combinations of values offered for them. `None` is NULL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The columns.
    pub(crate) columns: Vec<usize>,
    /// The checks, by their place in the plan.
    pub(super) checks: Vec<usize>,
    /// The combinations.
    pub(crate) combinations: Vec<Vec<Option<String>>>,
}

/// The groups of a table, with at most so many combinations each. `parents` gives a value that a foreign-key column may
/// take, if its table has rows.
pub(crate) fn groups(plan: &TablePlan, parents: &dyn Fn(usize) -> Option<String>, most: usize) -> Vec<Group> {
    groups_of(plan, &|column, _| parents(column).into_iter().collect(), most)
}

/// The same, where `parents` gives several values if its second argument says so.
pub(super) fn groups_of(plan: &TablePlan, parents: &dyn Fn(usize, bool) -> Vec<String>, most: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, check) in plan.checks.iter().enumerate() {
        if check.columns.is_empty() {
            continue;
        }
        let mut merged = Group { columns: check.columns.clone(), checks: vec![at], combinations: Vec::new() };
        groups.retain(|group| {
            let tied = group.columns.iter().any(|c| merged.columns.contains(c));
            if tied {
                merged.columns.extend(group.columns.iter().filter(|c| !check.columns.contains(c)));
                merged.checks.extend(&group.checks);
            }
            !tied
        });
        merged.columns.sort_unstable();
        merged.columns.dedup();
        groups.push(merged);
    }
    for group in &mut groups {
        let is_foreign = |c: &&usize| plan.foreign.iter().any(|f| f.columns.contains(c));
        // Which of many references are there at all is the question more often than where they lead.
        let several = group.columns.iter().filter(is_foreign).count() <= 2;
        let parents = |column| parents(column, several);
        let lists: Vec<Vec<Option<String>>> = group.columns.iter().map(|c| offers(plan, *c, &parents)).collect();
        group.combinations = combine(&lists, most);
    }
    groups
}

/// The query that answers the numbers of the combinations that every check of the group lets in.
pub(crate) fn question(plan: &TablePlan, group: &Group) -> String {
    format!("SELECT bulkhead_n {} ORDER BY bulkhead_n", let_in(plan, group))
}

/// `FROM` and `WHERE` of a query over the combinations that every check of the group lets in.
pub(crate) fn let_in(plan: &TablePlan, group: &Group) -> String {
    offered(plan, group, &|_| "IS NOT FALSE")
}

/// The query that answers the numbers of the combinations that one check, by its place in the plan, keeps out and every
/// other one of the group lets in.
pub(crate) fn breaking(plan: &TablePlan, group: &Group, check: usize) -> String {
    let from = offered(plan, group, &|at| if at == check { "IS FALSE" } else { "IS NOT FALSE" });
    format!("SELECT bulkhead_n {from} ORDER BY bulkhead_n LIMIT 4")
}

/// The combinations as a table, with what is asked of each check.
fn offered(plan: &TablePlan, group: &Group, asked: &dyn Fn(usize) -> &'static str) -> String {
    let mut sql = String::from("FROM (VALUES ");
    for (n, combination) in group.combinations.iter().enumerate() {
        let _ = write!(sql, "{}({n}", if n == 0 { "" } else { ", " });
        for (value, column) in combination.iter().zip(&group.columns) {
            let literal = value.as_ref().map_or("NULL".to_owned(), |v| quote::literal(v));
            // The types of VALUES are those of its first row, so only that one is cast.
            if n == 0 {
                let _ = write!(sql, ", {literal}::{}", plan.columns[*column].kind_of);
            } else {
                let _ = write!(sql, ", {literal}");
            }
        }
        sql.push(')');
    }
    let names: Vec<String> = group.columns.iter().map(|c| quote::ident(&plan.columns[*c].name)).collect();
    let _ = write!(sql, ") AS {}(bulkhead_n, {}) WHERE ", plan.alias, names.join(", "));
    let conditions: Vec<String> =
        group.checks.iter().map(|c| format!("({}) {}", plan.checks[*c].expression, asked(*c))).collect();
    sql.push_str(&conditions.join(" AND "));
    sql
}

/// Every value worth trying in a column, the likeliest first and NULL last.
fn offers(plan: &TablePlan, at: usize, parents: &dyn Fn(usize) -> Vec<String>) -> Vec<Option<String>> {
    let column = &plan.columns[at];
    let mut out: Vec<String> = Vec::new();
    let mut offer = |value: String| {
        if !out.contains(&value) {
            out.push(value);
        }
    };
    let is_foreign = plan.foreign.iter().any(|f| f.columns.contains(&at));
    if plan.tenant == Some(at) {
        [Side::A, Side::B].into_iter().for_each(|side| offer(column.key(side)));
    }
    if is_foreign {
        let parents = parents(at);
        if parents.is_empty() {
            offer(column.kind.nth(0));
        }
        parents.into_iter().for_each(&mut offer);
    } else if column.source == Source::Auto {
        offer(column.kind.nth(0));
    } else {
        let wide = plan.keys.iter().chain(&plan.soft).any(|k| k.contains(&at));
        for check in plan.checks.iter().filter(|c| c.columns.contains(&at)) {
            mined(&column.kind, check, wide, &mut offer);
        }
        if let Kind::Text(room) = &column.kind {
            // A text may have to satisfy two patterns at once.
            let checks = || plan.checks.iter().filter(|c| c.columns.contains(&at));
            for core in checks().flat_map(|c| &c.mined.cores) {
                for sample in checks().flat_map(|c| &c.mined.samples) {
                    let text = format!("{core}{sample}");
                    if room.is_none_or(|room| text.chars().count() <= room) {
                        offer(text);
                    }
                }
            }
        }
        match column.kind.all() {
            Some(all) => all.into_iter().for_each(&mut offer),
            None => {
                let hashed = plan.checks.iter().any(|c| c.columns.contains(&at) && c.expression.contains(HASHED));
                let steps: &[u64] = if wide { &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 40, 400] } else { &[0, 1, 40, 400] };
                steps.iter().for_each(|n| offer(column.kind.nth(*n)));
                if hashed {
                    (2..60).for_each(|n| offer(column.kind.nth(n)));
                }
                usual(&column.kind).iter().for_each(|text| offer((*text).to_owned()));
            }
        }
    }
    let mut out: Vec<Option<String>> = out.into_iter().map(Some).collect();
    if column.nullable {
        out.push(None);
    }
    out
}

/// Offers what stands in a check, and what is next to it.
fn mined(kind: &Kind, check: &CheckPlan, wide: bool, offer: &mut dyn FnMut(String)) {
    let mined = &check.mined;
    match kind {
        Kind::Text(room) => {
            let fits = |text: &String| room.is_none_or(|room| text.chars().count() <= room);
            mined.literals.iter().chain(&mined.samples).filter(|t| fits(t)).cloned().for_each(&mut *offer);
            for number in mined.numbers.iter().filter(|n| (0..=300).contains(*n)) {
                for length in [number - 1, *number, number + 1] {
                    let text = sized(length.max(0) as usize, 0);
                    if fits(&text) {
                        offer(text);
                    }
                }
                for n in 1..if wide { 12 } else { 1 } {
                    let text = sized(*number as usize, n);
                    if fits(&text) {
                        offer(text);
                    }
                }
            }
        }
        Kind::Int(_) | Kind::Numeric(..) | Kind::Float => {
            for number in &mined.numbers {
                for near in [number + 1, *number, number - 1] {
                    offer(near.to_string());
                }
                for further in 2..if wide { 14 } else { 2 } {
                    offer((number + further).to_string());
                }
            }
            if wide {
                between(&mined.numbers).for_each(|number| offer(number.to_string()));
            }
            offer("0".into());
            offer("-1".into());
        }
        Kind::Composite(fields) => composites(fields, check, offer),
        Kind::Bool | Kind::Enum(_) => {}
        // A literal of another type is offered only if it looks like one: a bad cast would end the whole query.
        Kind::Date | Kind::Timestamp(_) => {
            mined.literals.iter().filter(|t| looks_like_date(t)).cloned().for_each(&mut *offer);
            offer("2000-01-01".into());
            offer("2050-01-01".into());
        }
        _ => {}
    }
}

/// Offers rows of a composite type that have in one attribute, or in all of them, what stands in a check.
fn composites(fields: &[Kind], check: &CheckPlan, offer: &mut dyn FnMut(String)) {
    let lists: Vec<Vec<String>> = fields
        .iter()
        .map(|field| {
            let mut list = vec![field.nth(0)];
            mined(field, check, true, &mut |value| list.push(value));
            field.all().unwrap_or(list)
        })
        .collect();
    let row = |at: &dyn Fn(usize) -> usize| {
        let values = lists.iter().enumerate().map(|(field, list)| list[at(field) % list.len()].as_str());
        composite(values)
    };
    for n in 1..lists.iter().map(Vec::len).max().unwrap_or_default().min(24) {
        offer(row(&|_| n));
        for one in 0..lists.len() {
            offer(row(&|field| if field == one { n } else { 0 }));
        }
    }
}

/// Values of a kind that checks often ask for.
fn usual(kind: &Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text(None) => {
            &["a", "A", "abc", "ABC", "a@example.org", "https://example.org/", "1", "de", "+4930123456", ""]
        }
        Kind::Text(Some(room)) if *room >= 24 => {
            &["a", "A", "abc", "ABC", "a@example.org", "https://example.org/", "1", "de", "+4930123456", ""]
        }
        Kind::Text(Some(_)) => &["a", "A", "1", ""],
        Kind::Json => &["{}", "[]", "{\"a\": {}}", "[1]", "\"a\"", "1"],
        Kind::Array(_) => &["{}"],
        Kind::Numeric(before, _) if *before > 0 => &["0", "1"],
        Kind::Float => &["0", "1", "0.5"],
        Kind::Interval => &["1 hour", "0"],
        _ => &[],
    }
}

/// Numbers between those that stand in a check.
fn between(numbers: &[i64]) -> impl Iterator<Item = i64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let pairs: Vec<(i64, i64)> = sorted.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.into_iter().flat_map(|(low, high)| {
        let step = high.saturating_sub(low) / 9;
        (1..9).filter(move |_| step > 1).flat_map(move |n| [low + n * step, low + n * step + 1])
    })
}

/// Text of a length; n makes it differ.
fn sized(length: usize, n: usize) -> String {
    let letter = char::from(b'a' + (n % 26) as u8);
    std::iter::repeat_n(letter, length).collect()
}

fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' && bytes[7] == b'-'
}

/// The combinations of lists, the first of each first. When there are too many, as many as allowed, spread evenly.
fn combine(lists: &[Vec<Option<String>>], most: usize) -> Vec<Vec<Option<String>>> {
    if lists.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let total = lists.iter().fold(1_usize, |product, list| product.saturating_mul(list.len()));
    let count = total.min(most);
    (0..count)
        .map(|n| {
            // n * total / count would overflow for many columns; in 128 bits it doesn't.
            let mut rest = (n as u128 * total as u128 / count as u128) as usize;
            lists
                .iter()
                .map(|list| {
                    let value = list[rest % list.len()].clone();
                    rest /= list.len();
                    value
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::plan::plans;
    use super::*;
    use crate::catalog::{Catalog, Column, Constraint, ConstraintKind, DataType, Expr, PUBLIC_SCHEMA, Schema, Table};

    fn table(columns: &[(&str, &str)], checks: &[&str]) -> TablePlan {
        let mut table = Table::new("t".into(), PUBLIC_SCHEMA.into(), "t");
        for (name, data_type) in columns {
            table.columns.push(Column::new((*name).into(), *name, DataType::builtin(data_type)).required());
        }
        for (n, check) in checks.iter().enumerate() {
            let kind = ConstraintKind::Check { expression: Expr::new(*check) };
            table.constraints.push(Constraint::new(format!("c{n}").into(), kind));
        }
        let catalog = Catalog {
            schemas: vec![Schema::new(PUBLIC_SCHEMA.into(), PUBLIC_SCHEMA)],
            tables: vec![table],
            ..Catalog::default()
        };
        plans(&catalog, &Default::default(), None).remove(0)
    }

    #[test]
    fn checks_tie_columns_into_groups() {
        let plan = table(&[("a", "int"), ("b", "int"), ("c", "int"), ("d", "int")], &["a < b", "c > 0", "b < 9"]);
        let groups = groups(&plan, &|_| None, MOST);
        let columns: Vec<_> = groups.iter().map(|g| g.columns.clone()).collect();
        assert_eq!(columns, [vec![2], vec![0, 1]]);
    }

    #[test]
    fn the_question_is_one_query() {
        let mut plan = table(&[("Code", "text")], &[r#""Code" IN ('x','y')"#]);
        plan.columns[0].kind = Kind::Enum(vec!["x".into(), "z".into()]);
        let groups = groups(&plan, &|_| None, MOST);
        assert_eq!(
            question(&plan, &groups[0]),
            "SELECT bulkhead_n FROM (VALUES (0, 'x'::text), (1, 'z')) AS t(bulkhead_n, \"Code\") \
             WHERE (\"Code\" IN ('x','y')) IS NOT FALSE ORDER BY bulkhead_n"
        );
    }

    #[test]
    fn many_columns_do_not_overflow() {
        let list: Vec<Option<String>> = (0..30).map(|n| Some(n.to_string())).collect();
        assert_eq!(combine(&vec![list; 40], MOST).len(), MOST);
    }
}
