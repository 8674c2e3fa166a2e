//! The files of drafts. Each draft has a name: `NAME.json` is the draft, `NAME.lock` is locked by the
//! window that writes it, and `NAME.tmp` is a draft that is being written.
//!
//! Locks are released by the system when a process ends, however that happens: a draft whose lock is
//! free was left behind. `folder.lock` is held while locks come and go.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::edit::{Edit, Edits};
use crate::file;

/// So many drafts are kept; the oldest that no window writes goes first.
pub(super) const MAX_DRAFTS: usize = 20;

/// A text that with its edits is larger, in bytes, is not kept.
pub(super) const MAX_BYTES: usize = 32 << 20;

/// A file of a draft is no larger, in bytes: a character is escaped to six at most.
const MAX_FILE_BYTES: u64 = 6 * MAX_BYTES as u64 + (64 << 10);

/// A text that is not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The structure file.
    pub(crate) path: PathBuf,
    /// What the file said when it was read.
    pub(crate) base: String,
    /// What was written in its place.
    pub(crate) text: String,
}

/// A draft in its file.
#[derive(Serialize, Deserialize)]
struct Record {
    /// The version of this format.
    draft: u32,
    path: PathBuf,
    base: String,
    /// Bytes of `base`, and what stands in their place.
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

/// The place of a draft, locked by this window.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The lock; the system frees it with the file.
    _lock: File,
    /// Without its extension.
    stem: PathBuf,
}

/// A draft that a window left behind.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) slot: Slot,
    pub(crate) draft: Draft,
}

impl Slot {
    /// A new place in a folder, which is made if it is missing.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        let _guard = lock_folder(folder)?;
        make_room(folder);
        let lock = tempfile::Builder::new().prefix("").suffix(".lock").tempfile_in(folder)?;
        let (lock, path) = lock.keep().map_err(|error| error.error)?;
        wait_for_lock(&lock)?;
        Ok(Self { _lock: lock, stem: path.with_extension("") })
    }

    /// The place of a draft that no window writes.
    fn of_draft(draft: &Path) -> Option<Self> {
        let mut options = OpenOptions::new();
        let lock = private(options.write(true).create(true)).open(lock_of(draft)).ok()?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return None;
        }
        Some(Self { _lock: lock, stem: draft.with_extension("") })
    }

    /// Writes the draft: whole, or it stays as it was.
    pub(super) fn write(&self, draft: &Draft) -> io::Result<()> {
        let temporary = self.stem.with_extension("tmp");
        let mut options = OpenOptions::new();
        let mut out = private(options.write(true).create(true).truncate(true)).open(&temporary)?;
        out.write_all(&draft.to_json()?)?;
        out.sync_all()?;
        fs::rename(temporary, self.stem.with_extension("json"))
    }

    /// Removes the draft and its place.
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

/// The draft to offer: of the file `preferred` if there is one, else the newest of all, or of no
/// other file if `only_preferred`. Without any that was left behind, what else is left goes.
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

/// The drafts of a folder with when they were written, the oldest first.
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

/// Removes the oldest drafts, so that there is room for another one.
fn make_room(folder: &Path) {
    let drafts = drafts(folder);
    let excess = (drafts.len() + 1).saturating_sub(MAX_DRAFTS);
    let slots = drafts.iter().filter_map(|(_, path)| Slot::of_draft(path));
    for slot in slots.take(excess) {
        // One that cannot be removed is one more than meant, and no worse.
        let _ = slot.remove_files(&["json", "tmp", "lock"]);
    }
}

/// Removes locks without a draft, and what a write left that was cut short.
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

/// Waits for other windows that look for drafts, or start or end one.
fn lock_folder(folder: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let lock = private(options.write(true).create(true)).open(folder.join("folder.lock"))?;
    wait_for_lock(&lock)?;
    Ok(lock)
}

/// Locks a file. Where the file system knows no locks, two windows may offer the same draft.
fn wait_for_lock(file: &File) -> io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Makes a folder that only its owner may look into.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Lets only the owner read what is made.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
