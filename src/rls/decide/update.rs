//! Which rows get through: one row of most commands, and of an `UPDATE` one that becomes another.

use super::cases::Line;
use super::{Judged, Level};
use crate::catalog::Id;

/// What gets through in one session.
#[derive(Default)]
pub(super) struct Offered<'j, 'l> {
    /// The most certain of the strangers' rows, and of those that are as certain one that was a stranger's before.
    pub(super) bad: Option<Bad<'j, 'l>>,
    /// True if one of the own rows may.
    pub(super) own: bool,
}

/// A stranger's row that gets through.
#[derive(Clone, Copy)]
pub(super) struct Bad<'j, 'l> {
    /// How certain it is.
    pub(super) level: Level,
    /// True if the row that was there is a stranger's; else the one that is written is.
    pub(super) was: bool,
    /// The row that was there.
    pub(super) old: Option<&'j Judged<'l>>,
    /// The row that is written.
    pub(super) new: Option<&'j Judged<'l>>,
}

impl<'j, 'l> Offered<'j, 'l> {
    fn take(&mut self, bad: Bad<'j, 'l>) {
        if self.bad.is_none_or(|before| (bad.level, bad.was) > (before.level, before.was)) {
            self.bad = Some(bad);
        }
    }
}

/// The rows of a command that has one.
pub(super) fn single<'j, 'l>(
    lines: &'j [Judged<'l>],
    of: impl Fn(&Judged<'l>) -> Level,
    is_bad: &dyn Fn(&Line) -> bool,
    is_own: &dyn Fn(&Line) -> bool,
) -> Offered<'j, 'l> {
    let mut offered = Offered::default();
    for judged in lines {
        let level = of(judged);
        if level == 0 {
            continue;
        }
        offered.own |= is_own(judged.line);
        if is_bad(judged.line) {
            offered.take(Bad { level, was: true, old: Some(judged), new: None });
        }
    }
    offered
}

/// The pairs of rows that an `UPDATE` leads from and to: they are alike in the columns that it can't change. A stranger's row
/// that can be changed into anything is a leak, and so is an own row that can become a stranger's.
pub(super) fn pairs<'j, 'l>(
    lines: &'j [Judged<'l>],
    fixed: &[Id],
    is_bad: &dyn Fn(&Line) -> bool,
    is_own: &dyn Fn(&Line) -> bool,
) -> Offered<'j, 'l> {
    let mut offered = Offered::default();
    let is_fixed_parent = |line: &Line| {
        line.parent.as_ref().is_some_and(|parent| parent.columns.iter().all(|column| fixed.contains(column)))
    };
    let alike = |old: &Line, new: &Line| {
        fixed.iter().all(|column| old.row.get(column) == new.row.get(column))
            && (!is_fixed_parent(old) || old.parent == new.parent)
    };
    for old in lines.iter().filter(|judged| judged.old > 0) {
        for new in lines.iter().filter(|judged| judged.new > 0) {
            if !alike(old.line, new.line) {
                continue;
            }
            let level = old.old.min(new.new);
            let (old_bad, new_bad) = (is_bad(old.line), is_bad(new.line));
            offered.own |= is_own(old.line) && is_own(new.line);
            if old_bad || new_bad {
                offered.take(Bad { level, was: old_bad, old: Some(old), new: Some(new) });
            }
            if offered.own && offered.bad.is_some_and(|bad| bad.level == 2 && bad.was) {
                return offered;
            }
        }
    }
    offered
}
