//! Files of a page in a browser: files that were dropped, chosen or fetched are kept in memory by name, and written
//! files are downloaded as well. Settings are in the browser's local storage.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Cursor};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Storage, Url};

use super::read::unreadable;
use super::{NoHistory, Version, WriteError};
use crate::diagnostic::Diagnostic;

/// The folder whose files are in local storage.
pub const SETTINGS_FOLDER: &str = "/browser";

/// Files in memory.
static HELD: Mutex<BTreeMap<PathBuf, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

/// Stores a file in memory.
pub fn hold(path: &Path, bytes: Vec<u8>) {
    HELD.lock().insert(normal(path), bytes.into());
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
pub(super) fn canonicalize(path: impl AsRef<Path>) -> io::Result<PathBuf> {
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
        None => download(path, &bytes).inspect(|()| hold(path, bytes)),
    };
    written.ok_or_else(|| {
        let error = io::Error::other("the browser refuses");
        WriteError::Refused { path: path.to_owned(), error }
    })
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
        None => HELD.lock().get(&normal(path)).cloned(),
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
