//! What README.md and ARCHITECTURE.md claim, as far as it can be looked up: folders, files, commands, functions.

use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between backticks, line by line, fenced blocks left out.
fn code(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_map_has_every_folder() {
    let text = read("ARCHITECTURE.md");
    let named = code(&text);
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let folder = format!("src/{}", path.file_name().unwrap().to_string_lossy());
            assert!(named.contains(&folder.as_str()), "ARCHITECTURE.md does not tell of {folder}");
        }
    }
}

#[test]
fn what_is_named_is_there() {
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = read(document);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let paths = code(&text).into_iter().filter(|name| {
            let first = name.split('/').next().unwrap_or_default();
            ["src", "tests", "scripts", "docs", "pglite-bindings"].contains(&first) && name.contains('/')
        });
        for path in links.filter(|link| !link.starts_with("http")).chain(paths) {
            let path = path.split_whitespace().next().unwrap_or_default();
            // A bundle has a folder of tests, too.
            if path != "tests/isolation.sql" {
                assert!(root().join(path).exists(), "{document} names {path}, which is not there");
            }
        }
    }
}

#[test]
fn commands_and_functions_exist() {
    let text = read("README.md");
    let makefile = read("Makefile");
    let targets = text.split("make ").skip(1).filter_map(|rest| {
        let word = rest.split(|c: char| !c.is_ascii_lowercase()).next()?;
        (!word.is_empty()).then_some(word)
    });
    let known: Vec<&str> = makefile.lines().filter_map(|line| line.split_once(':').map(|(name, _)| name)).collect();
    for target in targets.filter(|word| !["sure"].contains(word)) {
        let found = known.iter().any(|line| line.split_whitespace().any(|name| name == target));
        assert!(found, "README.md tells of `make {target}`, which the Makefile does not have");
    }

    let scripting: String = ["mod", "project", "migrations", "proof", "comparison", "access", "picture"]
        .map(|file| read(&format!("src/app/scripting/{file}.rs")))
        .concat();
    let table = text.split("| call | what it gives |").nth(1).unwrap().split("\n\n").next().unwrap();
    let calls = table.lines().skip(2).filter_map(|line| line.split('|').nth(1));
    let mut found = 0;
    for call in calls.flat_map(code) {
        let name = call.split('(').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
        assert!(scripting.contains(&format!("\"{name}\"")), "README.md tells of {call}, which no script can call");
        found += 1;
    }
    assert!(found > 15, "only {found} functions were found in README.md");
}
