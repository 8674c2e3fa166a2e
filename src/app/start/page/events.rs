//! Browser events that eframe does not handle.

use std::sync::atomic::{AtomicBool, Ordering};

use egui::{Key, KeyboardShortcut, Modifiers};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    AddEventListenerOptions, BeforeUnloadEvent, DragEvent, EventTarget, HtmlCanvasElement,
    KeyboardEvent, Window,
};

use crate::app::command::shortcuts::is_kept_from_browser;
use crate::app::jobs::dialogs::keep_dropped;

/// Whether there are unsaved changes.
static IS_UNSAVED: AtomicBool = AtomicBool::new(false);

/// Sets whether leaving the page requires a confirmation.
pub(super) fn set_unsaved(is_unsaved: bool) {
    IS_UNSAVED.store(is_unsaved, Ordering::Relaxed);
}

/// Installs the event listeners for the lifetime of the page.
pub(super) fn listen(window: &Window, canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
    on(window, "keydown", |pressed: KeyboardEvent| {
        if shortcut(&pressed).is_some_and(is_kept_from_browser) {
            pressed.prevent_default();
        }
    })?;
    on(window, "beforeunload", |leaving: BeforeUnloadEvent| {
        if IS_UNSAVED.load(Ordering::Relaxed) {
            leaving.prevent_default();
            // Required by older browsers.
            leaving.set_return_value("unsaved");
        }
    })?;
    on(canvas, "drop", |dropped: DragEvent| {
        let Some(items) = dropped.data_transfer().map(|data| data.items()) else { return };
        for item in (0..items.length()).filter_map(|at| items.get(at)) {
            // Handles are available during the event only.
            if let Ok(get) = Reflect::get(&item, &"getAsFileSystemHandle".into())
                && let Ok(get) = get.dyn_into::<Function>()
                && let Ok(Ok(handle)) = get.call0(&item).map(JsValue::dyn_into::<Promise>)
            {
                keep_dropped(handle);
            }
        }
    })
}

/// Adds a listener that runs before those of eframe.
fn on<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    name: &str,
    called: impl FnMut(E) + 'static,
) -> Result<(), JsValue> {
    let called = Closure::<dyn FnMut(E)>::new(called).into_js_value();
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    target.add_event_listener_with_callback_and_add_event_listener_options(
        name,
        called.unchecked_ref(),
        &options,
    )
}

fn shortcut(pressed: &KeyboardEvent) -> Option<KeyboardShortcut> {
    let modifiers = Modifiers {
        alt: pressed.alt_key(),
        shift: pressed.shift_key(),
        command: pressed.ctrl_key() || pressed.meta_key(),
        ..Modifiers::NONE
    };
    let name = pressed.key();
    let letter = name.chars().next().filter(|_| name.chars().count() == 1);
    let upper = letter.map(|letter| letter.to_ascii_uppercase().to_string());
    Key::from_name(&upper.unwrap_or(name)).map(|key| KeyboardShortcut::new(modifiers, key))
}
