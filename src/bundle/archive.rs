//! The zip: the one door to the `zip` crate.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::File;

/// Packs files, in the order given. The same files give the same bytes: no clock, fixed permissions.
///
/// # Errors
/// If a path is not fit for a zip, or an archive grows over four gigabytes.
pub fn zip(files: &[File]) -> Result<Vec<u8>, String> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        writer.start_file(file.path.as_str(), options).map_err(|e| format!("{}: {e}", file.path))?;
        writer.write_all(&file.bytes).map_err(|e| format!("{}: {e}", file.path))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let files =
            [File { path: "a/b.sql".into(), bytes: b"SELECT 1;\n".to_vec() }, File { path: "é".into(), bytes: vec![] }];
        let bytes = zip(&files).expect("zip");
        assert_eq!(zip(&files).expect("zip"), bytes);
        assert!(bytes.starts_with(b"PK"));
    }
}
