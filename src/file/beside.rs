//! Small texts beside a file, such as a mapping beside a table.

use std::fs;
use std::path::{Path, PathBuf};

use super::{folder_of, read_source};

/// More files than these are not looked at.
const MAX_FILES: usize = 64;
/// Larger ones are not read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The texts of the files with an extension that stand beside a file: first the one that is called like it,
/// then the others by name. What cannot be read is passed over.
#[must_use]
pub fn texts_beside(path: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder_of(path)).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| path.with_file_name(entry.file_name()))
        .filter(|it| it.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort_by_key(|it| (it.file_stem() != path.file_stem(), it.clone()));
    paths.truncate(MAX_FILES);
    let read = |path: PathBuf| {
        let source = read_source(&path, MAX_BYTES).ok()?;
        Some((path, source.text().to_owned()))
    };
    paths.into_iter().filter_map(read).collect()
}
