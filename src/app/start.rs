//! Startup: options of the window and the event loop.

use std::path::PathBuf;

use super::App;
use super::jobs::background::Background;
use super::state::store::{Store, settings_path};
use crate::file::{MAX_BYTES, TextRequest};
use crate::model::Limits;

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

/// Opens the window with the user's settings; returns when it is closed.
///
/// # Errors
/// The system's reason if no window can be opened.
pub fn run(
    mut files: Vec<PathBuf>,
    texts: TextRequest,
    max_bytes: u64,
    limits: Limits,
) -> Result<(), String> {
    let language = sys_locale::get_locale().unwrap_or_default();
    let settings = settings_path();
    let file = files.pop();
    let options = Options {
        texts,
        max_bytes,
        limits,
        settings,
        editions: files,
        ..Options::new(file, &language)
    };
    let opened = Store::open(options.settings.clone(), &language);
    let size = opened.settings.window;
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("organogram")
            .with_title("Organogram")
            .with_inner_size([size.width, size.height])
            .with_maximized(size.is_maximized)
            .with_min_inner_size([720.0, 480.0])
            .with_icon(icon())
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    let window: eframe::AppCreator<'_> =
        Box::new(|creation| Ok(Box::new(App::start(creation, options, opened))));
    eframe::run_native("organogram", native, window).map_err(|error| error.to_string())
}

/// The window's icon; the system's default if it cannot be decoded.
fn icon() -> egui::IconData {
    let icon = include_bytes!("../../packaging/organogram-256.png");
    eframe::icon_data::from_png_bytes(icon).unwrap_or_default()
}
