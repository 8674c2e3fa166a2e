//! Staged files: new content that is written in full before it replaces the old content.
//!
//! On Linux a staged file has no name (`O_TMPFILE`), so that nothing remains of it however the program ends. On other
//! systems it is a hidden file next to the target, removed when dropped.

use std::fs::File;
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

use parking_lot::{Mutex, MutexGuard};
use tempfile::NamedTempFile;

use super::folder_of;

/// Complete content that is not at its target yet.
pub(super) enum Staged {
    /// Next to the target, without a name.
    Unnamed(File),
    /// Next to the target.
    Named(NamedTempFile, Unfinished),
    /// In the system's temporary folder, from where it can only be copied.
    Elsewhere(File),
}

impl Staged {
    /// Creates an empty file next to a target.
    pub(super) fn beside(target: &Path) -> io::Result<Self> {
        let folder = folder_of(target);
        if let Some(file) = unnamed(folder) {
            return Ok(Self::Unnamed(file));
        }
        let named = hidden().tempfile_in(folder)?;
        let unfinished = Unfinished::new(named.path());
        Ok(Self::Named(named, unfinished))
    }

    /// Creates an empty file that can only be copied to its target.
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

    /// Moves it over an existing target, after `adopt` has copied the attributes of that file. On errors, returns the
    /// staged file too.
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
                // A link cannot replace a file, so the staged file gets a temporary name.
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

    /// A named copy, for file systems that support unnamed files but cannot name them later.
    fn copied(mut file: &File, target: &Path) -> io::Result<Self> {
        let mut named = hidden().tempfile_in(folder_of(target))?;
        let unfinished = Unfinished::new(named.path());
        file.rewind()?;
        io::copy(&mut file, named.as_file_mut())?;
        named.as_file().sync_all()?;
        Ok(Self::Named(named, unfinished))
    }
}

/// Creates a file without a name, if the system supports naming it later.
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

/// Open files of this process.
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

/// Names and permissions of named staged files.
fn hidden() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".organogram-");
    // Temporary files are private by default; this one becomes an ordinary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// Named staged files.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock()
}

/// Removes all staged files, for a program that is about to exit.
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
