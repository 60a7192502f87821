//! Named cases: each is a file under `golden/plan` that a person can read, up and down, with what to look out for.
//! `BULKHEAD_BLESS=1` writes the files anew.

mod support;

use std::fs;
use std::path::PathBuf;

use bulkhead::catalog::Pair;
use bulkhead::plan::{Draft, Mode, Options, draft, script};
use support::plan_cases::{Case, cases};

fn text(case: &Case, draft: &Draft) -> String {
    let mut out = format!("-- {}\n", case.about);
    for rename in &draft.renames {
        out.push_str(&format!("-- renames {} {} to {}\n", rename.kind, rename.from, rename.to));
    }
    for loss in &draft.losses {
        out.push_str(&format!("-- {} {}\n", loss.name, loss.what));
    }
    let alone = |statements: &[bulkhead::plan::Statement]| {
        statements.iter().filter(|s| !s.transactional).map(|s| format!("-- alone: {}\n", s.sql)).collect::<String>()
    };
    out.push_str(&format!("\n-- Up\n\n{}{}", alone(&draft.up), script(&draft.up)));
    out.push_str(&format!("\n-- Down\n\n{}{}", alone(&draft.down), script(&draft.down)));
    out
}

#[test]
fn every_case_is_as_written_down() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/plan");
    let bless = std::env::var("BULKHEAD_BLESS").is_ok_and(|value| value == "1");
    let mut wrong = Vec::new();
    let mut names = Vec::new();
    for case in cases() {
        let options = Options {
            mode: if case.online { Mode::Online } else { Mode::Simple },
            target_version: case.version,
            ..Options::default()
        };
        let found = text(&case, &draft(Pair::new(&case.before, &case.after), &case.hand, &options));
        let path = folder.join(format!("{}.sql", case.name));
        names.push(path.clone());
        if bless {
            fs::create_dir_all(&folder).expect("makes the folder");
            fs::write(&path, &found).expect("writes");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("--- {}: expected\n{expected}\n--- found\n{found}", case.name));
        }
    }
    for entry in fs::read_dir(&folder).expect("the folder").flatten() {
        assert!(names.contains(&entry.path()), "{} belongs to no case", entry.path().display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
