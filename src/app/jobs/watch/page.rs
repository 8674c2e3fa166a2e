//! Watching a file for which the browser provided a handle: the browser reports changes, or they are detected when the
//! page receives the focus.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::Context;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::app::command::Command;
use crate::file::{self, FileState, Handle};

/// The watch over one file; it ends when dropped. A file without a handle never changes.
pub(crate) struct Watch {
    path: PathBuf,
    commands: Receiver<Command>,
    _listener: Option<Listener>,
}

impl Watch {
    /// Starts watching.
    #[expect(clippy::unnecessary_wraps, reason = "the signature of the desktop's")]
    pub(crate) fn new(path: &Path, context: &Context) -> Option<Self> {
        let (sender, commands) = channel();
        let listener = file::handle(path).map(|handle| Listener::new(handle, sender, context));
        Some(Self { path: path.to_owned(), commands, _listener: listener })
    }

    /// `None`: the file cannot change between reading and watching.
    pub(crate) const fn take_beginning(&self) -> Option<FileState> {
        None
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The commands since the last call.
    pub(crate) fn commands(&self) -> Vec<Command> {
        self.commands.try_iter().collect()
    }
}

/// Registered callbacks, removed when dropped.
struct Listener {
    observer: Option<JsValue>,
    changed: Closure<dyn FnMut()>,
}

impl Listener {
    fn new(handle: Handle, sender: Sender<Command>, context: &Context) -> Self {
        let context = context.clone();
        let (answer, painted) = (sender.clone(), context.clone());
        handle.on_downloaded(Box::new(move |why| {
            if answer.send(Command::ReportDownloaded(why)).is_ok() {
                painted.request_repaint();
            }
        }));
        let file: JsValue = handle.file().into();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let (handle, sender, context) = (handle.clone(), sender.clone(), context.clone());
            spawn_local(async move {
                // A deleted file remains as it was read.
                if handle.read_again().await == Ok(true) && sender.send(Command::Follow).is_ok() {
                    context.request_repaint();
                }
            });
        });
        let called: &Function = changed.as_ref().unchecked_ref();
        if let Some(window) = web_sys::window() {
            // It is there in every browser.
            let _ = window.add_event_listener_with_callback("focus", called);
        }
        Self { observer: observer(&file, called), changed }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let called: &Function = self.changed.as_ref().unchecked_ref();
        if let Some(window) = web_sys::window() {
            // It was added.
            let _ = window.remove_event_listener_with_callback("focus", called);
        }
        if let Some(observer) = &self.observer
            && let Ok(disconnect) = Reflect::get(observer, &"disconnect".into())
            && let Ok(disconnect) = disconnect.dyn_into::<Function>()
        {
            // The observer ends with the page in any case.
            let _ = disconnect.call0(observer);
        }
    }
}

/// A `FileSystemObserver` of a file, where the browser has one.
fn observer(file: &JsValue, changed: &Function) -> Option<JsValue> {
    let constructor = Reflect::get(&js_sys::global(), &"FileSystemObserver".into()).ok()?;
    let constructor: Function = constructor.dyn_into().ok()?;
    let observer = Reflect::construct(&constructor, &Array::of1(changed)).ok()?;
    let observe: Function = Reflect::get(&observer, &"observe".into()).ok()?.dyn_into().ok()?;
    let begun: Promise = observe.call1(&observer, file).ok()?.dyn_into().ok()?;
    spawn_local(async move {
        // Without an observer, changes are detected when the page receives the focus.
        let _ = JsFuture::from(begun).await;
    });
    Some(observer)
}
