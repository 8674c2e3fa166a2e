//! The chart in the window: wheel, touchpad, arrows, menu, isolated branches, and what screen readers get.

use std::path::PathBuf;

use egui::accesskit::{Action, Role};
use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, TouchPhase, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{card, click_at, options, place, settled, shows, started_with_frames, window};

const MIDDLE: Pos2 = pos2(585.0, 400.0);

/// Returns the selected card.
fn selected(harness: &Harness<'_, App>) -> Option<String> {
    harness
        .query_all_by_role(Role::TreeItem)
        .find(|node| node.accesskit_node().is_selected() == Some(true))
        .and_then(|node| node.accesskit_node().label())
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn scroll(harness: &mut Harness<'_, App>, unit: MouseWheelUnit, delta: Vec2) {
    harness.hover_at(MIDDLE);
    harness.run();
    let (phase, modifiers) = (TouchPhase::Move, Modifiers::NONE);
    harness.event(Event::MouseWheel { unit, delta, phase, modifiers });
    harness.run();
}

#[test]
fn wheel_zooms_at_the_pointer() {
    let mut harness = window(None, "en");
    let before = place(&harness, "Office of Operations");
    scroll(&mut harness, MouseWheelUnit::Line, vec2(0.0, 3.0));
    let after = place(&harness, "Office of Operations");
    assert!(after.width() > 1.1 * before.width(), "{before} {after}");
    let magnified = after.width() / before.width();
    let expected = MIDDLE + (before.center() - MIDDLE) * magnified;
    assert!((after.center() - expected).length() < 2.0, "{after} is not about {expected}");
}

#[test]
fn touchpad_pans() {
    let mut harness = window(None, "en");
    scroll(&mut harness, MouseWheelUnit::Line, vec2(0.0, 3.0));
    let before = place(&harness, "Office of Military Affairs");
    scroll(&mut harness, MouseWheelUnit::Point, vec2(-30.0, 20.0));
    let after = place(&harness, "Office of Military Affairs");
    assert!((after.size() - before.size()).length() < 0.1, "its size stays");
    assert!((after.min - before.min - vec2(-30.0, 20.0)).length() < 1.5, "{before} {after}");
}

#[test]
fn fits_the_selected_branch() {
    for (name, last, is_life_size) in [
        ("Office of Military Affairs", "Geographically based teams", false),
        ("Office of Rule of Law and Security Institutions", "Office of the Director", false),
        ("Front Office", "Front Office", true),
    ] {
        let mut harness = window(None, "en");
        let at = place(&harness, name).center();
        click_at(&mut harness, at, egui::PointerButton::Primary);
        press(&mut harness, Key::F);
        let trees = harness.query_all_by_role(Role::Tree).map(|node| node.rect());
        let view = trees.max_by(|a, b| a.width().total_cmp(&b.width())).expect("there is a chart");
        let of_branch: Vec<egui::Rect> = harness
            .query_all_by_role(Role::TreeItem)
            .map(|node| node.rect())
            .filter(|card| view.contains_rect(*card))
            .collect();
        let top = place(&harness, name);
        assert!(view.contains_rect(top) && view.contains_rect(place(&harness, last)), "{name}");
        let below = of_branch.iter().filter(|card| card.top() >= top.top() - 1.0);
        let branch = below.copied().reduce(egui::Rect::union).expect("its cards are in sight");
        let filled = branch.size() / view.size();
        assert!(is_life_size || filled.max_elem() >= 0.9, "{name}: {branch} in {view}");
        assert_eq!(shows(&harness, "100 %"), is_life_size, "{name}");
    }
}

#[test]
fn arrow_keys_walk_the_tree() {
    let mut harness = window(None, "en");
    press(&mut harness, Key::Home);
    assert_eq!(selected(&harness).as_deref(), Some("Department of Peacekeeping Operations"));
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(selected(&harness).as_deref(), Some("Office of Military Affairs"));
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(selected(&harness).as_deref(), Some("Office of Operations"));
    press(&mut harness, Key::ArrowUp);
    assert_eq!(selected(&harness).as_deref(), Some("Department of Peacekeeping Operations"));
}

#[test]
fn enter_toggles_the_selected_unit_in_place() {
    let mut harness = window(None, "en");
    let at = place(&harness, "Office of Operations").center();
    click_at(&mut harness, at, egui::PointerButton::Primary);
    let before = place(&harness, "Office of Operations");
    press(&mut harness, Key::Enter);
    assert!(card(&harness, "Africa I Division").is_none());
    let after = place(&harness, "Office of Operations");
    assert!((after.center() - before.center()).length() < 1.0, "{before} {after}");
    press(&mut harness, Key::Enter);
    assert!(card(&harness, "Africa I Division").is_some());
}

#[test]
fn isolates_a_branch_and_returns() {
    let mut harness = window(None, "en");
    let at = place(&harness, "Office of Military Affairs").center();
    click_at(&mut harness, at, egui::PointerButton::Secondary);
    harness.get_by_label("Show only this branch").click();
    harness.run();
    assert!(card(&harness, "Office of Operations").is_none());
    assert!(card(&harness, "Force Generation Service").is_some());
    assert!(harness.query_by_label("Only Office of Military Affairs").is_some());
    harness.get_by_label("Show the whole chart").click();
    harness.run();
    assert!(card(&harness, "Office of Operations").is_some());
}

#[test]
fn cards_are_accessible() {
    let mut harness = window(None, "en");
    {
        let card = card(&harness, "Military Planning Service").expect("it is in sight");
        let node = card.accesskit_node();
        assert_eq!(node.description().as_deref(), Some("Service"));
        assert_eq!(node.data().level(), Some(3));
        assert_eq!((node.data().position_in_set(), node.data().size_of_set()), (Some(2), Some(4)));
        assert_eq!(node.data().is_expanded(), Some(true));
        assert!(node.data().supports_action(Action::Collapse));
        card.click_accesskit();
    }
    harness.run();
    assert_eq!(selected(&harness).as_deref(), Some("Military Planning Service"));
}

#[test]
fn overview_map_moves_the_view() {
    let mut harness = window(None, "en");
    assert!(harness.query_by_label("The whole chart, small").is_none());
    scroll(&mut harness, MouseWheelUnit::Line, vec2(0.0, 12.0));
    let overview = harness.get_by_label("The whole chart, small").rect();
    click_at(&mut harness, overview.left_top() + vec2(20.0, 30.0), egui::PointerButton::Primary);
    assert!(card(&harness, "Office of the Chief of Staff").is_some());
    assert!(card(&harness, "Mine Action Service").is_none());
}

/// Creates a structure file of more than half a million bytes.
fn large_file(folder: &tempfile::TempDir) -> PathBuf {
    let mut text = String::from("(organogram: 1, languages: [\"en\"], units: [\n");
    for at in 0..6_000 {
        let parent =
            if at == 0 { String::new() } else { format!("parent: \"u{}\", ", (at - 1) / 9) };
        text.push_str(&format!(
            "(id: \"u{at}\", {parent}kind: \"team\", name: \"Working Group {at}\", \
             functions: [(cite: [\"{at}\"], text: \"Works on matter number {at}\")]),\n"
        ));
    }
    text.push_str("])\n");
    assert!(text.len() > 500_000);
    let path = folder.path().join("large.ron");
    std::fs::write(&path, text).expect("a temporary file can be written");
    path
}

#[test]
fn slow_loading_can_be_cancelled() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let options = options(Some(large_file(&folder)), "en");
    let background = options.background.clone();
    background.hold();
    let mut harness = started_with_frames(options, 0.02);
    assert!(!shows(&harness, "Reading large.ron…"), "nothing flashes up");
    harness.run_steps(8);
    assert!(shows(&harness, "Reading large.ron…"));
    harness.get_by_label("Cancel").click();
    harness.run_steps(2);
    assert!(!shows(&harness, "Reading large.ron…"));
    background.release();
    harness.run();
    assert!(card(&harness, "Working Group 0").is_none(), "what is given up is not shown");
    assert_eq!(background.unfinished(), 0);
}

#[test]
fn expands_large_charts_in_the_background() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let options = options(Some(large_file(&folder)), "en");
    let background = options.background.clone();
    let mut harness = settled(options);
    harness.get_by_label("Expand").click();
    harness.run();
    let before = place(&harness, "Working Group 0");
    background.hold();
    harness.get_by_label("Expand all").click();
    harness.run();
    assert_eq!(background.unfinished(), 1);
    assert_eq!(place(&harness, "Working Group 0"), before, "it does not wait for the new chart");
    background.release();
    harness.run();
    assert!(card(&harness, "Working Group 0").is_none_or(|card| card.rect() != before));
}
