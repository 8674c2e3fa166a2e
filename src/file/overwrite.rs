//! Writing into a file that must stay the same one: it has several names, it belongs to someone
//! else, or nothing may be put beside it.
//!
//! The old content goes to a backup first. It is put back when writing fails, and stays beside the
//! file when the program is killed meanwhile.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use super::folder_of;

/// Held while a file is neither old nor new.
static OVERWRITING: Mutex<()> = Mutex::new(());

/// Waits until every file is whole.
pub(super) fn wait() {
    drop(OVERWRITING.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Why a file was not overwritten.
pub(super) enum Failed {
    /// It is as it was.
    Kept(io::Error),
    /// It is not, and what it held is in the backup.
    Damaged(PathBuf, io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Kept(error)
    }
}

/// Writes content into the file at a path, which `known` describes.
pub(super) fn overwrite(path: &Path, known: &Metadata, content: &mut File) -> Result<(), Failed> {
    let _incomplete = OVERWRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || !is_same_file(&metadata, known) {
        return Err(Failed::Kept(io::Error::other("another file stands there now")));
    }
    let mut backup = backup_beside(path)?;
    fill(backup.as_file_mut(), &mut file)?;
    let Err(error) = fill(&mut file, content) else {
        drop_special_bits(&file, &metadata);
        return Ok(());
    };
    if fill(&mut file, backup.as_file_mut()).is_ok() {
        return Err(Failed::Kept(error));
    }
    let place = backup.path().to_owned();
    match backup.keep() {
        Ok(_) => Err(Failed::Damaged(place, error)),
        Err(failed) => Err(Failed::Damaged(place, failed.error)),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

/// A private file beside another, or among the system's temporary files.
fn backup_beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".organogram-backup-");
    builder.tempfile_in(folder_of(path)).or_else(|_| builder.tempfile())
}

/// Makes a file hold what another one holds.
fn fill(file: &mut File, content: &mut File) -> io::Result<()> {
    file.rewind()?;
    content.rewind()?;
    let bytes = io::copy(content, file)?;
    file.set_len(bytes)?;
    file.sync_all()
}

/// Whether two descriptions are of one file, whatever its name.
#[cfg(unix)]
pub(super) fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
pub(super) fn is_same_file(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

/// Takes the rights away that a file gives to whoever runs it, where the system has not done so.
fn drop_special_bits(file: &File, metadata: &Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = metadata.permissions().mode();
        if mode & 0o7000 != 0 {
            // Who does not own the file may not; the system takes them from such a writer's files.
            let _ = file.set_permissions(PermissionsExt::from_mode(mode & 0o777));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, metadata);
}
