//! Helpers that open the window without a screen and inspect it.

pub(crate) mod bench;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use organogram::app::background::Background;
use organogram::app::{App, Options};

/// Opens the window at its initial size on a file, or on the bundled sample, and lets it settle.
pub(crate) fn window(path: Option<PathBuf>, language: &'static str) -> Harness<'static, App> {
    settled(options(path, language))
}

/// Returns options for a window that does its background work in frames, one job per frame.
pub(crate) fn options(path: Option<PathBuf>, language: &str) -> Options {
    Options { background: Background::steps(), ..Options::new(path, language) }
}

/// Opens a window at its initial size, and lets it settle.
pub(crate) fn settled(options: Options) -> Harness<'static, App> {
    let mut harness = started(options);
    harness.run();
    harness
}

/// Starts a window at its initial size, with frames a quarter of a second apart.
pub(crate) fn started(options: Options) -> Harness<'static, App> {
    started_with_frames(options, 0.25)
}

/// Same as [`started`], with frames `seconds` apart.
pub(crate) fn started_with_frames(options: Options, seconds: f32) -> Harness<'static, App> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(60)
        .with_step_dt(seconds)
        .build_eframe(move |creation| App::new(creation, options))
}

/// Returns whether the name of some widget contains this text.
pub(crate) fn shows(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

/// Waits until `holds` returns true; the file system, its watchers and workers take time.
pub(crate) fn comes_true(mut holds: impl FnMut() -> bool) -> bool {
    for _ in 0..250 {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Runs a window until `holds` returns true for it.
pub(crate) fn comes_to(
    harness: &mut Harness<'_, App>,
    holds: impl Fn(&Harness<'_, App>) -> bool,
) -> bool {
    comes_true(|| {
        harness.run();
        holds(harness)
    })
}

/// Runs a window until the name of some widget contains this text.
pub(crate) fn comes_to_show(harness: &mut Harness<'_, App>, words: &str) -> bool {
    comes_to(harness, |harness| shows(harness, words))
}

/// Returns a unit's card on the chart.
pub(crate) fn card<'h>(harness: &'h Harness<'_, App>, name: &'h str) -> Option<Node<'h>> {
    harness.query_all_by_label(name).find(|node| node.accesskit_node().role() == Role::TreeItem)
}

/// Returns the rectangle of a unit's card on the chart.
pub(crate) fn place(harness: &Harness<'_, App>, name: &str) -> egui::Rect {
    card(harness, name).unwrap_or_else(|| panic!("{name} is not on the chart")).rect()
}

/// Moves the pointer to a position and clicks there.
pub(crate) fn click_at(harness: &mut Harness<'_, App>, at: Pos2, button: PointerButton) {
    harness.hover_at(at);
    harness.run();
    for pressed in [true, false] {
        let modifiers = Modifiers::NONE;
        harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    harness.run();
}

/// Clicks the card of a unit on the chart.
pub(crate) fn click_card(harness: &mut Harness<'_, App>, name: &str) {
    let at = place(harness, name).center();
    click_at(harness, at, PointerButton::Primary);
}

/// A file dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Returns a file to drop on the window.
pub(crate) fn dropped(path: &Path) -> Arc<dyn egui::DroppedFile + Send + Sync> {
    Arc::new(Dropped(path.to_owned()))
}

/// Presses keys.
pub(crate) fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Runs a test again in a separate process, because it measures properties of the process; returns true in that one.
pub(crate) fn is_alone(test: &str) -> bool {
    const ALONE: &str = "ORGANOGRAM_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let program = std::env::current_exe().expect("a test is a program");
    let mut command = std::process::Command::new(program);
    let output = command.args(["--exact", test]).env(ALONE, "1").output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}
