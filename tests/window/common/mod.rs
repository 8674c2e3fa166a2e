//! The window without a screen, as the tests open it and look at it.

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

/// The window at its first size, settled: on a file, or on the bundled sample.
pub(crate) fn window(path: Option<PathBuf>, language: &'static str) -> Harness<'static, App> {
    settled(options(path, language))
}

/// Start of a window whose background work is done in frames, one job in each.
pub(crate) fn options(path: Option<PathBuf>, language: &str) -> Options {
    Options { background: Background::steps(), ..Options::new(path, language) }
}

/// A window at its first size, settled.
pub(crate) fn settled(options: Options) -> Harness<'static, App> {
    let mut harness = started(options);
    harness.run();
    harness
}

/// A window at its first size, at its start; its frames come a quarter of a second apart.
pub(crate) fn started(options: Options) -> Harness<'static, App> {
    started_with_frames(options, 0.25)
}

/// The same with frames so many seconds apart.
pub(crate) fn started_with_frames(options: Options, seconds: f32) -> Harness<'static, App> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(60)
        .with_step_dt(seconds)
        .build_eframe(move |creation| App::new(creation, options))
}

/// Whether some widget's name holds these words.
pub(crate) fn shows(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

/// Whether something comes true; the file system, its watchers and workers take the time they take.
pub(crate) fn comes_true(mut holds: impl FnMut() -> bool) -> bool {
    for _ in 0..250 {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Whether something comes to hold of a window.
pub(crate) fn comes_to(
    harness: &mut Harness<'_, App>,
    holds: impl Fn(&Harness<'_, App>) -> bool,
) -> bool {
    comes_true(|| {
        harness.run();
        holds(harness)
    })
}

/// Whether some widget's name comes to hold these words.
pub(crate) fn comes_to_show(harness: &mut Harness<'_, App>, words: &str) -> bool {
    comes_to(harness, |harness| shows(harness, words))
}

/// A unit's card on the chart.
pub(crate) fn card<'h>(harness: &'h Harness<'_, App>, name: &'h str) -> Option<Node<'h>> {
    harness.query_all_by_label(name).find(|node| node.accesskit_node().role() == Role::TreeItem)
}

/// Rectangle of a unit's card on the chart.
pub(crate) fn place(harness: &Harness<'_, App>, name: &str) -> egui::Rect {
    card(harness, name).unwrap_or_else(|| panic!("{name} is not on the chart")).rect()
}

/// Moves the pointer to a place and clicks there.
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

/// A file that is dropped on the window.
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

/// A file to drop on the window.
pub(crate) fn dropped(path: &Path) -> Arc<dyn egui::DroppedFile + Send + Sync> {
    Arc::new(Dropped(path.to_owned()))
}

/// Presses keys.
pub(crate) fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Runs a test again in a process of its own, for what it measures of the process; true in that one.
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
