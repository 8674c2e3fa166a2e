//! Backups of texts discarded in a conflict, kept for a while in a folder next to the settings.

use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::diagnostic::{Argument, Message};
use crate::file::{self, WriteError};
use crate::message;

/// The maximum number of backups; the oldest are removed.
const MAX_BACKUPS: usize = 50;
/// The maximum age of a backup.
const MAX_AGE: Duration = Duration::from_hours(90 * 24);
/// The maximum length of the file's name within a backup's name, in bytes.
const MAX_STEM_BYTES: usize = 100;

/// The suffix of a backup's name.
const ENDING: &str = ".backup.ron";

/// The folder of backups.
pub(crate) struct Backups {
    folder: Option<PathBuf>,
}

/// The version in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// The typed text.
    Typed,
    /// The text that another program wrote.
    OnDisk,
}

/// Error of writing a backup.
#[derive(Debug)]
pub(crate) enum NoBackup {
    /// The system has no folder for settings.
    NoFolder,
    /// The folder cannot be created.
    Folder(PathBuf, io::Error),
    /// The file cannot be written.
    File(WriteError<io::Error>),
}

impl NoBackup {
    /// The message for the user.
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::NoFolder => message!("the system has no folder for settings and backups"),
            Self::Folder(path, error) => {
                let path = Argument::full(path.display());
                message!("the folder {0} cannot be created: {1}", path, error.to_string())
            }
            Self::File(error) => error.message(),
        }
    }
}

impl Backups {
    /// Backups in a folder next to the settings.
    pub(crate) fn beside(settings: Option<&Path>) -> Self {
        Self { folder: settings.map(|settings| settings.with_file_name("backups")) }
    }

    /// Writes a backup of a version of a structure file, and returns its path. Removes backups that are too old or too
    /// many.
    ///
    /// # Errors
    ///
    /// Errors of writing it; in this case nothing is left behind.
    pub(crate) fn keep(
        &self,
        structure_file: &Path,
        version: Version,
        text: &str,
        now: SystemTime,
    ) -> Result<PathBuf, NoBackup> {
        let folder = self.folder.as_ref().ok_or(NoBackup::NoFolder)?;
        make_private(folder).map_err(|error| NoBackup::Folder(folder.clone(), error))?;
        let name = name(structure_file, version, now);
        let numbers = (2_u32..).map(|number| format!("{name}-{number}{ENDING}"));
        let mut names = std::iter::once(format!("{name}{ENDING}")).chain(numbers);
        let path = loop {
            let path = folder.join(names.next().unwrap_or_default());
            match file::write_atomically(&path, false, |out| out.write_all(text.as_bytes())) {
                Err(WriteError::Exists(_)) => {}
                written => break written.map(|()| path).map_err(NoBackup::File)?,
            }
        };
        // Removal is retried with the next backup.
        let _ = prune(folder, &path, now);
        Ok(path)
    }
}

/// Creates a folder that only its owner can read.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The start of a backup's name, such as `mine.typed.2026-11-26T04-05-22Z`.
fn name(structure_file: &Path, version: Version, now: SystemTime) -> String {
    let stem = structure_file.file_stem().unwrap_or_default().to_string_lossy();
    let stem: String = stem
        .chars()
        .map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    let stem = &stem[..stem.floor_char_boundary(MAX_STEM_BYTES)];
    let version = match version {
        Version::Typed => "typed",
        Version::OnDisk => "on-disk",
    };
    // The range that the format supports; the clock may be wrong.
    let latest = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    let now = now.clamp(SystemTime::UNIX_EPOCH, latest);
    let time = humantime::format_rfc3339_seconds(now).to_string().replace(':', "-");
    format!("{stem}.{version}.{time}")
}

/// Removes backups that are too old or too many, but never the one at `newest`.
fn prune(folder: &Path, newest: &Path, now: SystemTime) -> io::Result<()> {
    let mut backups = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_backup = entry.file_name().to_string_lossy().ends_with(ENDING);
        let metadata = entry.metadata()?;
        if is_backup && metadata.is_file() && entry.path() != newest {
            backups.push((metadata.modified()?, entry.path()));
        }
    }
    backups.sort_unstable_by(|one, other| other.cmp(one));
    for (at, (modified, path)) in backups.iter().enumerate() {
        let age = now.duration_since(*modified).unwrap_or_default();
        if at + 1 >= MAX_BACKUPS || age > MAX_AGE {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 26 November 2026, 04:05:22 UTC.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_665_922)
    }

    fn backups(folder: &Path) -> Backups {
        Backups::beside(Some(&folder.join("settings.ron")))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder.join("backups")).expect("the folder is there");
        let name = |entry: io::Result<fs::DirEntry>| {
            entry.expect("it can be listed").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn names_backups_by_file_version_and_time() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let backups = backups(folder.path());
        let keep = |version, text| {
            let path = Path::new("/somewhere/海岸.organogram.ron");
            backups.keep(path, version, text, now()).expect("it can be written")
        };
        let typed = keep(Version::Typed, "mine\r\n");
        keep(Version::OnDisk, "theirs");
        keep(Version::Typed, "again");
        assert_eq!(
            names(folder.path()),
            [
                "海岸.organogram.on-disk.2026-11-26T04-05-22Z.backup.ron",
                "海岸.organogram.typed.2026-11-26T04-05-22Z-2.backup.ron",
                "海岸.organogram.typed.2026-11-26T04-05-22Z.backup.ron",
            ]
        );
        assert_eq!(fs::read_to_string(typed).expect("it is there"), "mine\r\n");
    }

    #[cfg(unix)]
    #[test]
    fn backup_folder_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = Path::new("a.ron");
        backups(folder.path()).keep(path, Version::Typed, "", now()).expect("it can be written");
        let metadata = folder.path().join("backups").metadata().expect("it is there");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn prunes_old_and_excess_backups_only() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let backups = backups(folder.path());
        let kept = folder.path().join("backups");
        let keep = |name: &str, time| {
            backups.keep(Path::new(name), Version::Typed, "", time).expect("it can be written")
        };
        let today = SystemTime::now();
        for number in 0..60 {
            keep(&format!("{number}.ron"), today);
        }
        fs::write(kept.join("notes.txt"), "").expect("a file can be written");
        assert_eq!(names(folder.path()).len(), 51, "fifty backups and the notes");
        let last = keep("last.ron", today + MAX_AGE + Duration::from_mins(1));
        let last = last.file_name().expect("it has a name").to_string_lossy().into_owned();
        assert_eq!(names(folder.path()), [last, "notes.txt".to_owned()]);
    }

    #[test]
    fn replaces_invalid_file_names() {
        let long = format!("{}.ron", "海".repeat(80));
        let name = name(Path::new(&long), Version::OnDisk, now());
        assert_eq!(name, format!("{}.on-disk.2026-11-26T04-05-22Z", "海".repeat(33)));
        assert!(super::name(Path::new("a\nb?.ron"), Version::Typed, now()).starts_with("a_b_."));
        let none = Backups::beside(None).keep(Path::new("a"), Version::Typed, "", now());
        assert!(matches!(none, Err(NoBackup::NoFolder)));
    }
}
