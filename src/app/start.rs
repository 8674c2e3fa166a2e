//! Startup: options of the window, and the event loop of the system or the browser.

#[cfg(not(target_arch = "wasm32"))]
mod desktop;
#[cfg(target_arch = "wasm32")]
mod page;

use std::path::PathBuf;

use super::jobs::background::Background;
use crate::file::{MAX_BYTES, TextRequest};
use crate::model::Limits;

#[cfg(not(target_arch = "wasm32"))]
pub use desktop::run;
#[cfg(target_arch = "wasm32")]
pub use page::run;

/// Options of the window.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file to open; by default the last one, else the bundled sample.
    pub file: Option<PathBuf>,
    /// Editions to show with it on the time strip.
    pub editions: Vec<PathBuf>,
    /// Texts to attach to the file's sources.
    pub texts: TextRequest,
    /// The largest file that is opened, in bytes.
    pub max_bytes: u64,
    /// Limits on what a file may contain.
    pub limits: Limits,
    /// The language of the interface on a first start.
    pub language: String,
    /// The settings file; without one nothing is remembered.
    pub settings: Option<PathBuf>,
    /// Executor of background work.
    pub background: Background,
}

impl Options {
    /// Options for a window in a language, without a settings file.
    #[must_use]
    pub fn new(file: Option<PathBuf>, language: &str) -> Self {
        Self {
            file,
            editions: Vec::new(),
            texts: TextRequest::default(),
            max_bytes: MAX_BYTES,
            limits: Limits::default(),
            language: language.to_owned(),
            settings: None,
            background: Background::threads(),
        }
    }
}
