//! Files fetched from the page's origin.

use std::path::PathBuf;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, Url, Window};

use crate::file;

/// The query parameter for the structure file.
const FILE: &str = "file";

/// The address of the structure file named in the page's own address.
pub(super) fn wanted(window: &Window) -> Result<Option<Url>, JsValue> {
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
pub(super) async fn file(window: &Window, address: &Url) -> Result<PathBuf, JsValue> {
    let path = js_sys::decode_uri_component(&address.pathname())?;
    let path = PathBuf::from(String::from(path));
    let response = fetched(window, &address.href()).await?;
    if response.ok() {
        file::hold(&path, content(&response).await?);
    }
    Ok(path)
}

/// Fetches a required file.
pub(super) async fn bytes(window: &Window, address: &str) -> Result<Vec<u8>, JsValue> {
    let response = fetched(window, address).await?;
    if response.ok() {
        content(&response).await
    } else {
        Err(format!("{address}: {} {}", response.status(), response.status_text()).into())
    }
}

async fn fetched(window: &Window, address: &str) -> Result<Response, JsValue> {
    JsFuture::from(window.fetch_with_str(address)).await?.dyn_into()
}

async fn content(response: &Response) -> Result<Vec<u8>, JsValue> {
    let content = JsFuture::from(response.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&content).to_vec())
}
