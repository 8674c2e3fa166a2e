//! Errors of writing a file.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Argument, Message};
use crate::message;

/// Error of writing; the target is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum WriteError<E: Display> {
    /// The target exists and must not be replaced.
    Exists(PathBuf),
    /// The target is a link to a missing file.
    DanglingLink(PathBuf, PathBuf),
    /// The target is a folder.
    IsFolder(PathBuf),
    /// The target is a device, a pipe or another special file.
    NotAFile(PathBuf),
    /// The target is read-only.
    ReadOnly(PathBuf),
    /// The folder of the target does not exist.
    NoFolder(PathBuf),
    /// System error.
    Refused {
        /// The target.
        path: PathBuf,
        /// The underlying error.
        error: io::Error,
    },
    /// Writing failed, and so did restoring the content.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Backup of its content.
        backup: PathBuf,
        /// The underlying error.
        error: io::Error,
    },
    /// The content could not be produced.
    Content(E),
}

impl<E: Display> WriteError<E> {
    /// The message for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        let named = |path: &Path| Argument::full(path.display());
        match self {
            Self::Exists(path) => message!("{0} already exists", named(path)),
            Self::DanglingLink(path, target) => {
                message!("{0} is a link to {1}, which does not exist", named(path), named(target))
            }
            Self::IsFolder(path) => message!("{0} is a folder", named(path)),
            Self::NotAFile(path) => message!("{0} is not a regular file", named(path)),
            Self::ReadOnly(path) => message!("{0} is read-only", named(path)),
            Self::NoFolder(path) => message!("the folder {0} does not exist", named(path)),
            Self::Refused { path, error } => {
                message!("{0} cannot be written: {1}", named(path), error.to_string())
            }
            Self::Damaged { path, backup, error } => message!(
                "{0} was not completely written: {1}; its previous content is in {2}",
                named(path),
                error.to_string(),
                named(backup)
            ),
            Self::Content(error) => message!("{0}", Argument::full(error)),
        }
    }
}
