//! What holds of every row of commands, valid ones and invalid ones.

mod support;

use bulkhead::catalog::Pair;
use bulkhead::design::Design;
use bulkhead::edit::{ChangeSet, Command, Editor, apply, invariants};
use proptest::prelude::*;
use support::design::{Op, command, op};

/// What a person does.
#[derive(Clone, Debug)]
enum Step {
    Run(Op),
    Coalesced(Op, u8),
    Begin,
    Commit,
    Abort,
    Undo,
    Redo,
    Replace(Vec<Op>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => op().prop_map(Step::Run),
        4 => (op(), 0..2_u8).prop_map(|(op, key)| Step::Coalesced(op, key)),
        2 => Just(Step::Begin),
        2 => Just(Step::Commit),
        1 => Just(Step::Abort),
        3 => Just(Step::Undo),
        3 => Just(Step::Redo),
        1 => proptest::collection::vec(op(), 0..6).prop_map(Step::Replace),
    ]
}

/// An editor, and a copy of its design that follows by change sets only.
struct Session {
    editor: Editor,
    copy: Design,
    carried_out: usize,
}

impl Session {
    fn new() -> Self {
        let design = Design::empty("Test");
        Self { editor: Editor::new(design.clone()), copy: design, carried_out: 0 }
    }

    fn take(&mut self, step: &Step, number: usize) {
        let before = self.editor.design().clone();
        let revision = self.editor.revision();
        let change = match step {
            Step::Run(op) => {
                let command = command(op, self.editor.design(), number);
                self.check_run(&before, command, |editor, command| editor.run(command))
            }
            Step::Coalesced(op, key) => {
                let command = command(op, self.editor.design(), number);
                self.check_run(&before, command, |editor, command| editor.run_coalesced(command, &key.to_string()))
            }
            Step::Begin => {
                self.editor.begin();
                ChangeSet::default()
            }
            Step::Commit => {
                self.editor.commit();
                ChangeSet::default()
            }
            Step::Abort => self.editor.abort(),
            Step::Undo => self.editor.undo().unwrap_or_default(),
            Step::Redo => self.editor.redo().unwrap_or_default(),
            Step::Replace(ops) => self.editor.replace(other_design(ops)),
        };
        change.apply_to(&mut self.copy);
        assert_eq!(self.copy, *self.editor.design(), "a copy follows by change sets");
        assert!(before == self.copy || self.editor.revision() > revision, "the revision tells of every change");
        assert_eq!(before != self.copy, !change.is_empty(), "an empty set means that nothing happened");
        assert_eq!(invariants(&self.copy), Vec::<String>::new(), "after {step:?}");
    }

    fn check_run(
        &mut self,
        before: &Design,
        command: Command,
        run: impl Fn(&mut Editor, Command) -> Result<ChangeSet, bulkhead::edit::Refusal>,
    ) -> ChangeSet {
        let pure = apply(before, command.clone());
        let found = run(&mut self.editor, command);
        assert_eq!(pure, found, "in place or on a copy, the outcome is the same");
        match found {
            Ok(change) => {
                self.carried_out += 1;
                change
            }
            Err(refusal) => {
                assert_eq!(self.editor.design(), before, "a refused command changes nothing");
                assert!(!refusal.message.is_empty());
                ChangeSet::default()
            }
        }
    }
}

fn other_design(ops: &[Op]) -> Design {
    let mut design = Design::empty("Other");
    for (number, op) in ops.iter().enumerate() {
        if let Ok(change) = apply(&design, command(op, &design, number)) {
            change.apply_to(&mut design);
        }
    }
    design
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Undo of all gives the start, redo of all the end, whatever was done, and the invariants hold all along.
    #[test]
    fn everything_can_be_undone_and_done_again(steps in proptest::collection::vec(step(), 1..60)) {
        let mut session = Session::new();
        for (number, step) in steps.iter().enumerate() {
            session.take(step, number);
        }
        while session.editor.in_gesture() {
            session.take(&Step::Commit, 0);
        }
        while session.editor.can_redo() {
            session.take(&Step::Redo, 0);
        }
        let end = session.editor.design().clone();
        while session.editor.can_undo() {
            session.take(&Step::Undo, 0);
        }
        prop_assert_eq!(session.editor.design(), &Design::empty("Test"));
        while session.editor.can_redo() {
            session.take(&Step::Redo, 0);
        }
        prop_assert_eq!(session.editor.design(), &end);
    }

    /// The commands of a gesture are one step, and a gesture that comes to nothing is none.
    #[test]
    fn a_gesture_is_one_step(before in proptest::collection::vec(op(), 0..20), within in proptest::collection::vec(op(), 0..10)) {
        let mut session = Session::new();
        for (number, op) in before.iter().enumerate() {
            session.take(&Step::Run(op.clone()), number);
        }
        let start = session.editor.design().clone();
        session.take(&Step::Begin, 0);
        for (number, op) in within.iter().enumerate() {
            session.take(&Step::Run(op.clone()), 100 + number);
        }
        session.take(&Step::Commit, 0);
        let end = session.editor.design().clone();
        let undone = session.editor.undo();
        if start == end {
            // Nothing of the gesture is left to undo: what is undone is from before it, if anything is.
            let restored = undone.map(|change| change.reversed());
            let mut again = session.editor.design().clone();
            restored.iter().for_each(|change| change.apply_to(&mut again));
            prop_assert_eq!(again, start);
            prop_assert!(restored.is_some() || session.carried_out == 0 || *session.editor.design() == Design::empty("Test"));
        } else {
            prop_assert_eq!(session.editor.design(), &start);
            prop_assert_eq!(undone.map(ChangeSet::reversed), Some(ChangeSet::between(Pair::new(&start, &end))));
        }
    }

    /// Two sets in a row are the set from the first state to the last.
    #[test]
    fn sets_squash(first in proptest::collection::vec(op(), 0..20), second in proptest::collection::vec(op(), 0..20)) {
        let (a, b, c) = (Design::empty("Test"), other_design(&first), other_design(&second));
        let between = |x: &Design, y: &Design| ChangeSet::between(Pair::new(x, y));
        prop_assert_eq!(between(&a, &b).then(between(&b, &c)), between(&a, &c));
        prop_assert!(between(&a, &b).then(between(&b, &a)).is_empty());
        prop_assert_eq!(between(&a, &b).reversed(), between(&b, &a));
    }

    /// A batch is its commands one after the other, or nothing.
    #[test]
    fn a_batch_is_all_or_nothing(before in proptest::collection::vec(op(), 0..20), ops in proptest::collection::vec(op(), 0..5)) {
        let design = other_design(&before);
        let commands: Vec<Command> = ops.iter().enumerate().map(|(n, op)| command(op, &design, 100 + n)).collect();
        let mut stepwise = Some(design.clone());
        for command in &commands {
            stepwise = stepwise.and_then(|mut design| {
                apply(&design, command.clone()).ok()?.apply_to(&mut design);
                Some(design)
            });
        }
        let mut batch = design.clone();
        match apply(&design, Command::Batch { commands }) {
            Ok(change) => change.apply_to(&mut batch),
            Err(_) => prop_assert!(stepwise.is_none(), "a batch is refused only if a command of it is"),
        }
        // A batch may pass through states that a single command is refused for.
        if let Some(stepwise) = stepwise {
            prop_assert_eq!(batch, stepwise);
        }
    }
}

/// The properties above are about more than refusals.
#[test]
fn random_commands_are_mostly_carried_out() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut ok, mut all) = (0, 0);
    let mut refusals = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..50 {
        let ops = proptest::collection::vec(op(), 60).new_tree(&mut runner).unwrap().current();
        let mut design = Design::empty("Test");
        for (number, op) in ops.iter().enumerate() {
            all += 1;
            match apply(&design, command(op, &design, number)) {
                Ok(change) => {
                    ok += 1;
                    change.apply_to(&mut design);
                }
                Err(refusal) => *refusals.entry(refusal.message).or_default() += 1,
            }
        }
    }
    assert!(ok * 2 > all, "{ok} of {all}: {refusals:#?}");
    assert!(ok < all, "some are refused");
}
