//! Staged files: new content, written in full before it takes the place of the old.
//!
//! On Linux a staged file has no name (`O_TMPFILE`), so nothing is left of it however the program
//! ends. Elsewhere it is a hidden file beside the target, removed when dropped.

use std::fs::File;
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

use parking_lot::{Mutex, MutexGuard};
use tempfile::NamedTempFile;

use super::folder_of;

/// Complete content that is not at its target yet.
pub(super) enum Staged {
    /// Beside the target, without a name.
    Unnamed(File),
    /// Beside the target.
    Named(NamedTempFile, Unfinished),
    /// In the system's folder for temporary files, from where it can only be copied.
    Elsewhere(File),
}

impl Staged {
    /// An empty file beside a target.
    pub(super) fn beside(target: &Path) -> io::Result<Self> {
        let folder = folder_of(target);
        if let Some(file) = unnamed(folder) {
            return Ok(Self::Unnamed(file));
        }
        let named = hidden().tempfile_in(folder)?;
        let unfinished = Unfinished::new(named.path());
        Ok(Self::Named(named, unfinished))
    }

    /// An empty file that can only be copied to its target.
    pub(super) fn elsewhere() -> io::Result<Self> {
        tempfile::tempfile().map(Self::Elsewhere)
    }

    pub(super) fn file(&mut self) -> &mut File {
        match self {
            Self::Unnamed(file) | Self::Elsewhere(file) => file,
            Self::Named(named, _) => named.as_file_mut(),
        }
    }

    /// Whether it can be moved to its target.
    pub(super) const fn is_beside(&self) -> bool {
        matches!(self, Self::Unnamed(_) | Self::Named(..))
    }

    /// Moves it to a target that does not exist.
    pub(super) fn put(self, target: &Path) -> io::Result<()> {
        match self {
            Self::Unnamed(file) => match link(&file, target) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    Self::copied(&file, target)?.put(target)
                }
                linked => linked,
            },
            Self::Named(named, _) => {
                named.persist_noclobber(target).map(drop).map_err(|failed| failed.error)
            }
            Self::Elsewhere(_) => Err(io::ErrorKind::CrossesDevices.into()),
        }
    }

    /// Moves it over an existing target, after `adopt` has copied that file's attributes. Returns the
    /// staged file with the error.
    pub(super) fn replace(
        mut self,
        target: &Path,
        adopt: &impl Fn(&File) -> io::Result<()>,
    ) -> Result<(), (Self, io::Error)> {
        if let Err(error) = adopt(self.file()) {
            return Err((self, error));
        }
        match self {
            Self::Unnamed(file) => {
                // A link never takes the place of a file, so this one has a name for a moment.
                match hidden().make_in(folder_of(target), |path| link(&file, path)) {
                    Ok(named) => named
                        .into_temp_path()
                        .persist(target)
                        .map_err(|failed| (Self::Unnamed(file), failed.error)),
                    Err(_) => match Self::copied(&file, target) {
                        Ok(copy) => copy.replace(target, adopt),
                        Err(error) => Err((Self::Unnamed(file), error)),
                    },
                }
            }
            Self::Named(named, unfinished) => named
                .persist(target)
                .map(drop)
                .map_err(|failed| (Self::Named(failed.file, unfinished), failed.error)),
            Self::Elsewhere(_) => Err((self, io::ErrorKind::CrossesDevices.into())),
        }
    }

    /// A named copy, for file systems that make files without a name but cannot name them later.
    fn copied(mut file: &File, target: &Path) -> io::Result<Self> {
        let mut named = hidden().tempfile_in(folder_of(target))?;
        let unfinished = Unfinished::new(named.path());
        file.rewind()?;
        io::copy(&mut file, named.as_file_mut())?;
        named.as_file().sync_all()?;
        Ok(Self::Named(named, unfinished))
    }
}

/// A file without a name, where the system supports naming it later.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).mode(0o666).custom_flags(flags);
    Path::new(OPEN_FILES).is_dir().then(|| options.open(folder).ok()).flatten()
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_folder: &Path) -> Option<File> {
    None
}

/// The program's open files.
#[cfg(target_os = "linux")]
const OPEN_FILES: &str = "/proc/self/fd";

/// Names an unnamed file; fails if the name exists.
#[cfg(target_os = "linux")]
fn link(file: &File, name: &Path) -> io::Result<()> {
    use std::os::fd::AsRawFd as _;

    use rustix::fs::{AtFlags, CWD, linkat};
    let open = format!("{OPEN_FILES}/{}", file.as_raw_fd());
    Ok(linkat(CWD, open, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn link(_file: &File, _name: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Names and permissions of staged files that have a name.
fn hidden() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".organogram-");
    // Temporary files are private by default; this one becomes an ordinary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// The staged files that have a name.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock()
}

/// Removes the staged files: for a program that ends at once.
pub(super) fn remove_all() {
    for path in unfinished().drain(..) {
        // A file that was moved to its target no longer has this name.
        let _ = std::fs::remove_file(path);
    }
}

/// Keeps a file in [`UNFINISHED`] while it is staged.
pub(super) struct Unfinished(PathBuf);

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
