//! The walls of the architecture, as absences that code can check: which part of the source knows of which, what the
//! core never mentions, and which files an outside crate may be named in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which folders of `src` each folder may import. What is not listed is a wall.
const IMPORTS: &[(&str, &[&str])] = &[
    // Plain data at the bottom.
    ("catalog", &[]),
    ("sql", &["catalog", "problem"]),
    ("expr", &["catalog", "sql"]),
    ("design", &["catalog", "plan"]),
    // From a design to statements. The diff never sees a design, and the planner neither: after lowering there is one
    // engine for everything.
    ("rls", &["catalog", "design", "expr", "problem", "sql"]),
    ("problem", &["catalog", "design", "expr", "lower", "rls", "sql"]),
    ("lower", &["catalog", "design", "expr", "problem", "rls", "sql"]),
    ("diff", &["catalog", "expr"]),
    ("plan", &["catalog", "design", "diff", "expr", "problem", "sql"]),
    ("command", &["catalog"]),
    ("document", &["catalog", "layout", "picture"]),
    ("picture", &["catalog", "design", "layout"]),
    // What a person does. Commands know nothing of migrations' making: that would make every edit wait for a plan.
    ("edit", &["catalog", "design", "expr", "lower", "sql"]),
    ("save", &["catalog", "design"]),
    ("template", &["catalog", "design", "lower", "problem"]),
    ("layout", &["catalog", "design"]),
    // Checks that don't share the planner's eyes: what reads a database knows nothing of what wrote it.
    ("engine", &[]),
    ("introspect", &["catalog", "engine", "sql"]),
    ("lift", &["catalog", "design", "introspect", "layout"]),
    ("import", &["catalog", "engine", "introspect", "plan", "sql"]),
    (
        "prove",
        &[
            "catalog",
            "design",
            "diff",
            "engine",
            "expr",
            "import",
            "introspect",
            "lower",
            "plan",
            "problem",
            "rls",
            "sql",
        ],
    ),
    ("update", &["catalog", "design", "edit", "engine", "import", "introspect", "layout", "lower", "plan", "sql"]),
    ("bundle", &["catalog", "design", "introspect", "lower", "plan", "problem", "prove", "rls", "save", "sql"]),
];

/// The folders that know that there is a browser. Nothing else may import them, and they may import everything.
const BROWSER: &[&str] = &["app", "platform"];

/// In which files or folders of `src` an outside crate may be named. Another crate can then take its place by changing
/// those only.
const DOORS: &[(&str, &[&str])] = &[
    (
        "serde",
        &[
            "bundle",
            "catalog",
            "design",
            "edit",
            "engine",
            "import",
            "introspect",
            "plan",
            "problem",
            "prove",
            "rls",
            "save",
            "template",
            "update",
            "app",
            "platform",
        ],
    ),
    ("serde_json", &["catalog/by_value.rs", "bundle", "introspect", "prove", "rls/decide", "save", "app", "platform"]),
    ("squawk_syntax", &["expr", "sql"]),
    ("zip", &["bundle/archive.rs"]),
    ("console_error_panic_hook", &["app", "platform"]),
    ("futures", &["app/engine.rs", "platform/prover"]),
    ("gloo", &["platform"]),
    ("idb", &["platform"]),
    ("js_sys", &["platform"]),
    ("leptos", &["app", "main.rs"]),
    ("pglite_bindings", &["platform"]),
    ("wasm_bindgen", &["app", "platform"]),
    ("wasm_bindgen_futures", &["app", "platform"]),
    ("web_sys", &["app", "platform"]),
];

/// What the core never mentions: clocks, randomness, the outside world.
const OUTSIDE: &[&str] = &[
    "std::time",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::std",
    "SystemTime",
    "Instant",
    "rand::",
    "getrandom",
    "web_sys",
    "js_sys",
    "leptos",
    "wasm_bindgen",
    "println!",
    "eprintln!",
    "dbg!",
];

/// How the core never ends. Broken input is a value.
const PANICS: &[&str] = &[".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

/// A file that outgrows this usually holds two ideas.
const MAX_LINES: usize = 550;
/// Files that may be longer. There is none.
const LONG_FILES: &[&str] = &[];

struct File {
    /// The way from `src`, with slashes.
    path: String,
    text: String,
}

impl File {
    /// The folder of `src` it is in; files of `src` itself have none.
    fn folder(&self) -> Option<&str> {
        self.path.split_once('/').map(|(folder, _)| folder)
    }

    fn is_core(&self) -> bool {
        self.folder().is_some_and(|folder| !BROWSER.contains(&folder))
    }

    /// True for a file of tests, or of what tests share.
    fn is_tests(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.ends_with("/testing.rs")
    }

    /// The lines of code with their numbers, comments and the tests at the foot left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = if self.is_tests() { Vec::new() } else { self.text.lines().collect() };
        let foot = lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].ends_with('{'));
        let end = foot.unwrap_or(lines.len());
        let numbered = lines.into_iter().take(end).enumerate().map(|(at, line)| (at + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<File> {
    fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut paths = Vec::new();
    collect(&src, &mut paths);
    paths.sort();
    let file = |path: PathBuf| File {
        path: path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(file).collect()
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The modules of this crate that a text names: `crate::expr::rename`, and each of `crate::{expr, sql::quote}`.
fn imported(code: &str) -> BTreeSet<String> {
    let word =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut out = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            out.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    out.insert(word(&std::mem::take(&mut item)));
                }
                _ => item.push(c),
            }
        }
        out.insert(word(&item));
    }
    out.remove("");
    out
}

#[test]
fn folders_import_only_what_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = IMPORTS.iter().copied().collect();
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| file.is_core()) {
        let folder = file.folder().unwrap_or_default();
        let Some(allowed) = allowed.get(folder) else {
            faults.push(format!("src/{folder} is not in the table of this test: say what it may import."));
            continue;
        };
        let code: String = file.code().map(|(_, line)| format!("{line}\n")).collect();
        for module in imported(&code) {
            if module != folder && !allowed.contains(&module.as_str()) {
                faults.push(format!("src/{} imports crate::{module}, which src/{folder} may not.", file.path));
            }
        }
    }
    none(faults);
}

#[test]
fn groups_of_imports_are_understood() {
    let found = imported("use crate::{expr::{self, Token}, sql::quote};\nuse crate::catalog::Id;\ncrate::plan::x()");
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["catalog", "expr", "plan", "sql"]);
}

#[test]
fn the_core_is_pure_and_does_not_panic() {
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| file.is_core()) {
        for (line, code) in file.code() {
            for word in OUTSIDE.iter().chain(PANICS).filter(|word| code.contains(**word)) {
                faults.push(format!("src/{}:{line} has `{word}`: {}", file.path, code.trim()));
            }
        }
    }
    none(faults);
}

#[test]
fn each_outside_crate_has_its_door() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut dependencies = BTreeSet::new();
    let mut section = String::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line.to_owned();
        } else if section.ends_with("dependencies]") && !section.contains("dev-") && !line.starts_with('#') {
            dependencies.extend(line.split_once('=').map(|(name, _)| name.trim().replace('-', "_")));
        }
    }
    let doors: BTreeMap<&str, &[&str]> = DOORS.iter().copied().collect();
    let known: BTreeSet<String> = doors.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(dependencies, known, "the dependencies of Cargo.toml and the doors of this test");

    let mut faults = Vec::new();
    for file in files() {
        for (name, allowed) in &doors {
            let is_door = allowed.iter().any(|door| file.path == *door || file.path.starts_with(&format!("{door}/")));
            let mention = |code: &str| {
                let path = format!("{name}::");
                code.match_indices(&path)
                    .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
            };
            if let Some((line, _)) = file.code().find(|(_, code)| !is_door && mention(code)) {
                faults.push(format!("src/{}:{line} names the crate {name}, whose door is {allowed:?}.", file.path));
            }
        }
    }
    none(faults);
}

/// The content security policy of a release lets no attribute `style` in; single properties are set by script.
#[test]
fn nothing_is_styled_inline() {
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| file.path.starts_with("app/")) {
        for (line, code) in file.code().filter(|(_, code)| format!(" {}", code.trim()).contains(" style=")) {
            faults.push(format!("src/{}:{line} has an attribute `style`: {}", file.path, code.trim()));
        }
    }
    none(faults);
}

#[test]
fn files_hold_one_idea() {
    let long = files().into_iter().filter(|file| file.text.lines().count() > MAX_LINES);
    let faults = long.filter(|file| !LONG_FILES.contains(&file.path.as_str())).map(|file| {
        format!("src/{} has {} lines, more than {MAX_LINES}: part it.", file.path, file.text.lines().count())
    });
    none(faults.collect());
}

#[test]
fn every_module_says_what_it_is_for() {
    let faults = files()
        .into_iter()
        .filter(|file| !file.is_tests() && !file.text.starts_with("//! "))
        .map(|file| format!("src/{} does not begin with a comment that says what it is for.", file.path));
    none(faults.collect());
}
