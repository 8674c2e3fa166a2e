//! Atomic writing of files.

use std::fmt::Display;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::overwrite::{self, Failed, overwrite};
use super::staged::{self, Staged};
use super::{WriteError, attributes, folder_of};

/// Writes a file atomically: new content is staged, then moved over the old file. A file that has several hard links,
/// or whose owner or attributes a new file cannot have, is instead overwritten in place, with a backup.
///
/// `force` permits replacing an existing file. Symbolic links are kept; their target is written.
///
/// # Errors
///
/// Obstacles at the target or its folder, and errors of `write`. In this case nothing is left behind.
pub fn write_atomically<E: Display>(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> Result<(), E>,
) -> Result<(), WriteError<E>> {
    let refused = |error| WriteError::Refused { path: path.to_owned(), error };
    let target = Target::check(path, force)?;
    let mut staged = target.stage().map_err(refused)?;
    let mut out = BufWriter::with_capacity(1 << 16, staged.file());
    write(&mut out).map_err(WriteError::Content)?;
    out.flush().map_err(refused)?;
    drop(out);
    staged.file().sync_all().map_err(refused)?;
    match target.put(staged) {
        Ok(()) => Ok(()),
        Err(Failed::Kept(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(WriteError::Exists(path.to_owned()))
        }
        Err(Failed::Kept(error)) => Err(refused(error)),
        Err(Failed::Damaged(backup, error)) => {
            Err(WriteError::Damaged { path: path.to_owned(), backup, error })
        }
    }
}

/// The destination of a write.
struct Target {
    /// Path with symbolic links resolved.
    path: PathBuf,
    /// Metadata of the existing file.
    existing: Option<Metadata>,
}

impl Target {
    /// Checks a target before anything is written.
    fn check<E: Display>(path: &Path, force: bool) -> Result<Self, WriteError<E>> {
        let refused = |error| WriteError::Refused { path: path.to_owned(), error };
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Self::absent(path, force);
            }
            Err(error) => return Err(refused(error)),
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
            let target = fs::canonicalize(&path).unwrap_or(path);
            Ok(Self { path: target, existing: Some(metadata) })
        }
    }

    /// Checks a target that does not exist, or a dangling link.
    fn absent<E: Display>(path: &Path, force: bool) -> Result<Self, WriteError<E>> {
        let target = behind_links(path);
        let folder = folder_of(&target);
        if !folder.is_dir() {
            Err(WriteError::NoFolder(folder.to_owned()))
        } else if target != path && !force {
            Err(WriteError::DanglingLink(path.to_owned(), target))
        } else {
            Ok(Self { path: target, existing: None })
        }
    }

    fn stage(&self) -> io::Result<Staged> {
        Staged::beside(&self.path).or_else(|error| {
            let can_be_written_into = || File::options().write(true).open(&self.path).is_ok();
            if self.existing.is_some() && may_not_be_replaced(&error) && can_be_written_into() {
                Staged::elsewhere()
            } else {
                Err(error)
            }
        })
    }

    fn put(&self, mut staged: Staged) -> Result<(), Failed> {
        let Some(existing) = &self.existing else {
            staged.put(&self.path)?;
            self.sync_folder();
            return Ok(());
        };
        if staged.is_beside() && attributes::names(existing) == 1 {
            let adopt = |file: &File| {
                // For example another user's ownership, or an attribute that the file system of the folder does not
                // support.
                let adopted = attributes::adopt(file, &self.path, existing);
                adopted.map_err(|_| io::ErrorKind::PermissionDenied.into())
            };
            staged = match staged.replace(&self.path, &adopt) {
                Ok(()) => {
                    self.sync_folder();
                    return Ok(());
                }
                Err((staged, error)) if may_not_be_replaced(&error) => staged,
                Err((_, error)) => return Err(Failed::Kept(error)),
            };
        }
        overwrite(&self.path, existing, staged.file())
    }

    /// Makes the new name survive a power loss, if folders can be synchronized.
    fn sync_folder(&self) {
        if cfg!(unix) {
            let _ = File::open(folder_of(&self.path)).and_then(|folder| folder.sync_all());
        }
    }
}

/// Whether the file may still be overwritten in place after an error.
fn may_not_be_replaced(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            // A mount point.
            | io::ErrorKind::ResourceBusy
            | io::ErrorKind::CrossesDevices
    )
}

/// Maximum length of a chain of symbolic links.
const MAX_LINKS: usize = 40;

/// The missing target of a chain of symbolic links.
fn behind_links(path: &Path) -> PathBuf {
    let leads_on = |path: &PathBuf| {
        let leads_to = fs::read_link(path).ok()?;
        Some(path.parent().unwrap_or(Path::new("")).join(leads_to))
    };
    let ways = std::iter::successors(Some(path.to_owned()), leads_on);
    ways.take(MAX_LINKS).last().unwrap_or_default()
}

/// Whether both paths refer to the same file, also through symbolic or hard links.
#[must_use]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let same = |one: &Path, other: &Path| {
        let is_same = overwrite::is_same_file(&fs::metadata(one)?, &fs::metadata(other)?);
        Ok::<_, io::Error>(is_same && (cfg!(unix) || one.canonicalize()? == other.canonicalize()?))
    };
    same(one, other).unwrap_or(false)
}

/// Ends all writing before the program exits: removes staged files, and waits for overwriting in place.
pub fn remove_unfinished() {
    staged::remove_all();
    overwrite::wait();
}

/// Free space next to a target, in bytes, if the system reports it.
#[must_use]
pub fn free_bytes(target: &Path) -> Option<u64> {
    fs4::available_space(folder_of(target)).ok()
}

/// Creates a folder and its parents.
///
/// # Errors
///
/// System errors.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Whether a path is an existing file or folder.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.exists()
}
