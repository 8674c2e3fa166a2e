//! In-place overwriting with a backup, for files that cannot be replaced by a new one: several hard links, another
//! owner, a folder without write permission.
//!
//! The old content is backed up first. It is restored if writing fails, and the backup remains if the program is killed
//! in the meantime.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use tempfile::NamedTempFile;

use super::folder_of;

/// Held while a file contains a mixture of old and new content.
static OVERWRITING: Mutex<()> = Mutex::new(());

/// Waits for the overwrite in progress.
pub(super) fn wait() {
    drop(OVERWRITING.lock());
}

/// Error of an overwrite.
pub(super) enum Failed {
    /// The file is unchanged.
    Kept(io::Error),
    /// The file is damaged; the old content is in the backup.
    Damaged(PathBuf, io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Kept(error)
    }
}

/// Overwrites the file at a path, whose metadata is `known`.
pub(super) fn overwrite(path: &Path, known: &Metadata, content: &mut File) -> Result<(), Failed> {
    let _incomplete = OVERWRITING.lock();
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

/// Creates a private file next to another, or in the system's temporary folder.
fn backup_beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".organogram-backup-");
    builder.tempfile_in(folder_of(path)).or_else(|_| builder.tempfile())
}

/// Replaces a file's content by another file's.
fn fill(file: &mut File, content: &mut File) -> io::Result<()> {
    file.rewind()?;
    content.rewind()?;
    let bytes = io::copy(content, file)?;
    file.set_len(bytes)?;
    file.sync_all()
}

/// Compares device and inode.
#[cfg(unix)]
pub(super) fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
pub(super) fn is_same_file(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

/// Removes setuid, setgid and sticky bits that the system has kept.
fn drop_special_bits(file: &File, metadata: &Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = metadata.permissions().mode();
        if mode & 0o7000 != 0 {
            // Only the owner may do this; for other users, the system itself removes them on writing.
            let _ = file.set_permissions(PermissionsExt::from_mode(mode & 0o777));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, metadata);
}
