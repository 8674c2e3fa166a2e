//! The window as a page in a browser: a canvas, the structure file named in the address, and the browser's storage for
//! the settings. The files of the page are in `packaging/web`.

mod events;
mod fetch;
mod reader;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, HtmlCanvasElement, Window};

use super::Options;
use crate::app::App;
use crate::app::jobs::background::Background;
use crate::app::state::store::{Opened, Store, settings_path};
use crate::i18n::Messages;
use crate::scene::text::set_font_bytes;

/// The id of the page's canvas.
const CANVAS: &str = "chart";
/// The id of the element that shows progress and errors instead of the chart.
const STATUS: &str = "status";
/// The id of its text.
const MESSAGE: &str = "message";
/// Addresses of the fonts, regular and medium.
const FONTS: [&str; 2] = ["fonts/NotoSansSC-Regular.otf", "fonts/NotoSansSC-Medium.otf"];

/// Starts the page; the status element shows errors.
pub fn run() {
    spawn_local(async {
        let Some(window) = web_sys::window() else { return };
        let Some(document) = window.document() else { return };
        let language = sys_locale::get_locale().unwrap_or_default();
        let opened = Store::open(settings_path(), &language);
        let messages = Messages::of(&opened.settings.language);
        report_panics(messages);
        match start(&window, &document, opened).await {
            Ok(()) => show_chart(&document),
            Err(why) => show_failure(&messages.fill("page.failed", &[&words_of(&why)])),
        }
    });
}

async fn start(window: &Window, document: &Document, opened: Opened) -> Result<(), JsValue> {
    let canvas = document.get_element_by_id(CANVAS).ok_or("the page has no canvas")?;
    let canvas: HtmlCanvasElement = canvas.dyn_into()?;
    let [regular, medium] = FONTS.map(|address| fetch::bytes(window, address));
    set_font_bytes([regular.await?, medium.await?]);
    let file = match fetch::wanted(window)? {
        Some(address) => Some(fetch::file(window, &address).await?),
        None => None,
    };
    let options = Options {
        settings: settings_path(),
        background: Background::steps(),
        ..Options::new(file, &opened.settings.language)
    };
    events::listen(window, &canvas)?;
    let (page, at) = (window.clone(), document.clone());
    let app: eframe::AppCreator<'_> = Box::new(move |creation| {
        // Optional: without local storage the button has no effect.
        let _ = reader::offer(&page, &at, &creation.egui_ctx);
        Ok(Box::new(App::start(creation, options, opened)))
    });
    eframe::WebRunner::new().start(canvas.clone(), eframe::WebOptions::default(), app).await?;
    // The input field that eframe adds has no accessible name.
    canvas
        .next_element_sibling()
        .map_or(Ok(()), |field| field.set_attribute("aria-label", "Organogram"))
}

impl App {
    /// Updates the title and language of the page, and the warning before unsaved changes are lost.
    pub(in crate::app) fn inform_browser(&self) {
        events::set_unsaved(self.timeline.present(&self.document).disk.is_some());
        let document = web_sys::window().and_then(|window| window.document());
        let Some(document) = document else { return };
        if document.title() != self.title {
            document.set_title(&self.title);
        }
        if let Some(root) = document.document_element()
            && root.get_attribute("lang").as_deref() != Some(&self.settings.language)
        {
            // The attribute is valid everywhere.
            let _ = root.set_attribute("lang", &self.settings.language);
        }
    }
}

/// Hides the status.
fn show_chart(document: &Document) {
    if let Some(status) = document.get_element_by_id(STATUS) {
        status.set_class_name("done");
    }
}

/// Shows an error instead of the chart.
fn show_failure(words: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if let Some(message) = document.get_element_by_id(MESSAGE) {
        message.set_text_content(Some(words));
    }
    if let Some(status) = document.get_element_by_id(STATUS) {
        status.set_class_name("failed");
    }
}

/// Shows panics instead of the chart: the program cannot continue after one.
fn report_panics(messages: &'static Messages) {
    std::panic::set_hook(Box::new(move |panic| {
        show_failure(&messages.fill("page.panicked", &[&panic.to_string()]));
    }));
}

fn words_of(why: &JsValue) -> String {
    let message = || String::from(why.unchecked_ref::<js_sys::Object>().to_string());
    why.as_string().unwrap_or_else(message)
}
