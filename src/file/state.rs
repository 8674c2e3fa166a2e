//! State of a file, to detect changes without reading it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// State of a file: equal states imply equal content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// No file, or no permission to see it.
    Missing,
    /// An existing file.
    There {
        /// Its length.
        bytes: u64,
        /// Time of the last change, if the system records it.
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
