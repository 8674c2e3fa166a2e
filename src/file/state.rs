//! State of a file, to detect changes without reading it.

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
    #[cfg(target_arch = "wasm32")]
    #[must_use]
    pub fn of(path: &Path) -> Self {
        super::page::state(path)
    }

    /// The state of a file now.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn of(path: &Path) -> Self {
        std::fs::metadata(path).map_or(Self::Missing, |metadata| Self::There {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}
