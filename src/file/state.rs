//! The state of a file, to see whether it changed without reading it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The state of a file: equal means that it says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// There is no file, or none that may be looked at.
    Missing,
    /// A file.
    There {
        /// Its length.
        bytes: u64,
        /// When it was written last, where the system tells.
        modified: Option<SystemTime>,
    },
}

impl FileState {
    /// The state of a file now.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        fs::metadata(path).map_or(Self::Missing, |metadata| Self::There {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}
