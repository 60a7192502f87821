//! What a page keeps of an unsaved project when it has to go, where nothing but local storage answers at once.

use crate::platform::preferences;

/// What a page kept when it had to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The version of the record that the page had seen.
    pub seen: Option<u32>,
    /// The project file's text.
    pub text: String,
}

/// Keeps an unsaved project at once, when the page is about to go and IndexedDB would answer too late. Each page keeps
/// what is its own, under a name that no other page has.
pub fn keep_for_next_start(key: &str, page: &str, seen: Option<u32>, text: &str) {
    let seen = seen.map(|version| version.to_string()).unwrap_or_default();
    preferences::set(&format!("{}{page}", kept_prefix(key)), &format!("{seen}\n{text}"));
}

/// Forgets what this page has kept: it came back and has saved it.
pub fn forget_kept(key: &str, page: &str) {
    preferences::remove(&format!("{}{page}", kept_prefix(key)));
}

/// What pages that had to go have kept for a project. From now on it is the caller's to keep.
pub fn take_kept(key: &str) -> Vec<Kept> {
    let names = preferences::names(&kept_prefix(key));
    let taken = names.iter().filter_map(|name| {
        let kept = preferences::get(name)?;
        preferences::remove(name);
        let (seen, text) = kept.split_once('\n')?;
        (!text.is_empty()).then(|| Kept { seen: seen.parse().ok(), text: text.to_owned() })
    });
    taken.collect()
}

fn kept_prefix(key: &str) -> String {
    format!("unsaved.{key}.")
}
