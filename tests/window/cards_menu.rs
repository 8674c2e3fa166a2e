//! The menu of the cards, the legend of their colours, and the filter.

use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::{App, Options};

use crate::common::{card, click_card, options, press, settled, shows};

const HARBOUR: &str = r#"(organogram: 1, title: "Harbour", languages: ["en"],
    fields: [(id: "site", label: "Site", type: choice, values: [(id: "north", label: "North Pier"), (id: "south", label: "South Pier")])],
    units: [
        (id: "authority", kind: "department", name: "Harbour Authority", fields: {"site": "north"}),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service", fields: {"site": "south"},
         head: (title: "Chief Pilot", status: vacant)),
        (id: "docks", parent: "authority", kind: "service", name: "Dock Service", fields: {"site": "north"}),
    ],
)"#;

fn harbour(folder: &Path) -> PathBuf {
    let path = folder.join("harbour.ron");
    fs::write(&path, HARBOUR).expect("a file can be written");
    path
}

/// Opens a window on the harbour with settings in the folder.
fn window(folder: &Path) -> Harness<'static, App> {
    let settings = Some(folder.join("settings.ron"));
    settled(Options { settings, ..options(Some(folder.join("harbour.ron")), "en") })
}

/// Clicks a row of a menu, and closes the menu.
fn choose(harness: &mut Harness<'_, App>, menu: &str, role: Role, row: &str) {
    harness.get_by_role_and_label(Role::Button, menu).click();
    harness.run();
    // Two rows may have the same name: the last is that of the colours.
    let rows: Vec<_> = harness.query_all_by_role_and_label(role, row).collect();
    rows.last().unwrap_or_else(|| panic!("{row} is in the menu {menu}")).click();
    drop(rows);
    harness.run();
    press(harness, Modifiers::NONE, Key::Escape);
}

/// Types a query into the filter.
fn filter(harness: &mut Harness<'_, App>, query: &str) {
    press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    harness.event(Event::Text(query.into()));
    harness.run();
}

#[test]
fn remembers_colours_by_field() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    harbour(folder.path());
    let mut first = window(folder.path());
    assert!(!shows(&first, "North Pier"));
    choose(&mut first, "Cards", Role::RadioButton, "Site");
    assert!(shows(&first, "North Pier") && shows(&first, "South Pier"), "the legend");
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let mut second = window(folder.path());
    assert!(shows(&second, "North Pier"), "also in the next window");
    choose(&mut second, "Cards", Role::RadioButton, "Kind");
    assert!(!shows(&second, "North Pier"), "cards say their kinds themselves");
}

#[test]
fn remembers_card_parts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    harbour(folder.path());
    let mut first = window(folder.path());
    let height = |harness: &Harness<'_, App>| {
        card(harness, "Pilot Service").expect("it is on the chart").rect().height()
    };
    let before = height(&first);
    choose(&mut first, "Cards", Role::CheckBox, "Site");
    let more = height(&first);
    assert!(more > before, "{more} is not over {before}");
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let mut second = window(folder.path());
    assert!((height(&second) - more).abs() < 1.0, "also in the next window");
    choose(&mut second, "Cards", Role::CheckBox, "Holder");
    choose(&mut second, "Cards", Role::CheckBox, "Site");
    assert!(height(&second) < before, "a vacancy was on the card before");
}

#[test]
fn filter_counts_hides_and_clears() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    harbour(folder.path());
    let mut first = window(folder.path());
    filter(&mut first, "vacant");
    assert!(shows(&first, "1 of 3 units"));
    assert!(card(&first, "Dock Service").is_some(), "it is only dimmed");
    first.get_by_role_and_label(Role::CheckBox, "Hide the others").click();
    first.run();
    assert!(card(&first, "Dock Service").is_none());
    assert!(card(&first, "Harbour Authority").is_some(), "the way to the top stays");
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let mut second = window(folder.path());
    assert!(shows(&second, "1 of 3 units") && card(&second, "Dock Service").is_none());
    press(&mut second, Modifiers::NONE, Key::Escape);
    assert!(!shows(&second, "1 of 3 units"));
    assert!(card(&second, "Dock Service").is_some());
}

#[test]
fn filter_reports_errors_and_suggests_terms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    harbour(folder.path());
    let mut harness = window(folder.path());
    filter(&mut harness, "sit:north");
    assert!(shows(&harness, "unknown filter key sit  did you mean site?"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    filter(&mut harness, "");
    harness.get_by_role_and_label(Role::Button, "Terms").click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Vacant").click();
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, "Filter");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("vacant"));
    assert!(shows(&harness, "1 of 3 units"));
}

#[test]
fn outline_shows_numbers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    harbour(folder.path());
    let mut harness = window(folder.path());
    choose(&mut harness, "Cards", Role::CheckBox, "Posts");
    let rows: Vec<_> =
        harness.query_all_by_role_and_label(Role::Button, "Harbour Authority").collect();
    let said = rows.iter().find_map(|row| row.accesskit_node().description());
    assert_eq!(said.as_deref(), Some("Posts 1"), "the head of the pilots");
}

#[test]
fn posts_as_cards_have_details() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = harbour(folder.path());
    let text = HARBOUR.replace(
        "head: (title: \"Chief Pilot\", status: vacant)",
        "posts: [(id: \"deputy\", title: \"Deputy Pilot\", holder: \"Ben Oduya\"), (id: \"mate\", title: \"Mate\", reports_to: \"deputy\", status: vacant)]",
    );
    fs::write(path, text).expect("a file can be written");
    let mut first = window(folder.path());
    assert!(card(&first, "Deputy Pilot").is_none());
    choose(&mut first, "View", Role::CheckBox, "Posts as cards");
    assert!(card(&first, "Mate").is_some());
    click_card(&mut first, "Deputy Pilot");
    assert!(shows(&first, "Post") && shows(&first, "Ben Oduya"));
    assert!(!shows(&first, "Further posts"), "the details are those of the post alone");
    press(&mut first, Modifiers::NONE, Key::ArrowDown);
    assert!(shows(&first, "Mate") && shows(&first, "Reports to") && !shows(&first, "Ben Oduya"));
    for _ in 0..2 {
        press(&mut first, Modifiers::NONE, Key::ArrowUp);
    }
    assert!(shows(&first, "Further posts"), "their superior is the unit");
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let mut second = window(folder.path());
    assert!(card(&second, "Deputy Pilot").is_some(), "also in the next window");
    filter(&mut second, "vacant");
    assert!(shows(&second, "2 of 5 units"), "the post and its unit");
}
