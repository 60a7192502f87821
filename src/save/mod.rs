//! The project file: pretty JSON with its keys in a fixed order, one element to a block, values that are the default
//! left out, so that a difference of files is as small as the difference of designs and two branches merge.
//!
//! Reading is strict about shape and tolerant about meaning. A key that is not known, a value of another type or an
//! id used twice is refused with its place, for what is read half would be saved half. A reference that leads nowhere
//! is let in: the problems panel shows it, and a person mends it.

mod place;
mod read;
mod shape;
mod write;

pub use read::{LoadError, from_json};
pub use write::to_json;

/// The version of the format that is written. Older ones are read, newer ones refused.
pub const FORMAT_VERSION: u64 = 1;

/// True for a text that begins as [`to_json`] writes it: what to take a file for, without reading all of it.
pub fn begins_like_one(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with("\"formatVersion\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_file_is_known_by_its_beginning() {
        assert!(begins_like_one(&to_json(&crate::design::Design::empty("Shop"))));
        assert!(!begins_like_one("{\"schemas\": []}"));
        assert!(!begins_like_one("CREATE TABLE \"formatVersion\" ()"));
    }
}
