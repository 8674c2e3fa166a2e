//! Small texts next to a file, such as a mapping next to a table.

use std::path::{Path, PathBuf};

#[cfg(target_arch = "wasm32")]
use super::page::beside;
use super::read_source;

/// Maximum number of files that are considered.
const MAX_FILES: usize = 64;
/// Maximum size of a file that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The texts of files with an extension next to a file: first the one with the same name, then the others by name.
/// Unreadable files are skipped.
#[must_use]
pub fn texts_beside(path: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = beside(path)
        .into_iter()
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

/// The files of the folder that a file stands in.
#[cfg(not(target_arch = "wasm32"))]
fn beside(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(super::folder_of(path)).into_iter().flatten().flatten();
    entries.map(|entry| path.with_file_name(entry.file_name())).collect()
}
