//! The window on a desktop.

use std::path::PathBuf;

use super::Options;
use crate::app::App;
use crate::app::state::store::{Store, settings_path};
use crate::file::TextRequest;
use crate::model::Limits;

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
    #[cfg(windows)]
    let spoken = opened.settings.language.clone();
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
    eframe::run_native("organogram", native, window).map_err(|error| {
        let why = error.to_string();
        #[cfg(windows)]
        report(&spoken, &why);
        why
    })
}

/// Reports in a system dialog why there is no window: the standard error of a program started from the Explorer is not
/// visible.
#[cfg(windows)]
fn report(language: &str, why: &str) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("Organogram")
        .set_description(crate::i18n::Messages::of(language).fill("start.no_window", &[why]))
        .show();
}

/// The window's icon; the system's default if it cannot be decoded.
fn icon() -> egui::IconData {
    let icon = include_bytes!("../../../packaging/organogram-256.png");
    eframe::icon_data::from_png_bytes(icon).unwrap_or_default()
}
