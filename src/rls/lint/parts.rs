//! The parts of a clause: what it is made of, and what stands in it.

use crate::rls::predicate::{Op, Predicate, Query, RowColumn, Scalar, Source};

/// True if a condition holds for every row.
pub(super) fn is_true(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Constant(value) => *value == Some(true),
        Predicate::And(parts) => parts.iter().all(is_true),
        Predicate::Or(parts) => parts.iter().any(is_true),
        Predicate::Compare { op: Op::Eq, left, right } => is_literal(left) && left == right,
        _ => false,
    }
}

/// The conditions that all hold.
pub(super) fn conjuncts(predicate: &Predicate) -> Vec<&Predicate> {
    match predicate {
        Predicate::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// The column of the row that a value is, casts aside.
pub(super) fn row_column(scalar: &Scalar) -> Option<&RowColumn> {
    match bare(scalar) {
        Scalar::Column(column) => Some(column),
        _ => None,
    }
}

/// A value without the casts and sub-selects around it.
pub(super) fn bare(scalar: &Scalar) -> &Scalar {
    match scalar {
        Scalar::Cast(of, _) | Scalar::Select(of) => bare(of),
        other => other,
    }
}

pub(super) fn is_literal(scalar: &Scalar) -> bool {
    matches!(bare(scalar), Scalar::Text(_) | Scalar::Number(_) | Scalar::Bool(_))
}

pub(super) fn is_empty(scalar: &Scalar) -> bool {
    matches!(bare(scalar), Scalar::Text(text) if text.is_empty())
}

/// True if a sub-select compares a wanted column of the row with one of its own.
pub(super) fn correlates(query: &Query, wanted: &dyn Fn(&RowColumn) -> bool) -> bool {
    let mut found = false;
    for condition in &query.conditions {
        each_scalar(condition, &mut |scalar| {
            found |= matches!(scalar, Scalar::Column(column) if wanted(column));
        });
    }
    found
}

/// True if a condition names a column of the row.
pub(super) fn names_row(predicate: &Predicate) -> bool {
    let mut found = false;
    each_scalar(predicate, &mut |scalar| found |= matches!(scalar, Scalar::Column(_)));
    each_query(predicate, &mut |query| found |= correlates(query, &|_| true));
    found
}

pub(super) fn asks_tables(predicate: &Predicate) -> bool {
    let mut found = false;
    each_query(predicate, &mut |query| found |= !query.tables.is_empty());
    found
}

/// True if a part of a condition is not understood.
pub(super) fn is_opaque(predicate: &Predicate) -> bool {
    let mut found = false;
    each_part(predicate, &mut |part| found |= matches!(part, Predicate::Opaque(_)));
    each_scalar(predicate, &mut |scalar| found |= matches!(scalar, Scalar::Opaque(_)));
    found
}

/// A condition and every condition in it; sub-selects are not gone into.
pub(super) fn each_part<'p>(predicate: &'p Predicate, told: &mut dyn FnMut(&'p Predicate)) {
    told(predicate);
    match predicate {
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().for_each(|part| each_part(part, told)),
        Predicate::Not(of) | Predicate::Is { of, .. } => each_part(of, told),
        _ => {}
    }
}

/// Every value of a condition, and every value in it; sub-selects are not gone into.
pub(super) fn each_scalar<'p>(predicate: &'p Predicate, told: &mut dyn FnMut(&'p Scalar)) {
    each_part(predicate, &mut |part| match part {
        Predicate::Compare { left, right, .. } | Predicate::Distinct { left, right, .. } => {
            in_scalar(left, told);
            in_scalar(right, told);
        }
        Predicate::IsNull { of, .. } | Predicate::Truth(of) | Predicate::HasRole { who: of, .. } => in_scalar(of, told),
        Predicate::Among { of, items, .. } => {
            in_scalar(of, told);
            items.iter().for_each(|item| in_scalar(item, told));
        }
        Predicate::Member { of, set, .. } => {
            in_scalar(of, told);
            match &set.source {
                Source::Array(array) => in_scalar(array, told),
                Source::Helper(helper) => helper.arguments.iter().for_each(|argument| in_scalar(argument, told)),
                Source::Query(_) => {}
            }
        }
        _ => {}
    });
}

fn in_scalar<'p>(scalar: &'p Scalar, told: &mut dyn FnMut(&'p Scalar)) {
    told(scalar);
    match scalar {
        Scalar::NullIf(left, right) => {
            in_scalar(left, told);
            in_scalar(right, told);
        }
        Scalar::Cast(of, _) | Scalar::Select(of) | Scalar::Json { of, .. } => in_scalar(of, told),
        Scalar::Coalesce(items) | Scalar::Array(items) => items.iter().for_each(|item| in_scalar(item, told)),
        Scalar::Helper(helper) => helper.arguments.iter().for_each(|argument| in_scalar(argument, told)),
        Scalar::Case { arms, otherwise } => {
            for (when, then) in arms {
                each_scalar(when, told);
                in_scalar(then, told);
            }
            in_scalar(otherwise, told);
        }
        Scalar::Condition(condition) => each_scalar(condition, told),
        _ => {}
    }
}

/// Every sub-select of a condition, those inside others too; bodies of functions are not gone into.
pub(super) fn each_query<'p>(predicate: &'p Predicate, told: &mut dyn FnMut(&'p Query)) {
    let mut found: Vec<&'p Query> = Vec::new();
    each_part(predicate, &mut |part| match part {
        Predicate::Exists(query) => found.push(query),
        Predicate::Member { set, .. } => {
            if let Source::Query(query) = &set.source {
                found.push(query);
            }
        }
        _ => {}
    });
    each_scalar(predicate, &mut |scalar| {
        if let Scalar::Query(query) = scalar {
            found.push(query);
        }
    });
    for query in found {
        told(query);
        query.conditions.iter().for_each(|condition| each_query(condition, told));
    }
}
