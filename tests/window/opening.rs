//! The real window without a screen, driven through the names of its widgets.

use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use organogram::app::App;
use organogram::i18n::{Messages, languages};

use crate::common::{self, card, click_card, comes_to, shows};

/// Opens the window in Chinese, and lets it settle.
fn window(path: Option<PathBuf>) -> Harness<'static, App> {
    common::window(path, "zh_CN")
}

fn drop_file(harness: &mut Harness<'_, App>, path: &Path) {
    harness.input_mut().dropped_files.push(common::dropped(path));
    harness.run();
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a temporary file can be written");
    path
}

const TWO_UNITS: &str = r#"(organogram: 1, title: "Coast Patrol", languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency"),
    (id: "north", parent: "agency", kind: "division", name: "North Division",
     functions: [(cite: ["2.1"], text: "Patrols the northern coast")]),
])"#;

#[test]
fn clicking_a_card_shows_details() {
    let mut harness = window(None);
    assert!(shows(&harness, "内置示例"), "the sample is open");
    assert!(shows(&harness, "48 个单位"));
    click_card(&mut harness, "军事厅");
    assert!(shows(&harness, "Office of Military Affairs"), "the name in the other language");
    assert!(shows(&harness, "军事顾问"), "the head");
    assert!(shows(&harness, "主管维持和平行动副秘书长"), "whom the head answers to");
    click_card(&mut harness, "部队组建处");
    assert!(shows(&harness, "核心职能  6"));
    assert!(shows(&harness, "第 7.8(a) 段"));
    assert!(shows(&harness, "第 7.8(f) 段"));
}

#[test]
fn links_lead_to_units() {
    let mut harness = window(None);
    click_card(&mut harness, "军事厅");
    harness.get_by_role_and_label(Role::Link, "部队组建处").click_accesskit();
    harness.run();
    assert!(shows(&harness, "Force Generation Service"));
    harness.get_by_role_and_label(Role::Link, "军事顾问 (OMA)").click_accesskit();
    harness.run();
    assert!(shows(&harness, "Office of Military Affairs"), "a head's title leads to its unit");
}

#[test]
fn switches_the_language() {
    let mut harness = window(None);
    switch_to(&mut harness, "Office of Military Affairs");
    assert!(shows(&harness, "48 units"));
    switch_to(&mut harness, "军事厅");
}

/// Presses the button that names the next language until a card has a name; there may be more than two languages.
fn switch_to(harness: &mut Harness<'_, App>, name: &str) {
    for _ in languages() {
        let mut names = languages().iter().map(Messages::name);
        let next =
            names.find_map(|language| harness.query_by_role_and_label(Role::Button, language));
        next.expect("the next language has a button").click();
        harness.run();
        if card(harness, name).is_some() {
            return;
        }
    }
    panic!("{name} is not on the chart");
}

#[test]
fn collapses_and_expands_all_units() {
    let mut harness = window(None);
    assert!(card(&harness, "军事规划处").is_some());
    harness.get_by_role_and_label(Role::Button, "展开").click();
    harness.run();
    harness.get_by_label_contains("全部收起").click();
    harness.run();
    assert!(card(&harness, "军事规划处").is_none());
    assert!(card(&harness, "军事厅").is_some());
    click_card(&mut harness, "军事厅");
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert!(card(&harness, "军事规划处").is_some(), "Enter expands the selected unit");
}

#[test]
fn opens_another_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = window(None);
    let path = file(&folder, "coast.ron", TWO_UNITS);
    drop_file(&mut harness, &path);
    assert!(shows(&harness, "coast.ron"));
    assert!(shows(&harness, "2 个单位"));
    click_card(&mut harness, "North Division");
    assert!(shows(&harness, "Patrols the northern coast"));
}

#[test]
fn broken_reload_keeps_the_chart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file(&folder, "coast.ron", TWO_UNITS);
    let mut harness = window(Some(path.clone()));
    assert!(card(&harness, "North Division").is_some());
    file(&folder, "coast.ron", "(organogram: 1, unit");
    harness.key_press(egui::Key::F5);
    harness.run();
    assert!(card(&harness, "North Division").is_some(), "the chart stays");
    assert!(shows(&harness, "coast.ron"), "the file is named");
    assert!(shows(&harness, "E001"), "the problem is listed");
    assert!(shows(&harness, "上一次无误"), "the chart is said to be an earlier one");
    file(&folder, "coast.ron", &TWO_UNITS.replace("North", "Northern"));
    harness.key_press(egui::Key::F5);
    harness.run();
    assert!(card(&harness, "Northern Division").is_some());
    assert!(!shows(&harness, "上一次无误"), "a mended file clears it");
}

#[test]
fn shows_the_valid_parts_of_a_broken_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let broken = TWO_UNITS.replace("id: \"north\"", "id: \"north");
    let path = file(&folder, "coast.ron", &broken);
    let harness = common::window(Some(path), "en");
    assert!(card(&harness, "Coast Patrol Agency").is_some(), "the sound unit");
    assert!(card(&harness, "North Division").is_none());
    assert!(shows(&harness, "1 error"));
    assert!(shows(&harness, "this text is never closed"));
}

#[test]
fn selection_and_expansion_survive_a_reload() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file(&folder, "coast.ron", TWO_UNITS);
    let mut harness = window(Some(path));
    click_card(&mut harness, "North Division");
    file(&folder, "coast.ron", &TWO_UNITS.replace("Patrols the northern", "Guards the northern"));
    harness.key_press(egui::Key::F5);
    harness.run();
    assert!(shows(&harness, "Guards the northern coast"));
}

#[test]
fn unreadable_files_do_not_show_the_sample() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("later.ron");
    let mut harness = window(Some(path.clone()));
    assert!(shows(&harness, "later.ron"), "the file is named");
    assert!(shows(&harness, "目前没有可显示的内容"));
    assert!(card(&harness, "军事厅").is_none(), "the sample is something else");
    file(&folder, "later.ron", "");
    harness.key_press(egui::Key::F5);
    harness.run();
    assert!(shows(&harness, "E001"));
    file(&folder, "later.ron", TWO_UNITS);
    harness.key_press(egui::Key::F5);
    harness.run();
    assert!(card(&harness, "North Division").is_some());
}

#[test]
fn follows_a_constantly_changing_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file(&folder, "coast.ron", TWO_UNITS);
    let mut harness = window(Some(path.clone()));
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        let pause = Duration::from_millis(30);
        while matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
            let now = TWO_UNITS.replace("North Division", "Northern Division");
            let other = path.with_extension("new");
            std::fs::write(&other, now).expect("the folder takes files");
            std::fs::rename(&other, &path).expect("a file can be renamed");
        }
    });
    assert!(comes_to(&mut harness, |harness| card(harness, "Northern Division").is_some()));
    assert!(!writer.is_finished());
    stop.send(()).expect("it still writes");
    writer.join().expect("it ends");
}

#[test]
fn follows_saves_of_any_kind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file(&folder, "coast.ron", TWO_UNITS);
    let mut harness = window(Some(path.clone()));
    assert!(shows(&harness, "正在跟随文件"));
    file(&folder, "coast.ron", &TWO_UNITS.replace("North Division", "In Place"));
    assert!(appears(&mut harness, "In Place"), "written in place");
    let other = file(&folder, "coast.ron.tmp", &TWO_UNITS.replace("North Division", "Renamed"));
    std::fs::rename(other, &path).expect("a file can be renamed");
    assert!(appears(&mut harness, "Renamed"), "renamed over");
    std::fs::remove_file(&path).expect("a file can be removed");
    file(&folder, "coast.ron", &TWO_UNITS.replace("North Division", "Made Anew"));
    assert!(appears(&mut harness, "Made Anew"), "deleted and made anew");
}

#[test]
fn restored_files_are_not_stale() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file(&folder, "coast.ron", TWO_UNITS);
    let mut harness = window(Some(path.clone()));
    std::fs::remove_file(&path).expect("a file can be removed");
    assert!(comes_to(&mut harness, |harness| shows(harness, "上一次无误")), "it is missed");
    file(&folder, "coast.ron", TWO_UNITS);
    assert!(comes_to(&mut harness, |harness| !shows(harness, "上一次无误")), "it is back");
}

/// Waits for a card.
fn appears(harness: &mut Harness<'_, App>, name: &str) -> bool {
    comes_to(harness, |harness| card(harness, name).is_some())
}

#[test]
fn switches_the_theme() {
    let mut harness = window(None);
    let before = harness.ctx.theme();
    let label = if before == egui::Theme::Dark { "浅色" } else { "深色" };
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run();
    assert_ne!(harness.ctx.theme(), before);
}

#[test]
fn idle_windows_do_not_repaint() {
    let mut harness = window(None);
    harness.run();
    let steps = harness.run();
    assert!(steps <= 2, "{steps} frames at idle");
}

#[test]
fn unreadable_files_keep_the_problem_list() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let broken = file(&folder, "broken.ron", "(organogram: 1, units: [");
    let mut harness = common::window(None, "en");
    drop_file(&mut harness, &broken);
    assert!(shows(&harness, "broken.ron cannot be shown: "));
    assert!(shows(&harness, "The chart stays as it was."));
    assert!(shows(&harness, "48 units"));
    assert!(shows(&harness, "0 errors"), "of the sample");
}

#[test]
fn notices_follow_the_language() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let broken = file(&folder, "broken.ron", "(organogram: 1, units: [");
    let mut harness = common::window(None, "en");
    drop_file(&mut harness, &broken);
    assert!(shows(&harness, "broken.ron cannot be shown: "));
    switch_to(&mut harness, "军事厅");
    assert!(shows(&harness, "无法显示 broken.ron"));
    assert!(!shows(&harness, "cannot be shown"));
}

#[test]
fn zoom_is_shown_once() {
    let harness = common::window(None, "en");
    assert_eq!(harness.query_all_by_label_contains("%").count(), 1);
}

#[test]
fn shared_functions_count_their_units() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = |units: &str| {
        format!(
            r#"(organogram: 1, languages: ["en"], shared_functions: [(id: "watch",
            functions: [(text: "Keep watch")])], units: [{units}])"#
        )
    };
    let unit = |id: &str| {
        format!(r#"(id: "{id}", kind: "unit", name: "{id}", shared_functions: ["watch"]),"#)
    };
    for (ids, words) in [
        (&["a"][..], None),
        (&["a", "b"], Some("shared with 1 other unit")),
        (&["a", "b", "c"], Some("shared with 2 other units")),
    ] {
        let units: String = ids.iter().map(|id| unit(id)).collect();
        let path = file(&folder, "watch.ron", &text(&units));
        let mut harness = common::window(Some(path), "en");
        click_card(&mut harness, "a");
        assert!(shows(&harness, "Keep watch"));
        let said = harness.query_by_label_contains("shared with");
        assert_eq!(said.and_then(|node| node.value()).as_deref(), words);
    }
}

#[test]
fn reports_unreadable_files_without_a_chart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let binary = folder.path().join("binary.ron");
    std::fs::write(&binary, [0xff, 0xfe, 0]).expect("a temporary file can be written");
    for path in [folder.path().join("missing.ron"), folder.path().to_owned(), binary] {
        let harness = common::window(Some(path.clone()), "en");
        assert!(shows(&harness, " cannot be shown: "), "{}", path.display());
        assert!(!shows(&harness, "The chart stays as it was"), "{}", path.display());
        assert!(shows(&harness, "1 error"), "{}", path.display());
        assert!(!shows(&harness, "1 errors"), "{}", path.display());
    }
}
