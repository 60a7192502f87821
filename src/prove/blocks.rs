//! What the locks of a statement keep others from, in words.

use super::proof::{Blocked, Lock, Measured};

/// How many relations are named before the rest is counted.
const MOST: usize = 4;

/// What a mode, as `pg_locks` names it, keeps others from while it is held: reads, and writes. The rest conflicts with
/// other changes of the schema and with maintenance only.
fn keeps_from(mode: &str) -> (bool, bool) {
    match mode {
        "AccessExclusiveLock" => (true, true),
        "ShareLock" | "ShareRowExclusiveLock" | "ExclusiveLock" => (false, true),
        _ => (false, false),
    }
}

/// What some locks block, by relation. `table` gives the table of an index: whoever reads the table opens its indexes
/// too, and so waits for them.
pub(super) fn blocked(locks: &[Lock], table: &dyn Fn(&str) -> Option<String>) -> Vec<Blocked> {
    let mut out: Vec<Blocked> = Vec::new();
    for lock in locks {
        let (reads, writes) = keeps_from(&lock.mode);
        if reads || writes {
            let relation = table(&lock.relation).unwrap_or_else(|| lock.relation.clone());
            add(&mut out, &Blocked { relation, reads, writes });
        }
    }
    out.sort();
    out
}

fn add(to: &mut Vec<Blocked>, more: &Blocked) {
    match to.iter_mut().find(|known| known.relation == more.relation) {
        Some(known) => {
            known.reads |= more.reads;
            known.writes |= more.writes;
        }
        None => to.push(more.clone()),
    }
}

/// What stays blocked while a statement runs because earlier ones of its transaction took locks: locks are held until the
/// transaction ends. The number is the first of those statements.
fn held(step: &Measured, steps: &[Measured]) -> Option<(usize, Vec<Blocked>)> {
    let transaction = step.transaction?;
    let earlier = steps.iter().filter(|s| s.transaction == Some(transaction) && s.step < step.step);
    let mut out = None;
    for other in earlier.filter(|s| !s.blocks.is_empty()) {
        let (_, all) = out.get_or_insert_with(|| (other.step, Vec::new()));
        other.blocks.iter().for_each(|blocked| add(all, blocked));
    }
    out
}

/// What a statement blocks, a sentence each: by the locks that it takes, and by those that it runs under.
pub fn blocks_told(step: &Measured, steps: &[Measured]) -> Vec<String> {
    if step.transaction.is_none() {
        return vec!["locks not measured: runs outside a transaction".into()];
    }
    let mut out = told(&step.blocks);
    if out.is_empty() {
        out.push(match step.locks.is_empty() {
            true => "takes no further lock on what was there".into(),
            false => "blocks neither reads nor writes".into(),
        });
    }
    if let Some((since, blocked)) = held(step, steps) {
        let told = told(&blocked).join(", ");
        out.push(format!("runs under locks held since statement {}: {told}", since + 1));
    }
    out
}

/// What is blocked, in words: one text for what is wholly blocked, one for what can still be read.
fn told(blocked: &[Blocked]) -> Vec<String> {
    let mut out = Vec::new();
    for (reads, words) in [(true, "blocks reads and writes of"), (false, "blocks writes of")] {
        let names: Vec<&str> = blocked.iter().filter(|b| b.reads == reads).map(|b| b.relation.as_str()).collect();
        if !names.is_empty() {
            let more = names.len().saturating_sub(MOST);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            out.push(format!("{words} {}{rest}", names[..names.len() - more].join(", ")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(step: usize, transaction: Option<usize>, locks: &[(&str, &str)]) -> Measured {
        let lock = |(relation, mode): &(&str, &str)| Lock { relation: (*relation).into(), mode: (*mode).into() };
        let locks: Vec<Lock> = locks.iter().map(lock).collect();
        let table = |name: &str| (name == "i").then(|| "t".to_owned());
        Measured { transaction, blocks: blocked(&locks, &table), locks, ..Measured::at(step) }
    }

    #[test]
    fn modes_are_told_in_words() {
        let check = |mode: &str, expected: &str| {
            let step = step(0, Some(0), &[("t", mode)]);
            assert_eq!(blocks_told(&step, &[]), [expected], "{mode}");
        };
        for mode in ["AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock"] {
            check(mode, "blocks neither reads nor writes");
        }
        for mode in ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock"] {
            check(mode, "blocks writes of t");
        }
        check("AccessExclusiveLock", "blocks reads and writes of t");
    }

    #[test]
    fn an_index_blocks_its_table_and_many_are_counted() {
        let one = step(0, Some(0), &[("t", "ShareLock"), ("i", "AccessExclusiveLock")]);
        assert_eq!(blocks_told(&one, &[]), ["blocks reads and writes of t"]);
        let names = ["a", "b", "c", "d", "e", "f"].map(|name| (name, "ShareLock"));
        assert_eq!(blocks_told(&step(0, Some(0), &names), &[]), ["blocks writes of a, b, c, d and 2 more"]);
    }

    #[test]
    fn locks_are_held_until_the_transaction_ends() {
        let steps = [
            step(0, Some(0), &[]),
            step(1, Some(0), &[("t", "ShareLock")]),
            step(2, Some(0), &[("t", "AccessExclusiveLock"), ("u", "ShareLock")]),
            step(3, Some(0), &[]),
            step(4, None, &[]),
            step(5, Some(1), &[]),
        ];
        let told = |at: usize| blocks_told(&steps[at], &steps);
        assert_eq!(told(0), ["takes no further lock on what was there"]);
        assert_eq!(told(2)[2], "runs under locks held since statement 2: blocks writes of t");
        assert_eq!(
            told(3),
            [
                "takes no further lock on what was there",
                "runs under locks held since statement 2: blocks reads and writes of t, blocks writes of u"
            ]
        );
        assert_eq!(told(4), ["locks not measured: runs outside a transaction"]);
        assert_eq!(told(5), told(0), "what the transaction before it held is gone");
    }
}
