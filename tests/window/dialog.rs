//! The export dialog, driven through the names of its widgets: it writes complete files, or it reports why not and
//! keeps the settings.

use std::fs;
use std::path::Path;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{click_at, place, press, shows, window};

/// Opens the window with the dialog.
fn dialog() -> Harness<'static, App> {
    let mut harness = window(None, "en");
    press(&mut harness, Modifiers::COMMAND, Key::E);
    assert!(shows(&harness, "Whole chart"), "the dialog is open");
    harness
}

fn click(harness: &mut Harness<'_, App>, role: Role, label: &str) {
    harness.get_by_role_and_label(role, label).click();
    // The export may show a spinner for longer than the steps of one run.
    harness.run_ok();
}

/// Types the path of the file.
fn choose_file(harness: &mut Harness<'_, App>, path: &Path) {
    harness.get_by_role_and_label(Role::TextInput, "File").focus();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    let path = path.display().to_string();
    harness.get_by_role_and_label(Role::TextInput, "File").type_text(&path);
    harness.run();
}

/// Waits for a text in the window; exports take time.
fn comes_to_show(harness: &mut Harness<'_, App>, words: &str) -> bool {
    for _ in 0..1200 {
        harness.step();
        if shows(harness, words) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    false
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.ok().map(|entry| entry.file_name());
    entries.filter_map(name).map(|name| name.to_string_lossy().into_owned()).collect()
}

fn png_size(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).expect("the picture is there");
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
    (reader.info().width, reader.info().height)
}

#[test]
fn exported_picture_equals_the_command_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("chart.png");
    let mut harness = dialog();
    choose_file(&mut harness, &path);
    let said = harness.get_by_label_contains("pixels, about").accesskit_node().value();
    let said = said.expect("the size is told");
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    assert!(!shows(&harness, "Whole chart"), "the dialog is closed");
    let (width, height) = png_size(&path);
    assert!(said.starts_with(&format!("{width} × {height} pixels")), "{said}");

    let beside = folder.path().join("beside.png");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/dpko.ron");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"))
        .args(["export", sample, "--lang", "en", "--theme", "light", "-o"])
        .arg(&beside)
        .status()
        .expect("the program runs");
    assert!(done.success());
    let read = |path| fs::read(path).expect("it is there");
    assert!(read(&path) == read(&beside), "window and command line write the same bytes");
}

#[test]
fn exports_a_branch_from_its_card() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("branch.pdf");
    let mut harness = window(None, "en");
    let at = place(&harness, "Office of Military Affairs").center();
    click_at(&mut harness, at, PointerButton::Secondary);
    click(&mut harness, Role::Button, "Export this branch…");
    let proposes = |harness: &Harness<'_, App>, name: &str| {
        let field = harness.get_by_role_and_label(Role::TextInput, "File");
        let file = field.accesskit_node().value().unwrap_or_default();
        assert_eq!(Path::new(&file).file_name().and_then(|it| it.to_str()), Some(name));
    };
    proposes(&harness, "dpko-oma.png");
    click(&mut harness, Role::Button, "Whole chart");
    proposes(&harness, "dpko.png");
    click(&mut harness, Role::Button, "Branch: OMA");
    click(&mut harness, Role::Button, "PDF");
    proposes(&harness, "dpko-oma.pdf");
    assert!(shows(&harness, "Page of "), "its size in millimetres");
    click(&mut harness, Role::CheckBox, "Atlas: a sheet for each branch");
    assert!(comes_to_show(&mut harness, "sheets of 297 × 210 mm"), "and how many there are");
    // The format determines the extension, even if none is typed.
    choose_file(&mut harness, &folder.path().join("branch"));
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    let bytes = fs::read(&path).expect("the document is there");
    assert!(bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
}

#[test]
fn exports_a_comparison_with_marks() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = crate::editions::harbour(folder.path(), "en_US");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
    assert!(comes_to_show(&mut harness, "2009-03-01 → 2016-07-01"));
    press(&mut harness, Modifiers::COMMAND, Key::E);
    click(&mut harness, Role::Button, "SVG");
    let path = folder.path().join("changes.svg");
    choose_file(&mut harness, &path);
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    let picture = fs::read_to_string(&path).expect("it is there");
    assert!(picture.contains("data-id=\"was:typing\"") && picture.contains(">2 abolished<"));
}

#[test]
fn data_formats_have_no_picture_options() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = dialog();
    assert!(shows(&harness, "Transparent background") && shows(&harness, "Theme"));
    click(&mut harness, Role::Button, "SVG");
    assert!(shows(&harness, "Font in the file"));
    click(&mut harness, Role::Button, "JSON");
    for words in ["Theme", "Size", "Legend", "View in the window", "pixels"] {
        assert!(!shows(&harness, words), "{words} is nothing that data has");
    }
    let path = folder.path().join("chart.json");
    choose_file(&mut harness, &path);
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    let data: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).expect("it is there")).expect("JSON");
    assert_eq!(data["units"].as_array().map(Vec::len), Some(48));
}

#[test]
fn exports_the_visible_part() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("view.png");
    let mut harness = window(None, "en");
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::Plus);
    }
    press(&mut harness, Modifiers::COMMAND, Key::E);
    click(&mut harness, Role::Button, "View in the window");
    choose_file(&mut harness, &path);
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    let (width, height) = png_size(&path);
    // The chart has the size of the window less the panels around it.
    assert!((500..900).contains(&width) && (400..800).contains(&height), "{width} x {height}");
}

#[test]
fn asks_before_replacing_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("chart.csv");
    fs::write(&path, "mine").expect("the folder takes files");
    let mut harness = dialog();
    click(&mut harness, Role::Button, "CSV");
    choose_file(&mut harness, &path);
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "exists already. Replace it?"));
    click(&mut harness, Role::Button, "Cancel");
    assert_eq!(fs::read(&path).expect("it is there"), b"mine");
    assert!(shows(&harness, "Whole chart"), "the dialog is still open");
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "exists already. Replace it?"));
    click(&mut harness, Role::Button, "Replace");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    assert_ne!(fs::read(&path).expect("it is there"), b"mine");
}

#[test]
fn reports_write_errors_and_keeps_choices() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let taken = folder.path().join("taken.svg");
    fs::create_dir(&taken).expect("a folder in a folder");
    let mut harness = dialog();
    click(&mut harness, Role::Button, "SVG");
    for (path, why) in [
        (taken, "is a folder"),
        (folder.path().join("none").join("a.svg"), "does not exist"),
        (Path::new("/proc/a.svg").to_owned(), "cannot be written"),
    ] {
        choose_file(&mut harness, &path);
        click(&mut harness, Role::Button, "Export");
        assert!(comes_to_show(&mut harness, why), "{} {why}", path.display());
        assert!(shows(&harness, "Font in the file"), "SVG is still chosen");
        let field = harness.get_by_role_and_label(Role::TextInput, "File");
        assert_eq!(field.accesskit_node().value(), Some(path.display().to_string()));
    }
    assert_eq!(names(folder.path()), ["taken.svg"], "nothing is left behind");
}

#[test]
fn cancelled_export_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = dialog();
    click(&mut harness, Role::Button, "Other");
    harness.get_by_role_and_label(Role::SpinButton, "Size").focus();
    harness.run();
    harness.get_by_role_and_label(Role::SpinButton, "Size").type_text("20");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    choose_file(&mut harness, &folder.path().join("large.png"));
    harness.get_by_role_and_label(Role::Button, "Export").click();
    assert!(comes_to_show(&mut harness, "Exporting…"), "it says that it is at work");
    let steps = |harness: &mut Harness<'_, App>| (0..4).for_each(|_| harness.step());
    steps(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Cancel").click();
    steps(&mut harness);
    assert!(!shows(&harness, "Exporting…"), "it ends at once");
    assert!(shows(&harness, "Whole chart"), "the dialog is still open");
    for _ in 0..400 {
        if names(folder.path()).is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn rejects_oversized_pictures() {
    let mut harness = dialog();
    click(&mut harness, Role::Button, "Other");
    harness.get_by_role_and_label(Role::SpinButton, "Size").focus();
    harness.run();
    harness.get_by_role_and_label(Role::SpinButton, "Size").type_text("9000000");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(shows(&harness, "the largest scale that fits is"));
    assert!(harness.get_by_role_and_label(Role::Button, "Export").accesskit_node().is_disabled());
}

#[test]
fn copies_a_picture() {
    let mut harness = dialog();
    harness.get_by_role_and_label(Role::Button, "Copy picture").click();
    let mut copied = None;
    for _ in 0..1200 {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        copied = commands.iter().find_map(|command| match command {
            OutputCommand::CopyImage(image) => Some(image.size),
            _ => None,
        });
        if copied.is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    let [width, height] = copied.expect("a picture is copied");
    assert!(width > 1000 && height > 300, "{width} x {height}");
    assert!(shows(&harness, "The picture is on the clipboard"));
}

/// The folder to which the child process exports; also that of the fake opener, if there is one.
#[cfg(target_os = "linux")]
const EXPORTS: &str = "ORGANOGRAM_TEST_EXPORTS";

#[cfg(target_os = "linux")]
#[test]
fn shows_the_folder_of_an_export() {
    use std::os::unix::fs::PermissionsExt as _;

    if let Some(folder) = std::env::var_os(EXPORTS) {
        return export_and_show(Path::new(&folder));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = folder.path().join("told");
    for has_opener in [false, true] {
        if has_opener {
            let opener = folder.path().join("xdg-open");
            let script = "#!/bin/sh\nprintf %s \"$1\" > new && mv new told\n";
            fs::write(&opener, script).expect("a file can be written");
            fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        let path = if has_opener { "/usr/bin:/bin" } else { "" };
        let done =
            std::process::Command::new(std::env::current_exe().expect("a test is a program"))
                .args(["--exact"])
                .arg("dialog::shows_the_folder_of_an_export")
                .current_dir(folder.path())
                .env("PATH", format!("{}:{path}", folder.path().display()))
                .env(EXPORTS, folder.path())
                .output()
                .expect("it starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
    let folder = folder.path().display().to_string();
    let is_told = |_: &u32| {
        std::thread::sleep(Duration::from_millis(25));
        told.exists()
    };
    assert!((0..400).find(is_told).is_some(), "the opener is not asked");
    assert_eq!(fs::read_to_string(&told).expect("it is written whole"), folder);
}

/// Runs in the child process: exports, and shows the folder.
#[cfg(target_os = "linux")]
fn export_and_show(folder: &Path) {
    let has_opener = folder.join("xdg-open").exists();
    let mut harness = dialog();
    choose_file(&mut harness, &folder.join(format!("{has_opener}.png")));
    click(&mut harness, Role::Button, "Export");
    assert!(comes_to_show(&mut harness, "Show in folder"), "it is saved");
    click(&mut harness, Role::Button, "Show in folder");
    assert_eq!(shows(&harness, "The folder cannot be shown: "), !has_opener);
}
