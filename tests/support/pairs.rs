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
        let (old, new) = text.split_once("\n-- new\n").expect("a line that says where the new schema begins");
        let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        pairs.push(SchemaPair { id, old: old.into(), new: new.into() });
    }
    pairs
}
