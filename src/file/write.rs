//! Writing a whole file or none, by way of a temporary file beside it.

use std::fmt::Display;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::folder_of;
use crate::diagnostic::{Argument, Message};
use crate::message;

/// Why a file was not written; the target is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum WriteError<E: Display> {
    /// The target is there, and was not to be replaced.
    Exists(PathBuf),
    /// The target is a folder.
    IsFolder(PathBuf),
    /// The target is a device, a pipe or the like.
    NotAFile(PathBuf),
    /// The target may only be read.
    ReadOnly(PathBuf),
    /// The folder of the target does not exist.
    NoFolder(PathBuf),
    /// The system refuses.
    Refused {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// What was to be written could not be made.
    Content(E),
}

impl<E: Display> WriteError<E> {
    /// What is said of it.
    #[must_use]
    pub fn message(&self) -> Message {
        let named = |path: &Path| Argument::whole(path.display());
        match self {
            Self::Exists(path) => message!("{0} exists already", named(path)),
            Self::IsFolder(path) => message!("{0} is a folder", named(path)),
            Self::NotAFile(path) => message!("{0} is no regular file", named(path)),
            Self::ReadOnly(path) => message!("{0} is read-only", named(path)),
            Self::NoFolder(path) => message!("the folder {0} does not exist", named(path)),
            Self::Refused { path, error } => {
                message!("{0} cannot be written: {1}", named(path), error.to_string())
            }
            Self::Content(error) => message!("{0}", Argument::whole(error)),
        }
    }
}

/// Writes a file by way of a temporary one beside it, so that it is whole or as it was.
///
/// `force` lets it replace a file that is there.
///
/// # Errors
/// What the target is or its folder lacks; what `write` gives back. Nothing is left behind then.
pub fn write_atomically<E: Display>(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> Result<(), E>,
) -> Result<(), WriteError<E>> {
    let refused = |error| WriteError::Refused { path: path.to_owned(), error };
    let permissions = check_target(path, force)?;
    // A link stays one: what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut temporary = temporary_beside(&target).map_err(refused)?;
    let _unfinished = Unfinished::new(temporary.path());
    let mut out = BufWriter::with_capacity(1 << 16, temporary.as_file_mut());
    write(&mut out).map_err(WriteError::Content)?;
    out.flush().map_err(refused)?;
    drop(out);
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions).map_err(refused)?;
    }
    temporary.as_file().sync_all().map_err(refused)?;
    let persisted =
        if force { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
    match persisted {
        Ok(_) => Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(WriteError::Exists(path.to_owned()))
        }
        Err(failed) => Err(refused(failed.error)),
    }
}

/// What speaks against a target before anything is made; else the permissions that it has.
fn check_target<E: Display>(
    path: &Path,
    force: bool,
) -> Result<Option<Permissions>, WriteError<E>> {
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(WriteError::NoFolder(folder.to_owned()));
    }
    let Ok(metadata) = fs::metadata(path) else {
        // A link that leads nowhere is there all the same.
        let is_link = fs::symlink_metadata(path).is_ok();
        return if is_link && !force { Err(WriteError::Exists(path.to_owned())) } else { Ok(None) };
    };
    let path = path.to_owned();
    if metadata.is_dir() {
        Err(WriteError::IsFolder(path))
    } else if !metadata.is_file() {
        Err(WriteError::NotAFile(path))
    } else if !force {
        Err(WriteError::Exists(path))
    } else if metadata.permissions().readonly() {
        Err(WriteError::ReadOnly(path))
    } else {
        Ok(Some(metadata.permissions()))
    }
}

/// The temporary files that are being written.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files that are being written: for a program that ends at once.
pub fn remove_unfinished() {
    for path in unfinished().drain(..) {
        // One that has its own name by now is whole, and not there under this one any more.
        let _ = fs::remove_file(path);
    }
}

/// A temporary file in the list, as long as it is written.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(path: &Path) -> Self {
        unfinished().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

/// How many bytes can still be written beside a target, where the system tells.
#[must_use]
pub fn free_bytes(target: &Path) -> Option<u64> {
    fs4::available_space(folder_of(target)).ok()
}

fn temporary_beside(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".organogram-");
    // A temporary file is private by default; what comes of this one is a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(target))
}
