//! Files of a page in a browser: files that were dropped, chosen or fetched are kept in memory by name. Written files go
//! to disk if the browser gave a handle, else they are downloaded. Settings are in the browser's local storage.

mod handles;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Cursor};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Storage, Url};

use super::read::unreadable;
use super::{FileState, NoHistory, Version, WriteError};
use crate::diagnostic::Diagnostic;

pub use handles::{Downloaded, Handle, handle, hold_handle};

/// The folder whose files are in local storage.
pub const SETTINGS_FOLDER: &str = "/browser";

/// Files in memory.
static HELD: Mutex<BTreeMap<PathBuf, Held>> = Mutex::new(BTreeMap::new());

/// A file in memory.
struct Held {
    bytes: Arc<[u8]>,
    since: SystemTime,
}

/// Stores a file in memory.
pub fn hold(path: &Path, bytes: Vec<u8>) {
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs_f64(js_sys::Date::now() / 1000.0);
    HELD.lock().insert(normal(path), Held { bytes: bytes.into(), since });
}

/// The state of a file in memory.
pub(super) fn state(path: &Path) -> FileState {
    HELD.lock().get(&normal(path)).map_or(FileState::Missing, |held| FileState::There {
        bytes: held.bytes.len() as u64,
        modified: Some(held.since),
    })
}

/// Does nothing: every folder exists.
///
/// # Errors
///
/// Never.
pub const fn make_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns a virtual folder: the files of a page are always private.
///
/// # Errors
///
/// Never.
pub fn private_folder() -> io::Result<PathBuf> {
    Ok(PathBuf::from("/"))
}

/// Whether there is a file at a path.
#[must_use]
pub fn exists(path: &Path) -> bool {
    content(path).is_some()
}

/// Opens a file for reading; returns it with its length.
pub(super) fn open_regular(path: &Path) -> Result<(Cursor<Arc<[u8]>>, u64), Diagnostic> {
    let missing = || unreadable(&io::ErrorKind::NotFound.into());
    let bytes = content(path).ok_or_else(missing)?;
    let length = bytes.len() as u64;
    Ok((Cursor::new(bytes), length))
}

/// The normalized path; the file need not exist.
#[expect(clippy::unnecessary_wraps, reason = "the signature of the standard library's")]
pub(crate) fn canonicalize(path: impl AsRef<Path>) -> io::Result<PathBuf> {
    Ok(normal(path.as_ref()))
}

/// Writes a file atomically: into local storage, or into memory and as a download.
///
/// `force` permits replacing an existing file.
///
/// # Errors
///
/// Obstacles before writing, errors of `write`, and errors of the browser.
pub fn write_atomically<E: Display>(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), WriteError<E>> {
    if !force && exists(path) {
        return Err(WriteError::Exists(path.to_owned()));
    }
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(WriteError::Content)?;
    let written = match stored_name(path) {
        Some(name) => store(&name, &bytes),
        None => {
            let written = match handle(path) {
                Some(handle) => Some(handle.write(bytes.clone())),
                None => download(path, &bytes),
            };
            written.inspect(|()| {
                if is_read_again(path) {
                    hold(path, bytes);
                }
            })
        }
    };
    written.ok_or_else(|| {
        let error = io::Error::other("the browser refuses");
        WriteError::Refused { path: path.to_owned(), error }
    })
}

/// Whether a written file can be opened later: structure files and mappings, unlike exports.
fn is_read_again(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ron" || extension == "map")
}

/// The files in memory in the folder of a file.
pub(super) fn beside(path: &Path) -> Vec<PathBuf> {
    let folder = normal(path).parent().map(Path::to_path_buf);
    let held = HELD.lock();
    held.keys().filter(|it| it.parent() == folder.as_deref()).cloned().collect()
}

/// Whether both paths refer to the same file.
#[must_use]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    normal(one) == normal(other)
}

/// Does nothing: no file is ever half-written.
pub const fn remove_unfinished() {}

/// Returns `None`: browsers do not tell the free space.
#[must_use]
pub const fn free_bytes(_target: &Path) -> Option<u64> {
    None
}

/// Fails: a page has no repositories.
///
/// # Errors
///
/// Always.
pub fn versions(file: &Path) -> Result<Vec<Version>, NoHistory> {
    Err(NoHistory::NoRepository(file.to_owned()))
}

/// Fails: a page has no repositories.
///
/// # Errors
///
/// Always.
pub fn version_at(file: &Path, _revision: &str) -> Result<Version, NoHistory> {
    Err(NoHistory::NoRepository(file.to_owned()))
}

fn content(path: &Path) -> Option<Arc<[u8]>> {
    match stored_name(path) {
        Some(name) => Some(storage()?.get_item(&name).ok()??.into_bytes().into()),
        None => HELD.lock().get(&normal(path)).map(|held| Arc::clone(&held.bytes)),
    }
}

/// The absolute path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut all = PathBuf::from("/");
    for part in path.components() {
        match part {
            Component::Normal(name) => all.push(name),
            Component::ParentDir => {
                all.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
        }
    }
    all
}

/// The key in local storage of a path in its folder.
fn stored_name(path: &Path) -> Option<String> {
    let name = normal(path).strip_prefix(SETTINGS_FOLDER).ok()?.display().to_string();
    Some(format!("organogram/{name}"))
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Writes a text to local storage; `None` if the browser refuses.
fn store(name: &str, bytes: &[u8]) -> Option<()> {
    storage()?.set_item(name, str::from_utf8(bytes).ok()?).ok()
}

/// Starts a download; `None` if the browser refuses.
fn download(path: &Path, bytes: &[u8]) -> Option<()> {
    let name = path.file_name()?.to_string_lossy();
    let content = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&content).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = anchor();
    if let Some(link) = &link {
        link.set_href(&address);
        link.set_download(&name);
        link.click();
    }
    // The download keeps the content alive itself.
    Url::revoke_object_url(&address).ok()?;
    link.map(|_| ())
}

fn anchor() -> Option<HtmlAnchorElement> {
    let made: Result<_, JsValue> = web_sys::window()?.document()?.create_element("a");
    made.ok()?.dyn_into().ok()
}
