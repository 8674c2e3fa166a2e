//! Pages of the window and exports, compared with the reference pictures in `tests/ref`.
//!
//! A differing picture is written beside its reference as `NAME.new.png`, and the difference as `NAME.diff.png`.
//! `UPDATE_SNAPSHOTS=1 cargo test --test window pictures::` accepts the new pictures: look at each before committing
//! it.

use std::path::PathBuf;
use std::process::Command;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults, try_image_snapshot_options};
use organogram::app::App;

use crate::common::{self, click_card, press};
use crate::software::SoftwareRenderer;

/// Number of pixels that may differ: a few at the edges of rounded shapes.
const MAX_FAILED_PIXELS: usize = 20;

fn tolerance() -> SnapshotOptions {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ref");
    SnapshotOptions::new().output_path(folder).threshold(0.6).max_failed_pixels(MAX_FAILED_PIXELS)
}

/// Opens the window on the bundled sample, or on a test file.
fn window(language: &'static str, file: Option<&str>) -> Harness<'static, App> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    window_of([1240.0, 740.0], language, file.map(|file| root.join("tests/cases").join(file)))
}

fn window_of(
    size: [f32; 2],
    language: &'static str,
    path: Option<PathBuf>,
) -> Harness<'static, App> {
    let options = common::options(path, language);
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(60)
        .with_step_dt(0.25)
        .renderer(SoftwareRenderer::default())
        .build_eframe(move |creation| App::new(creation, options));
    harness.run();
    harness
}

/// Compares the window with the reference of that name.
fn compare(harness: &mut Harness<'_, App>, name: &str) {
    // The pointer is outside the window, so that nothing is highlighted.
    harness.event(egui::Event::PointerGone);
    harness.run();
    harness.snapshot_options(name, &tolerance());
}

/// Switches from the dark theme, in which the window starts here, to the light one.
fn light(harness: &mut Harness<'_, App>) {
    press(harness, Modifiers::COMMAND, Key::T);
    harness.run();
}

/// Opens the bundled sample in English and takes a picture after `steps`.
fn page(name: &str, steps: impl FnOnce(&mut Harness<'static, App>)) {
    let mut harness = window("en", None);
    steps(&mut harness);
    compare(&mut harness, name);
}

#[test]
fn first_look_in_english() {
    let mut harness = window("en", None);
    compare(&mut harness, "first-look-en-dark");
    light(&mut harness);
    compare(&mut harness, "first-look-en-light");
}

#[test]
fn first_look_in_chinese() {
    let mut harness = window("zh", None);
    compare(&mut harness, "first-look-zh-dark");
    light(&mut harness);
    compare(&mut harness, "first-look-zh-light");
}

#[test]
fn details_of_a_unit() {
    let mut harness = window("en", None);
    click_card(&mut harness, "Office of Operations");
    compare(&mut harness, "details-dark");
    light(&mut harness);
    compare(&mut harness, "details-light");
}

/// Opens the window on the hospital sample.
fn hospital(language: &'static str) -> Harness<'static, App> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples/clinic.ron");
    window_of([980.0, 930.0], language, Some(path))
}

#[test]
fn form_of_a_unit() {
    let mut harness = hospital("en");
    click_card(&mut harness, "Central Laboratory");
    press(&mut harness, Modifiers::ALT, Key::Enter);
    compare(&mut harness, "form-unit-dark");
    light(&mut harness);
    compare(&mut harness, "form-unit-light");
}

#[test]
fn form_of_a_file() {
    let mut harness = hospital("zh");
    press(&mut harness, Modifiers::ALT, Key::Enter);
    compare(&mut harness, "form-file-dark");
    light(&mut harness);
    compare(&mut harness, "form-file-light");
}

/// The window on a file in which every record has its fields.
fn forms() -> Harness<'static, App> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/pictures/forms.ron");
    window_of([760.0, 1200.0], "en", Some(path))
}

/// Opens all further fields of the form, and goes to its end.
fn open_all(harness: &mut Harness<'_, App>) {
    let closed: Vec<String> = harness
        .query_all_by_label_contains("More")
        .filter_map(|node| node.accesskit_node().label())
        .filter(|label| label.ends_with("More"))
        .collect();
    for label in closed {
        harness.get_by_label(&label).click_accesskit();
        harness.run();
    }
    harness.hover_at(egui::pos2(620.0, 600.0));
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -10_000.0),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
    });
    harness.run();
}

#[test]
fn all_fields_of_a_unit() {
    let mut harness = forms();
    click_card(&mut harness, "Tug Crews");
    press(&mut harness, Modifiers::ALT, Key::Enter);
    open_all(&mut harness);
    compare(&mut harness, "form-unit-fields-dark");
    light(&mut harness);
    compare(&mut harness, "form-unit-fields-light");
}

#[test]
fn all_fields_of_a_file() {
    let mut harness = forms();
    press(&mut harness, Modifiers::ALT, Key::Enter);
    open_all(&mut harness);
    compare(&mut harness, "form-file-fields-dark");
    light(&mut harness);
    compare(&mut harness, "form-file-fields-light");
}

#[test]
fn form_of_a_body() {
    let mut harness = forms();
    harness.get_all_by_label("City Council").next().expect("it is listed").click_accesskit();
    harness.run();
    press(&mut harness, Modifiers::ALT, Key::Enter);
    compare(&mut harness, "form-body-dark");
    light(&mut harness);
    compare(&mut harness, "form-body-light");
}

#[test]
fn search_results() {
    page("search", |harness| {
        press(harness, Modifiers::COMMAND, Key::F);
        harness.event(egui::Event::Text("police".to_owned()));
        assert!(common::comes_to_show(harness, "Found: 13 units"));
    });
}

#[test]
fn answers_for_a_unit() {
    page("answers", |harness| {
        click_card(harness, "Police Division");
        press(harness, Modifiers::NONE, Key::W);
    });
}

#[test]
fn table_of_functions() {
    page("functions", |harness| press(harness, Modifiers::NONE, Key::F6));
}

#[test]
fn source_of_a_unit() {
    page("source", |harness| {
        click_card(harness, "Police Division");
        press(harness, Modifiers::NONE, Key::F4);
    });
}

#[test]
fn languages_side_by_side() {
    page("languages", |harness| {
        click_card(harness, "Police Division");
        press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    });
}

#[test]
fn command_palette() {
    page("palette", |harness| press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P));
}

#[test]
fn key_overview() {
    page("keys", |harness| press(harness, Modifiers::NONE, Key::F1));
}

#[test]
fn export_dialog() {
    page("export-dialog", |harness| {
        press(harness, Modifiers::COMMAND, Key::E);
        // The proposed path differs from machine to machine.
        harness.get_by_role_and_label(Role::TextInput, "File").focus();
        harness.run();
        press(harness, Modifiers::COMMAND, Key::A);
        harness.get_by_role_and_label(Role::TextInput, "File").type_text("chart.png");
        harness.run();
    });
}

#[test]
fn problems() {
    let mut harness = window("en", Some("diagnostics/every-problem-of-a-unit.ron"));
    compare(&mut harness, "problems");
}

#[test]
fn difficult_names() {
    compare(&mut window("de", Some("pictures/names.ron")), "names");
}

#[test]
fn exports() {
    let sample = "assets/samples/dpko.ron";
    let names = "tests/cases/pictures/names.ron";
    let mut results = SnapshotResults::new();
    for (name, file, arguments) in [
        ("export-en-light", sample, "--lang en --width 1400"),
        ("export-zh-dark", sample, "--lang zh --theme dark --width 1400"),
        ("export-indented", sample, "--lang en --root orolsi --layout indented --width 900"),
        (
            "export-right",
            sample,
            "--lang en --root oma --layout tidy --direction right --width 1200",
        ),
        ("export-lines", sample, "--lang zh --root dpet --lines all --width 1000"),
        ("export-names-de", names, "--lang de --width 900"),
        ("export-names-en", names, "--lang en --width 900"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["export", file, "--format", "png"]);
        let output = command.args(["-o", "-"]).args(arguments.split(' ')).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let picture = image::load_from_memory(&output.stdout).expect("it is a PNG").into_rgba8();
        results.add(try_image_snapshot_options(&picture, name, &tolerance()));
    }
}
