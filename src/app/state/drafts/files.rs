//! Files of drafts. Each draft has a name: `NAME.json` is the draft, `NAME.lock` is locked by the
//! window that writes it, and `NAME.tmp` is an unfinished write.
//!
//! The system releases locks when a process ends in any way: a draft without a held lock was left behind. `folder.lock`
//! is held while locks are created and removed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::edit::{Edit, Edits};
use crate::file;

/// The maximum number of drafts; the oldest that is not open is removed.
pub(super) const MAX_DRAFTS: usize = 20;

/// The maximum size of a text with its edits, in bytes.
pub(super) const MAX_BYTES: usize = 32 << 20;

/// The maximum size of a draft's file, in bytes: escaping may multiply the size of a character by six.
const MAX_FILE_BYTES: u64 = 6 * MAX_BYTES as u64 + (64 << 10);

/// An unsaved text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The structure file.
    pub(crate) path: PathBuf,
    /// The file's text when it was read.
    pub(crate) base: String,
    /// The unsaved text.
    pub(crate) text: String,
}

/// The format of a draft's file.
#[derive(Serialize, Deserialize)]
struct Record {
    /// The format's version.
    draft: u32,
    path: PathBuf,
    base: String,
    /// Byte ranges of `base` with their replacements.
    edits: Vec<(usize, usize, String)>,
}

const VERSION: u32 = 1;

impl Draft {
    fn to_json(&self) -> io::Result<Vec<u8>> {
        let edits = Edits::between(&self.base, &self.text);
        let edits = edits.list().iter().map(|it| (it.span.start, it.span.end, it.text.clone()));
        let record = Record {
            draft: VERSION,
            path: self.path.clone(),
            base: self.base.clone(),
            edits: edits.collect(),
        };
        Ok(serde_json::to_vec(&record)?)
    }

    fn from_json(json: &[u8]) -> Option<Self> {
        let record: Record = serde_json::from_slice(json).ok()?;
        let Record { draft: VERSION, path, base, edits } = record else { return None };
        let edits = edits.into_iter().map(|(start, end, text)| Edit { span: start..end, text });
        let text = Edits::new(edits.collect()).apply(&base);
        (text != base).then_some(Self { path, base, text })
    }
}

/// The files of one draft, locked by this window.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The lock; released when the file is closed.
    _lock: File,
    /// The path without extension.
    stem: PathBuf,
}

/// A draft that a window left behind.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) slot: Slot,
    pub(crate) draft: Draft,
}

impl Slot {
    /// Creates a slot in a folder, and the folder if it is missing.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        let _guard = lock_folder(folder)?;
        make_room(folder);
        let lock = tempfile::Builder::new().prefix("").suffix(".lock").tempfile_in(folder)?;
        let (lock, path) = lock.keep().map_err(|error| error.error)?;
        wait_for_lock(&lock)?;
        Ok(Self { _lock: lock, stem: path.with_extension("") })
    }

    /// The slot of a draft, if no window holds its lock.
    fn of_draft(draft: &Path) -> Option<Self> {
        let mut options = OpenOptions::new();
        let lock = private(options.write(true).create(true)).open(lock_of(draft)).ok()?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return None;
        }
        Some(Self { _lock: lock, stem: draft.with_extension("") })
    }

    /// Writes the draft atomically.
    pub(super) fn write(&self, draft: &Draft) -> io::Result<()> {
        let temporary = self.stem.with_extension("tmp");
        let mut options = OpenOptions::new();
        let mut out = private(options.write(true).create(true).truncate(true)).open(&temporary)?;
        out.write_all(&draft.to_json()?)?;
        out.sync_all()?;
        fs::rename(temporary, self.stem.with_extension("json"))
    }

    /// Removes the draft and its lock.
    pub(super) fn remove(self) -> io::Result<()> {
        let _guard = self.stem.parent().map(lock_folder).transpose()?;
        self.remove_files(&["json", "tmp", "lock"])
    }

    fn remove_files(&self, extensions: &[&str]) -> io::Result<()> {
        for extension in extensions {
            match fs::remove_file(self.stem.with_extension(extension)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }
}

/// The draft to offer: of the file `preferred` if there is one, otherwise the newest, unless `only_preferred`. If there
/// are none, stray files are removed.
pub(super) fn find(
    folder: &Path,
    preferred: Option<&Path>,
    only_preferred: bool,
) -> io::Result<Option<Found>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let _guard = lock_folder(folder)?;
    remove_remains(folder);
    let mut best: Option<Found> = None;
    for (_, path) in drafts(folder).into_iter().rev() {
        let Some(slot) = Slot::of_draft(&path) else { continue };
        let Some(draft) = read(&path) else { continue };
        let is_preferred = Some(draft.path.as_path()) == preferred;
        let found = Found { slot, draft };
        if is_preferred {
            return Ok(Some(found));
        }
        if !only_preferred && best.is_none() {
            best = Some(found);
        }
    }
    Ok(best)
}

fn read(path: &Path) -> Option<Draft> {
    Draft::from_json(&file::read_bytes(path, MAX_FILE_BYTES).ok()?)
}

/// The drafts of a folder with their times, oldest first.
fn drafts(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let mut drafts: Vec<_> = files(folder, "json")
        .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    drafts.sort();
    drafts
}

fn files(folder: &Path, extension: &'static str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(move |path| path.extension().is_some_and(|known| known == extension))
}

/// Removes the oldest drafts to make room for another.
fn make_room(folder: &Path) {
    let drafts = drafts(folder);
    let excess = (drafts.len() + 1).saturating_sub(MAX_DRAFTS);
    let slots = drafts.iter().filter_map(|(_, path)| Slot::of_draft(path));
    for slot in slots.take(excess) {
        // If a draft cannot be removed, the limit is merely exceeded.
        let _ = slot.remove_files(&["json", "tmp", "lock"]);
    }
}

/// Removes locks without a draft, and unfinished writes.
fn remove_remains(folder: &Path) {
    for lock in files(folder, "lock") {
        if lock.file_stem().is_some_and(|stem| stem == "folder")
            || lock.with_extension("json").exists()
        {
            continue;
        }
        if let Some(slot) = Slot::of_draft(&lock) {
            let _ = slot.remove_files(&["tmp", "lock"]);
        }
    }
}

fn lock_of(draft: &Path) -> PathBuf {
    draft.with_extension("lock")
}

/// Takes the folder's lock, which serializes searching, creating and removing drafts.
fn lock_folder(folder: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let lock = private(options.write(true).create(true)).open(folder.join("folder.lock"))?;
    wait_for_lock(&lock)?;
    Ok(lock)
}

/// Locks a file. On file systems without locks, two windows may offer the same draft.
fn wait_for_lock(file: &File) -> io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Creates a folder that only its owner can read.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Restricts a new file to its owner.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
