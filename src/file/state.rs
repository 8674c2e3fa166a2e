//! The state of a file, to see whether it changed without reading it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Length and modification time of a file: equal means that it says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    bytes: u64,
    modified: SystemTime,
}

impl FileState {
    /// The state of a file now; none if there is none, or the system does not tell.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { bytes: metadata.len(), modified: metadata.modified().ok()? })
    }
}
