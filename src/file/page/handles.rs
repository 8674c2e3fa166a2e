//! Files on disk for which the browser provided a handle, through the
//! [File System API](https://developer.mozilla.org/en-US/docs/Web/API/File_System_API).
//!
//! Browsers without this API provide none: files are then read once, and written as downloads.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemFileHandle, FileSystemWritableFileStream};

use super::{download, hold, normal};

thread_local! {
    static HANDLES: RefCell<BTreeMap<PathBuf, Handle>> = RefCell::default();
}

/// A file on disk. Clones are the same file.
#[derive(Clone)]
pub struct Handle {
    path: PathBuf,
    file: FileSystemFileHandle,
    /// The last known modification time, in milliseconds since 1970.
    known: Rc<Cell<f64>>,
    /// The content to write next.
    waiting: Rc<RefCell<Option<Vec<u8>>>>,
    is_writing: Rc<Cell<bool>>,
    /// Callback for a failed write, after which the content is downloaded.
    downloaded: Rc<RefCell<Option<Downloaded>>>,
}

/// Callback with the reason of a failed write; `None` if another program has changed the file.
pub type Downloaded = Box<dyn Fn(Option<String>)>;

/// The handle of a file, if the browser provided one.
#[must_use]
pub fn handle(path: &Path) -> Option<Handle> {
    HANDLES.with_borrow(|handles| handles.get(&normal(path)).cloned())
}

/// Reads a file on disk and keeps its handle.
///
/// # Errors
/// Errors of the browser.
pub async fn hold_handle(path: &Path, file: FileSystemFileHandle) -> Result<(), JsValue> {
    let path = normal(path);
    let handle = Handle {
        path: path.clone(),
        file,
        known: Rc::default(),
        waiting: Rc::default(),
        is_writing: Rc::default(),
        downloaded: Rc::default(),
    };
    handle.read_again().await?;
    HANDLES.with_borrow_mut(|handles| handles.insert(path, handle));
    Ok(())
}

impl Handle {
    /// The browser's object.
    #[must_use]
    pub fn file(&self) -> &FileSystemFileHandle {
        &self.file
    }

    /// Sets the callback for failed writes.
    pub fn on_downloaded(&self, call: Downloaded) {
        self.downloaded.replace(Some(call));
    }

    /// Stores the current content in memory; returns whether it has changed.
    ///
    /// # Errors
    /// Errors of the browser.
    pub async fn read_again(&self) -> Result<bool, JsValue> {
        let file = self.now().await?;
        if self.is_writing.get() || self.is_known(&file) {
            return Ok(false);
        }
        let content = JsFuture::from(file.array_buffer()).await?;
        hold(&self.path, js_sys::Uint8Array::new(&content).to_vec());
        self.known.set(file.last_modified());
        Ok(true)
    }

    /// Writes the file asynchronously, after pending writes. Downloads the content if that fails.
    pub(super) fn write(&self, bytes: Vec<u8>) {
        self.waiting.replace(Some(bytes));
        if self.is_writing.replace(true) {
            return;
        }
        let handle = self.clone();
        spawn_local(async move {
            loop {
                let Some(bytes) = handle.waiting.take() else { break };
                handle.write_now(&bytes).await;
            }
            handle.is_writing.set(false);
        });
    }

    async fn write_now(&self, bytes: &[u8]) {
        let why = match self.replace(bytes).await {
            Ok(true) => return,
            Ok(false) => None,
            Err(why) => Some(String::from(why.unchecked_ref::<js_sys::Object>().to_string())),
        };
        // The browser may refuse the download as well.
        let _ = download(&self.path, bytes);
        if let Some(call) = &*self.downloaded.borrow() {
            call(why);
        }
    }

    /// Replaces the content unless another program has changed the file; returns whether it was replaced.
    async fn replace(&self, bytes: &[u8]) -> Result<bool, JsValue> {
        if !self.is_known(&self.now().await?) {
            return Ok(false);
        }
        // The browser writes to a temporary file and renames it on closing.
        let stream = JsFuture::from(self.file.create_writable()).await?;
        let stream: FileSystemWritableFileStream = stream.dyn_into()?;
        let content = js_sys::Uint8Array::from(bytes);
        JsFuture::from(stream.write_with_buffer_source(&content)?).await?;
        JsFuture::from(stream.close()).await?;
        self.known.set(self.now().await?.last_modified());
        Ok(true)
    }

    fn is_known(&self, now: &File) -> bool {
        now.last_modified().to_bits() == self.known.get().to_bits()
    }

    async fn now(&self) -> Result<File, JsValue> {
        JsFuture::from(self.file.get_file()).await?.dyn_into()
    }
}
