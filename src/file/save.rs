//! Saving a text over the file that it was read from, unless the file has changed.

use std::io::{self, Write as _};
use std::path::Path;

use super::{WriteError, folder_of, read_source, write_atomically};
use crate::diagnostic::Diagnostic;
use crate::source::SourceText;

/// Error of saving; the file is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// Another program has changed the file; contains its current text.
    #[error("another program has changed the file")]
    Changed(SourceText),
    /// The file was deleted; its folder exists.
    #[error("the file is gone")]
    Gone,
    /// The file can no longer be read, so it may contain something worth keeping.
    #[error("the file cannot be read")]
    Unreadable(#[source] Diagnostic),
    /// System error.
    #[error("the file cannot be written")]
    Refused(#[source] WriteError<io::Error>),
}

/// Atomically replaces the content of a file, if it still equals `read`. A file that grew beyond `max_bytes` counts as
/// changed.
///
/// # Errors
///
/// See [`NotSaved`].
pub fn save(path: &Path, read: &str, text: &str, max_bytes: u64) -> Result<(), NotSaved> {
    if path.is_dir() {
        return Err(NotSaved::Refused(WriteError::IsFolder(path.to_owned())));
    }
    match read_source(path, max_bytes) {
        Ok(found) if found.text() == read => write(path, text),
        Ok(found) => Err(NotSaved::Changed(found)),
        Err(_) if is_gone(path) && folder_of(path).is_dir() => Err(NotSaved::Gone),
        // This is reported as a missing folder.
        Err(_) if is_gone(path) => write(path, text),
        Err(problem) => Err(NotSaved::Unreadable(problem)),
    }
}

/// Writes a text to a new file in place of a deleted one.
///
/// # Errors
///
/// Like [`save`]; if the file exists again, it counts as changed.
pub fn save_new(path: &Path, text: &str, max_bytes: u64) -> Result<(), NotSaved> {
    match read_source(path, max_bytes) {
        Ok(found) => Err(NotSaved::Changed(found)),
        Err(_) if is_gone(path) => write(path, text),
        Err(problem) => Err(NotSaved::Unreadable(problem)),
    }
}

fn is_gone(path: &Path) -> bool {
    path.metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn write(path: &Path, text: &str) -> Result<(), NotSaved> {
    write_atomically(path, true, |out| out.write_all(text.as_bytes())).map_err(NotSaved::Refused)
}
