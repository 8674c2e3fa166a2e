//! How the window starts: with which file, settings, texts and limits.

use std::path::PathBuf;

use super::App;
use super::jobs::background::Background;
use super::state::store::{Store, settings_path};
use crate::file::{MAX_BYTES, TextRequest};
use crate::model::Limits;

/// How the window starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file to open; without one the last file, else the bundled sample.
    pub file: Option<PathBuf>,
    /// The texts of the file's sources.
    pub texts: TextRequest,
    /// Files larger than this are refused.
    pub max_bytes: u64,
    /// What a file may make.
    pub limits: Limits,
    /// The language to start with where none is remembered.
    pub language: String,
    /// The file of settings; without one nothing is remembered.
    pub settings: Option<PathBuf>,
    /// Where files are read.
    pub background: Background,
}

impl Options {
    /// A window in a language that remembers nothing.
    #[must_use]
    pub fn new(file: Option<PathBuf>, language: &str) -> Self {
        Self {
            file,
            texts: TextRequest::default(),
            max_bytes: MAX_BYTES,
            limits: Limits::default(),
            language: language.to_owned(),
            settings: None,
            background: Background::threads(),
        }
    }
}

/// Opens the window with what the system and the user's settings say; ends with the window.
///
/// # Errors
/// What the system says when no window can be opened.
pub fn run(
    file: Option<PathBuf>,
    texts: TextRequest,
    max_bytes: u64,
    limits: Limits,
) -> Result<(), String> {
    let language = sys_locale::get_locale().unwrap_or_default();
    let settings = settings_path();
    let options = Options { texts, max_bytes, limits, settings, ..Options::new(file, &language) };
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

/// The window's icon; the system's own where it cannot be read.
fn icon() -> egui::IconData {
    let icon = include_bytes!("../../packaging/organogram-256.png");
    eframe::icon_data::from_png_bytes(icon).unwrap_or_default()
}
