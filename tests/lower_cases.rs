//! Golden cases of lowering: `tests/golden/lower/*.txt` holds a design and what becomes of it.
//!
//! A file has sections that begin with `== name`. `design` is the design; every other section is what it lowers to in
//! the naming convention of its name (`as-written`, `ef`, `snake`, or `given` for what the design says), and `problems`
//! is what is wrong with it. `BULKHEAD_BLESS=1` writes what came out into the files.

mod lower_support;

use std::fs;
use std::path::Path;

use bulkhead::lower::lower;
use lower_support::{design, naming, render, render_problems};

#[test]
fn golden_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/lower");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut failures = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a case");
        let actual = run(&text);
        if actual != text {
            if std::env::var_os("BULKHEAD_BLESS").is_some() {
                fs::write(&file, &actual).expect("the case is written");
            } else {
                failures.push(format!("{}\n{actual}", file.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn run(text: &str) -> String {
    let mut sections = text.split("== ").skip(1).map(|section| section.split_once('\n').unwrap_or((section, "")));
    let head = text.split("== ").next().unwrap_or_default();
    let (name, source) = sections.next().expect("a design first");
    assert_eq!(name, "design");
    let mut out = format!("{head}== design\n{source}");
    for (name, _) in sections {
        let mut design = design(source);
        if name != "given" && name != "problems" {
            design.settings.naming = naming(name);
        }
        let lowered = lower(&design);
        let body = if name == "problems" {
            let mut problems = bulkhead::problem::check(&design, &lowered);
            problems.extend(bulkhead::problem::check_wall(&design, &lowered));
            render_problems(&bulkhead::problem::sorted(problems))
        } else {
            render(&lowered.catalog)
        };
        out += &format!("== {name}\n{body}\n");
    }
    format!("{}\n", out.trim_end())
}
