//! The n-th value beyond those that a table has, in SQL: how keys move when rows are multiplied.

use super::kind::Kind;
use super::plan::TablePlan;
use crate::sql::quote;

/// What a shifted value is made of.
pub(super) struct Shift<'a> {
    pub(super) plan: &'a TablePlan,
    pub(super) column: usize,
    /// The row's number, which differs from row to row, in SQL.
    pub(super) n: &'a str,
    /// How many rows there were, which follow one another in turn.
    pub(super) rows: usize,
}

/// A value in SQL, and what must hold for it to fit its type.
pub(super) struct Shifted {
    pub(super) value: String,
    pub(super) fits: Option<String>,
}

impl Shift<'_> {
    fn name(&self) -> String {
        quote::ident(&self.plan.columns[self.column].name)
    }

    /// The greatest value there is.
    fn greatest(&self) -> String {
        format!("(SELECT max({}) FROM {})", self.name(), self.plan.from())
    }

    /// A value that no row has, if the type has so many.
    pub(super) fn free(&self) -> Option<Shifted> {
        let n = self.n;
        let index = self.plan.index % 4096;
        let plain = |value: String| Some(Shifted { value, fits: None });
        let greatest = self.greatest();
        match &self.plan.columns[self.column].kind {
            Kind::Int(max) => {
                let value = format!("({greatest}::numeric + 1 + {n})");
                Some(Shifted { fits: Some(format!("{value} <= {max}")), value })
            }
            Kind::Numeric(before, after) => {
                let step = if *before == 0 { format!("{n} / 1e{}", (*after).min(18)) } else { n.to_owned() };
                let value = format!("({greatest} + 1 + {step})");
                let room = "9".repeat((*before).min(18) as usize);
                Some(Shifted { fits: Some(format!("{value} <= {}", if room.is_empty() { "0" } else { &room })), value })
            }
            Kind::Float => plain(format!("(1000000 + {n})")),
            Kind::Text(None) => plain(format!("('bulk ' || {n})")),
            Kind::Text(Some(room)) if *room >= 16 => plain(format!("('bulk ' || {n})")),
            Kind::Text(Some(room)) => {
                let value = format!("upper(lpad(to_hex({n}), {room}, '0'))");
                Some(Shifted { fits: Some(format!("length(to_hex({n})) <= {room}")), value })
            }
            Kind::Uuid => plain(format!("('00000000-0000-4{index:03x}-9000-' || lpad(to_hex({n}), 12, '0'))")),
            Kind::Date => plain(format!("({greatest} + 1 + ({n})::int)")),
            Kind::Timestamp(_) => plain(format!("({greatest} + (1 + {n}) * interval '1 minute')")),
            Kind::Interval => plain(format!("({greatest} + (1 + {n}) * interval '1 second')")),
            Kind::Json => plain(format!("jsonb_build_object('bulk', {n})")),
            Kind::Bytes => plain(format!("decode('ff' || lpad(to_hex({n}), 14, '0'), 'hex')")),
            Kind::Network => plain(format!("('172.16.0.0'::inet + ({n}))")),
            Kind::Array(element) if matches!(**element, Kind::Text(_)) => plain(format!("ARRAY['bulk ' || {n}]")),
            Kind::Array(element) if matches!(**element, Kind::Int(_)) => plain(format!("ARRAY[1000000 + {n}]")),
            Kind::Pattern("tsrange" | "daterange" | "[#,%)") | Kind::Range(_, false) => self.range(),
            _ => None,
        }
    }

    /// A range of the same type behind all there are.
    fn range(&self) -> Option<Shifted> {
        let (n, name) = (self.n, self.name());
        let column = &self.plan.columns[self.column];
        let last = format!("(SELECT max(upper({name})) FROM {})", self.plan.from());
        let step = match (&column.kind, column.kind_of.as_str()) {
            (_, "daterange") => ["::int", ""],
            (_, "tsrange" | "tstzrange") => [" * interval '1 hour'", " + interval '30 minutes'"],
            (_, "int4range") => ["::int", ""],
            (_, "int8range" | "numrange") => ["", ""],
            (Kind::Range(subtype, _), _) if matches!(**subtype, Kind::Float | Kind::Numeric(..)) => ["", ""],
            _ => return None,
        };
        let from = format!("{last} + (2 * ({n}) + 1){}", step[0]);
        let to = if step[1].is_empty() {
            format!("{last} + (2 * ({n}) + 2){}", step[0])
        } else {
            format!("{from}{}", step[1])
        };
        Some(Shifted { value: format!("{}({from}, {to})", column.kind_of), fits: None })
    }

    /// Values that may pass checks: variations of the ones that do. `sample` is one of those.
    pub(super) fn variants(&self, sample: Option<&str>) -> Vec<Shifted> {
        let (n, own) = (self.n, format!("s.{}", self.name()));
        let plain = |value: String| Shifted { value, fits: None };
        let mut out: Vec<Shifted> = self.free().into_iter().collect();
        match &self.plan.columns[self.column].kind {
            Kind::Text(room) => {
                let mut texts = vec![
                    format!("({own} || {n})"),
                    format!("({n} || {own}::text)"),
                    format!("({own} || to_hex({n}))"),
                    format!("translate(({n})::text, '0123456789', 'abcdefghij')"),
                    format!("({own} || translate(({n})::text, '0123456789', 'abcdefghij'))"),
                    format!("regexp_replace({own}, '@', {n} || '@')"),
                ];
                texts.extend(sample.and_then(|sample| positions(sample, n)));
                let fits = |value: &String| room.map(|room| format!("length({value}) <= {room}"));
                out.extend(texts.into_iter().map(|value| Shifted { fits: fits(&value), value }));
            }
            Kind::Int(max) => {
                let rounds = format!("(1 + ({n}) / {})", self.rows.max(1));
                let extent = format!("(SELECT max({0}) - min({0}) + 1 FROM {1})", self.name(), self.plan.from());
                for step in [extent.as_str(), "1000", "3600", "256", "64", "60", "100", "7"] {
                    let value = format!("({own}::numeric + {rounds} * {step}::numeric)");
                    out.push(Shifted { fits: Some(format!("{value} <= {max}")), value });
                }
            }
            Kind::Numeric(..) | Kind::Float => {
                out.push(plain(format!("({own} + {n})")));
                out.push(plain(format!("({own} + ({n}) / 1000000.0)")));
            }
            _ => {}
        }
        out
    }
}

/// A text with as many letters and digits as a sample, in the same places, that count the rows. At most seven move.
fn positions(sample: &str, n: &str) -> Option<String> {
    let mut divisor: u64 = 1;
    let mut parts: Vec<String> = Vec::new();
    let mut moved = 0;
    for c in sample.chars().rev() {
        let (first, size) = match c {
            'a'..='z' => (97, 26),
            'A'..='Z' => (65, 26),
            '0'..='9' => (48, 10),
            _ => (0, 0),
        };
        if size == 0 || moved == 7 {
            parts.push(quote::literal(&c.to_string()));
            continue;
        }
        parts.push(format!("chr((({n}) / {divisor} % {size})::int + {first})"));
        divisor *= size;
        moved += 1;
    }
    parts.reverse();
    (moved > 0 && sample.len() <= 60).then(|| format!("({})", parts.join(" || ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_the_places_of_letters_and_digits() {
        assert_eq!(
            positions("A-1", "n").as_deref(),
            Some("(chr(((n) / 10 % 26)::int + 65) || '-' || chr(((n) / 1 % 10)::int + 48))")
        );
        assert_eq!(positions("--", "n"), None);
    }
}
