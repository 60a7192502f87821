//! What is made again to be inherited.

use super::Rebuilds;
use crate::diff::Aligned;
use crate::plan::heritage::Heritage;
use crate::plan::stand_in::StandIns;

impl<'a> Rebuilds<'a> {
    /// Columns that are carried over, here and in the tables below, and checks that come by way of a stand-in.
    pub(super) fn by_stand_ins(&mut self, aligned: &'a Aligned<'a>) {
        let heritage = Heritage::of(aligned);
        let stand_ins = StandIns::of(aligned, &heritage);
        for (table, stand_in) in stand_ins.iter() {
            let below = heritage.descendants(table);
            for pair in &stand_in.carried {
                self.tables.entry(table).or_default().recreated.insert(&pair.next.id);
                for child in below {
                    let found = child.columns.kept.iter().find(|p| p.next.name == pair.next.name);
                    let recreated = &mut self.tables.entry(&child.tables.next.id).or_default().recreated;
                    recreated.extend(found.map(|pair| &pair.next.id));
                }
            }
            let Some(matched) = aligned.kept_by_next(table) else { continue };
            let kept = matched.constraints.kept.iter().filter(|pair| stand_in.checks().contains(&&pair.next.id));
            self.tables.entry(table).or_default().constraints.extend(kept.map(|pair| &pair.next.id));
        }
    }
}
