//! The pairs of schemas that the tests of several files are made with.

use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Deserialize)]
pub struct SchemaPair {
    pub id: String,
    pub old: String,
    pub new: String,
}

/// The pairs of `../shared/diff_pairs`, if that folder is here, and those of `tests/pairs`: files whose old and new part
/// are parted by a line `-- new`.
pub fn pairs() -> Vec<SchemaPair> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("BULKHEAD_PAIRS").map(PathBuf::from);
    let path = named.unwrap_or_else(|| root.join("../shared/diff_pairs/pairs.json"));
    let mut pairs: Vec<SchemaPair> = match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).expect("pairs"),
        Err(_) => {
            eprintln!("skipped: ../shared/diff_pairs is not here");
            Vec::new()
        }
    };
    let files = std::fs::read_dir(root.join("tests/pairs")).expect("tests/pairs");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a pair");
        let file = path.file_stem().expect("a name").to_string_lossy().into_owned();
        pairs.extend(in_file(&file, &text));
    }
    pairs
}

/// The pairs of a file: it is one, or each begins with a line `-- pair: name`.
fn in_file(file: &str, text: &str) -> Vec<SchemaPair> {
    let pair = |id: String, text: &str| {
        let (old, new) = text.split_once("\n-- new\n").unwrap_or_else(|| panic!("{id} has no line -- new"));
        SchemaPair { id, old: old.into(), new: new.into() }
    };
    let text = format!("\n{text}");
    let mut several = text.split("\n-- pair: ");
    let before = several.next().unwrap_or_default();
    if !before.trim().is_empty() {
        return vec![pair(file.to_owned(), before)];
    }
    several
        .map(|part| {
            let (name, rest) = part.split_once('\n').expect("a name and a pair");
            pair(format!("{file}/{name}"), &format!("\n{rest}"))
        })
        .collect()
}
