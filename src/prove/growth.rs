//! How the time of a statement grows with the rows that are there.

use serde::{Deserialize, Serialize};

/// How a statement's time grows with the rows in its table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Growth {
    /// What was measured, fewest rows first.
    pub points: Vec<Point>,
    /// What can be told of them.
    pub kind: GrowthKind,
    /// Microseconds for each further row, where the time grows in line with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub us_per_row: Option<f64>,
}

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// Rows in the table that the statement is about; in each table, if it is about none that was there.
    pub rows: u64,
    /// Milliseconds, the least of several tries.
    pub ms: f64,
    /// How many rows the statement read and wrote, in all tables together, if PostgreSQL could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touched: Option<u64>,
}

/// How times grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrowthKind {
    /// Rows make no difference that could be seen, and one of the least that reading a row costs would have been.
    Constant,
    /// In line with the rows.
    Linear,
    /// More than in line with them.
    Steeper,
    /// It grows, and not in one of these ways; or what it may have grown by is lost in the noise.
    Unclear,
    /// It took so little time at each size that nothing can be told.
    TooFast,
    /// The table kept about as many rows at each size.
    SameRows,
}

impl GrowthKind {
    /// In words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Linear => "linear",
            Self::Steeper => "more than linear",
            Self::Unclear => "not told apart",
            Self::TooFast => "too fast to tell",
            Self::SameRows => "rows did not grow",
        }
    }
}

impl Growth {
    /// What can be told of measurements, fewest rows first.
    pub fn of(points: Vec<Point>) -> Self {
        let kind = kind(&points);
        // What is linear by the rows that it reads may take no time that could be seen.
        let seen = matches!(timed(&points), GrowthKind::Linear | GrowthKind::Steeper);
        let us_per_row = (kind == GrowthKind::Linear && seen).then(|| slope(&points) * 1000.0);
        Self { points, kind, us_per_row }
    }

    /// In words, for a person: what it is and what it was seen by.
    pub fn told(&self) -> String {
        let each = match self.us_per_row {
            Some(us) if us < 10.0 => format!(", {us:.2} µs a row"),
            Some(us) => format!(", {us:.0} µs a row"),
            None => String::new(),
        };
        let points = self.points.iter().map(|p| format!("{} rows {:.1} ms", p.rows, p.ms));
        let touched: Option<Vec<String>> = self.points.iter().map(|p| Some(p.touched?.to_string())).collect();
        let touched = touched.filter(|touched| !touched.is_empty());
        let touched = touched.map(|touched| format!("; it read or wrote {} rows", touched.join(", ")));
        let points = points.collect::<Vec<_>>().join(", ");
        format!("{}{each}: {points}{}", self.kind.told(), touched.unwrap_or_default())
    }
}

/// The least growth of rows that says anything.
const LEAST_GROWTH: f64 = 8.0;

/// The least that PostgreSQL needs to look at a row, in milliseconds. What doesn't take even that for each does not look.
const LEAST_A_ROW: f64 = 0.000_05;

/// How far two measurements of the same are apart: clocks of browsers are coarse, and machines have other things to do.
fn noise(ms: f64) -> f64 {
    0.2 + 0.25 * ms
}

/// Milliseconds for each further row, from the fewest rows to the most.
fn slope(points: &[Point]) -> f64 {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return 0.0 };
    (last.ms - first.ms) / last.rows.saturating_sub(first.rows).max(1) as f64
}

/// By the rows that PostgreSQL counted, whatever else the machine did meanwhile; by the time where it counted none. Only
/// that it is more than in line with the rows is seen by the time alone: sorting and comparing are not counted.
fn kind(points: &[Point]) -> GrowthKind {
    let timed = timed(points);
    match counted(points) {
        Some(GrowthKind::Linear) if timed == GrowthKind::Steeper => timed,
        Some(kind) => kind,
        None => timed,
    }
}

/// How the rows that a statement read and wrote grow with those that are there, if that can be told.
fn counted(points: &[Point]) -> Option<GrowthKind> {
    let [first, between @ .., last] = points else { return None };
    if between.is_empty() || (last.rows as f64) < LEAST_GROWTH * first.rows.max(1) as f64 {
        return None;
    }
    let touched = |point: &Point| point.touched.map(|touched| touched as f64);
    let (from, to) = (touched(first)?, touched(last)?);
    let more = (last.rows - first.rows) as f64;
    if (to - from).abs() < 0.01 * more {
        return Some(GrowthKind::Constant);
    }
    for point in between {
        let line = from + (to - from) * (point.rows.saturating_sub(first.rows)) as f64 / more;
        let off = touched(point)? - line;
        if off.abs() > 0.25 * line.max(10.0) {
            return (off < 0.0).then_some(GrowthKind::Steeper);
        }
    }
    (to > from).then_some(GrowthKind::Linear)
}

/// How the time grows.
fn timed(points: &[Point]) -> GrowthKind {
    let [first, between @ .., last] = points else { return GrowthKind::Unclear };
    if between.is_empty() || (last.rows as f64) < LEAST_GROWTH * first.rows.max(1) as f64 {
        return GrowthKind::SameRows;
    }
    let more = (last.rows - first.rows) as f64;
    let most = points.iter().map(|p| p.ms).fold(0.0, f64::max);
    let least = points.iter().map(|p| p.ms).fold(f64::INFINITY, f64::min);
    if most - least <= noise(least) {
        // What every row would add must be more than what may be noise, or it may be there unseen.
        return match more * LEAST_A_ROW > noise(least) {
            true => GrowthKind::Constant,
            false if most < 1.0 => GrowthKind::TooFast,
            false => GrowthKind::Unclear,
        };
    }
    let grown = last.ms - first.ms;
    if grown <= noise(first.ms) {
        // The middle one stands out: something else took that time.
        return GrowthKind::Unclear;
    }
    let line = |point: &Point| first.ms + grown * (point.rows - first.rows) as f64 / more;
    let off = |point: &Point| point.ms - line(point);
    if between.iter().all(|point| off(point).abs() <= noise(line(point)) + 0.1 * grown) {
        // Sorting n rows takes n log n, which looks like a line here; twice that does not.
        let first_slope = between.first().map_or(0.0, |p| (p.ms - first.ms) / (p.rows - first.rows).max(1) as f64);
        let visible = between.first().is_some_and(|p| p.ms - first.ms > noise(first.ms));
        return match visible && slope(points) > 4.0 * first_slope {
            true => GrowthKind::Steeper,
            false => GrowthKind::Linear,
        };
    }
    match between.iter().all(|point| off(point) < 0.0) {
        true => GrowthKind::Steeper,
        false => GrowthKind::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: GrowthKind, points: &[(u64, f64)]) {
        let points: Vec<Point> = points.iter().map(|&(rows, ms)| Point { rows, ms, touched: None }).collect();
        assert_eq!(Growth::of(points.clone()).kind, expected, "{points:?}");
    }

    #[test]
    fn constant_and_linear_are_told_apart() {
        check(GrowthKind::Constant, &[(100, 0.5), (1_000, 0.4), (10_000, 0.5)]);
        check(GrowthKind::Constant, &[(1_000, 3.0), (10_000, 3.4), (100_000, 2.9)]);
        check(GrowthKind::Linear, &[(100, 0.5), (1_000, 1.4), (10_000, 9.8)]);
        check(GrowthKind::Linear, &[(100, 0.9), (1_000, 0.9), (10_000, 3.0)]);
        check(GrowthKind::Linear, &[(1_000, 2.0), (10_000, 24.0), (100_000, 310.0)]);
    }

    #[test]
    fn what_can_not_be_told_is_not_told() {
        check(GrowthKind::TooFast, &[(10, 0.1), (100, 0.2), (1_000, 0.2)]);
        check(GrowthKind::Unclear, &[(10, 20.0), (100, 22.0), (1_000, 19.0)]);
        check(GrowthKind::Unclear, &[(100, 0.5), (1_000, 40.0), (10_000, 0.6)]);
        check(GrowthKind::Unclear, &[(100, 1.0), (1_000, 9.0), (10_000, 10.0)]);
        check(GrowthKind::SameRows, &[(3, 0.5), (3, 0.5), (3, 9.0)]);
        check(GrowthKind::SameRows, &[(0, 0.5), (0, 0.5), (0, 0.5)]);
        check(GrowthKind::Unclear, &[]);
    }

    #[test]
    fn more_than_linear_is_seen() {
        check(GrowthKind::Steeper, &[(100, 1.0), (1_000, 10.0), (10_000, 1_000.0)]);
        check(GrowthKind::Steeper, &[(100, 1.0), (1_000, 2.0), (10_000, 900.0)]);
    }

    #[track_caller]
    fn check_counted(expected: GrowthKind, points: &[(u64, f64, u64)]) {
        let point = |&(rows, ms, touched): &(u64, f64, u64)| Point { rows, ms, touched: Some(touched) };
        let points: Vec<Point> = points.iter().map(point).collect();
        assert_eq!(Growth::of(points.clone()).kind, expected, "{points:?}");
    }

    #[test]
    fn what_was_counted_is_told_whatever_the_clock_says() {
        check_counted(GrowthKind::Constant, &[(100, 0.5, 0), (1_000, 40.0, 0), (10_000, 0.6, 3)]);
        check_counted(GrowthKind::Linear, &[(100, 0.2, 100), (1_000, 0.2, 1_000), (10_000, 0.2, 10_000)]);
        check_counted(GrowthKind::Linear, &[(100, 9.0, 200), (1_000, 1.0, 2_000), (10_000, 5.0, 20_004)]);
        check_counted(GrowthKind::Steeper, &[(100, 1.0, 100), (1_000, 1.0, 10_000), (10_000, 1.0, 1_000_000)]);
        // Sorting takes time that no row counts.
        check_counted(GrowthKind::Steeper, &[(100, 1.0, 100), (1_000, 10.0, 1_000), (10_000, 1_000.0, 10_000)]);
        check_counted(GrowthKind::SameRows, &[(3, 0.5, 3), (3, 0.5, 3), (3, 9.0, 3)]);
    }

    #[test]
    fn time_for_each_row_is_told_only_where_it_is_seen() {
        let of = |ms: [f64; 3]| {
            let rows = [100, 1_000, 10_000];
            Growth::of(rows.into_iter().zip(ms).map(|(rows, ms)| Point { rows, ms, touched: Some(rows) }).collect())
        };
        assert_eq!(of([0.2, 0.2, 0.2]).us_per_row, None);
        assert_eq!(of([1.0, 10.0, 100.0]).us_per_row, Some(10.0));
        let told = of([0.2, 0.2, 0.2]).told();
        assert!(told.ends_with("; it read or wrote 100, 1000, 10000 rows"), "{told}");
    }

    #[test]
    fn it_is_told_with_what_it_was_seen_by() {
        let points = [(0, 1.0), (1_000, 2.0), (10_000, 11.0)].map(|(rows, ms)| Point { rows, ms, touched: None });
        let growth = Growth::of(points.to_vec());
        assert_eq!(growth.told(), "linear, 1.00 µs a row: 0 rows 1.0 ms, 1000 rows 2.0 ms, 10000 rows 11.0 ms");
    }
}
