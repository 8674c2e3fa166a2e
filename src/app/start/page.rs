//! The window as a page in a browser: a canvas, the structure file named in the address, and the browser's storage for
//! the settings.

use std::path::PathBuf;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, HtmlCanvasElement, Response, Url, Window};

use super::Options;
use crate::app::App;
use crate::app::jobs::background::Background;
use crate::app::state::store::{Store, settings_path};
use crate::file;

/// The id of the page's canvas.
const CANVAS: &str = "chart";
/// The id of the element that shows the progress until the chart is shown.
const STATUS: &str = "status";
/// The parameter of the address that names a structure file.
const FILE: &str = "file";

/// Starts the page; the status element shows errors.
pub fn run() {
    spawn_local(async {
        let Some(window) = web_sys::window() else { return };
        let Some(document) = window.document() else { return };
        let started = start(&window, &document).await;
        let Some(status) = document.get_element_by_id(STATUS) else { return };
        match started {
            Ok(()) => status.remove(),
            Err(why) => status.set_text_content(Some(&words_of(&why))),
        }
    });
}

async fn start(window: &Window, document: &Document) -> Result<(), JsValue> {
    let canvas = document.get_element_by_id(CANVAS).ok_or("the page has no canvas")?;
    let canvas: HtmlCanvasElement = canvas.dyn_into()?;
    let file = match wanted(window)? {
        Some(address) => Some(fetch(window, &address).await?),
        None => None,
    };
    let language = sys_locale::get_locale().unwrap_or_default();
    let options = Options {
        settings: settings_path(),
        background: Background::steps(),
        ..Options::new(file, &language)
    };
    let opened = Store::open(options.settings.clone(), &language);
    let app: eframe::AppCreator<'_> =
        Box::new(|creation| Ok(Box::new(App::start(creation, options, opened))));
    eframe::WebRunner::new().start(canvas, eframe::WebOptions::default(), app).await
}

/// The address of the structure file named in the page's own address.
fn wanted(window: &Window) -> Result<Option<Url>, JsValue> {
    let page = Url::new(&window.location().href()?)?;
    let Some(file) = page.search_params().get(FILE) else { return Ok(None) };
    let address = Url::new_with_base(&file, &page.href())?;
    if address.origin() == page.origin() {
        Ok(Some(address))
    } else {
        Err(format!("{file}: only files of {} are opened by their address", page.origin()).into())
    }
}

/// Fetches a file and stores it in memory. The window reports a file that does not exist on the server.
async fn fetch(window: &Window, address: &Url) -> Result<PathBuf, JsValue> {
    let path = js_sys::decode_uri_component(&address.pathname())?;
    let path = PathBuf::from(String::from(path));
    let response = JsFuture::from(window.fetch_with_str(&address.href())).await?;
    let response: Response = response.dyn_into()?;
    if response.ok() {
        let content = JsFuture::from(response.array_buffer()?).await?;
        file::hold(&path, js_sys::Uint8Array::new(&content).to_vec());
    }
    Ok(path)
}

fn words_of(why: &JsValue) -> String {
    let message = || String::from(why.unchecked_ref::<js_sys::Object>().to_string());
    why.as_string().unwrap_or_else(message)
}
