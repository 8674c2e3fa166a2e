//! File dialogs of a browser. Chosen and dropped files are kept in memory, with handles of the files on disk if the browser
//! provides them. Saved files are downloads with the proposed name.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use egui::{Context, DroppedFileHandle};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemFileHandle, HtmlInputElement};

use super::{Dialogs, Wanted};
use crate::app::command::Command;
use crate::file;

thread_local! {
    /// Pending handles of dropped files.
    static DROPPED: RefCell<Vec<Promise>> = RefCell::default();
}

/// Stores the pending handle of a dropped file for [`Dialogs::take_dropped`].
pub(crate) fn keep_dropped(handle: Promise) {
    DROPPED.with_borrow_mut(|all| all.push(handle));
}

impl Dialogs {
    /// Opens dropped files.
    pub(crate) fn take_dropped(&self, context: &Context, dropped: &[DroppedFileHandle]) {
        if dropped.is_empty() {
            return;
        }
        let (context, sender) = (context.clone(), self.answers.0.clone());
        let (dropped, handles) = (dropped.to_vec(), DROPPED.take());
        spawn_local(async move {
            for handle in handles {
                // Without the handle, the content is read below.
                if let Ok(handle) = JsFuture::from(handle).await
                    && let Ok(handle) = handle.dyn_into::<FileSystemFileHandle>()
                {
                    let _ = file::hold_handle(&path(&handle.name()), handle).await;
                }
            }
            let mut paths = Vec::new();
            for dropped in dropped {
                let path = Path::new("/").join(dropped.path());
                // A file that cannot be read is reported as missing when it is opened.
                if file::handle(&path).is_none()
                    && let Ok(bytes) = dropped.bytes_async().await
                {
                    file::hold(&path, bytes);
                }
                paths.push(path);
            }
            if Self::opening(paths).is_some_and(|command| sender.send(command).is_ok()) {
                context.request_repaint();
            }
        });
    }

    /// Asks for a file to read.
    pub(super) fn pick(
        &self,
        context: &Context,
        wanted: Wanted,
        answer: impl FnOnce(PathBuf) -> Command + 'static,
        _typed: Command,
    ) {
        let (context, sender) = (context.clone(), self.answers.0.clone());
        spawn_local(async move {
            // A dialog that was closed answers nothing.
            let Ok(path) = picked(&wanted).await else { return };
            if sender.send(answer(path)).is_ok() {
                context.request_repaint();
            }
        });
    }

    /// Does nothing: browsers do not offer folders.
    pub(super) fn pick_folder(
        &self,
        context: &Context,
        _wanted: Wanted,
        _answer: impl FnOnce(PathBuf) -> Command + 'static,
        typed: Command,
    ) {
        self.answer(context, typed);
    }

    /// Answers with the proposed name.
    pub(super) fn save(
        &self,
        context: &Context,
        _wanted: Wanted,
        name: &str,
        answer: impl FnOnce(PathBuf) -> Command + 'static,
        _typed: Command,
    ) {
        self.answer(context, answer(path(name)));
    }

    fn answer(&self, context: &Context, command: Command) {
        if self.answers.0.send(command).is_ok() {
            context.request_repaint();
        }
    }
}

/// The path of a file in memory.
fn path(name: &str) -> PathBuf {
    Path::new("/").join(name)
}

/// Stores a chosen file in memory and returns its path.
async fn picked(wanted: &Wanted) -> Result<PathBuf, JsValue> {
    let picker = Reflect::get(&js_sys::global(), &"showOpenFilePicker".into())?;
    if let Ok(picker) = picker.dyn_into::<Function>() {
        let asked: Promise =
            picker.call1(&JsValue::UNDEFINED, options(wanted)?.as_ref())?.dyn_into()?;
        let handles: Array = JsFuture::from(asked).await?.dyn_into()?;
        let handle: FileSystemFileHandle = handles.get(0).dyn_into()?;
        let path = path(&handle.name());
        file::hold_handle(&path, handle).await?;
        Ok(path)
    } else {
        let chosen = chosen(wanted).await?;
        let path = path(&chosen.name());
        let content = JsFuture::from(chosen.array_buffer()).await?;
        file::hold(&path, js_sys::Uint8Array::new(&content).to_vec());
        Ok(path)
    }
}

/// The options of `showOpenFilePicker`.
fn options(wanted: &Wanted) -> Result<Object, JsValue> {
    let kinds = Array::new();
    for (name, extensions) in &wanted.kinds {
        let (kind, accept) = (Object::new(), Object::new());
        let endings: Array = extensions.iter().map(|it| JsValue::from(format!(".{it}"))).collect();
        // A type is required, but ignored.
        Reflect::set(&accept, &"application/octet-stream".into(), &endings)?;
        Reflect::set(&kind, &"description".into(), &name.into())?;
        Reflect::set(&kind, &"accept".into(), &accept)?;
        kinds.push(&kind);
    }
    let options = Object::new();
    Reflect::set(&options, &"types".into(), &kinds)?;
    Ok(options)
}

/// A file chosen with an input field, for browsers without `showOpenFilePicker`.
async fn chosen(wanted: &Wanted) -> Result<File, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let field: HtmlInputElement = document.create_element("input")?.dyn_into()?;
    field.set_type("file");
    let endings = wanted.kinds.iter().flat_map(|(_, extensions)| extensions);
    let endings: Vec<String> = endings.map(|ending| format!(".{ending}")).collect();
    field.set_accept(&endings.join(","));
    let asked = Promise::new(&mut |chosen, cancelled| {
        let chosen = Closure::once_into_js(move || chosen.call0(&JsValue::UNDEFINED));
        let cancelled = Closure::once_into_js(move || cancelled.call0(&JsValue::UNDEFINED));
        field.set_onchange(Some(chosen.unchecked_ref()));
        field.set_oncancel(Some(cancelled.unchecked_ref()));
    });
    field.click();
    JsFuture::from(asked).await?;
    field.files().and_then(|files| files.get(0)).ok_or_else(|| "no file".into())
}
