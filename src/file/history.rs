//! Versions of a file in its history, and reasons for having none.

use std::path::PathBuf;

/// A version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Short id of the commit, and the path if it differs from the current one.
    pub name: String,
    /// The author's date, `YYYY-MM-DD`.
    pub date: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Reason why a file has no history.
#[derive(Debug, thiserror::Error)]
pub enum NoHistory {
    /// Neither the file nor the working folder is inside a repository.
    #[error("{} is in no Git repository", .0.display())]
    NoRepository(PathBuf),
    /// The repository does not contain the revision.
    #[error("there is no revision {0}")]
    NoRevision(String),
    /// The revision does not contain the file.
    #[error("{revision} does not have {}", .file.display())]
    NoFile {
        /// The file.
        file: PathBuf,
        /// The revision.
        revision: String,
    },
    /// The repository cannot be read.
    #[error("the Git repository cannot be read: {0}")]
    Unreadable(String),
}
