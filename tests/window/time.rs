//! The time strip: the animation from one edition to the next, and the history of units and functions through all of
//! them.

use std::fs;

use egui::accesskit::Role;
use egui::{Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::{App, Options};

use crate::common::{self, card, comes_to, comes_to_show, press, shows};
use crate::editions::harbour;
use crate::glide::{letters, letters_on};
use crate::import::choose_command;

/// Opens the harbour authority of 2016 with the strip.
fn strip() -> (tempfile::TempDir, Harness<'static, App>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    press(&mut harness, Modifiers::NONE, Key::T);
    assert!(comes_to_show(&mut harness, "Edition 2009-03-01"));
    (folder, harness)
}

fn edition_shown(harness: &Harness<'_, App>) -> Option<String> {
    harness.get_by_role_and_label(Role::Slider, "Edition shown").accesskit_node().value()
}

#[test]
fn arrow_keys_change_the_edition() {
    let (_folder, mut harness) = strip();
    assert_eq!(edition_shown(&harness).as_deref(), Some("2016-07-01"));
    // A camera that does not show the whole chart does not move.
    press(&mut harness, Modifiers::NONE, Key::Minus);
    // Animations are disabled in tests by default.
    harness.ctx.all_styles_mut(|style| style.animation_time = 0.12);
    let audit = "Internal Audit Office";
    let before = common::place(&harness, audit).center();
    harness.key_press(Key::ArrowLeft);
    harness.step();
    // The command of a key runs in the next frame.
    while edition_shown(&harness).as_deref() != Some("2009-03-01") {
        harness.step();
    }
    let first = letters(&harness);
    assert!(!harness.ctx.tessellate(harness.output().shapes.clone(), 1.0).is_empty());
    // It settles within the steps that the harness allows, so nothing repaints when idle.
    harness.run();
    assert!(card(&harness, "Pilotage Service").is_some());
    assert!(card(&harness, "Pilotage Division").is_none());
    let glided = before - common::place(&harness, audit).center();
    assert!(glided.length() > 4.0, "its place is another one: {glided:?}");
    let resting = letters_on(&harness, audit);
    assert!(resting.len() > 10);
    for (at, which) in resting {
        let is_start =
            |(now, same): &(Pos2, Pos2)| *same == which && now.distance(at + glided) < 3.0;
        assert!(
            first.iter().any(is_start),
            "the letter that rests at {at} did not come from there"
        );
    }
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(edition_shown(&harness).as_deref(), Some("2016-07-01"));
    assert!(card(&harness, "Pilotage Division").is_some());
}

#[test]
fn dragging_snaps_to_the_nearest_edition() {
    let (_folder, mut harness) = strip();
    // A camera that does not show the whole chart stays where it is.
    press(&mut harness, Modifiers::NONE, Key::Minus);
    harness.ctx.all_styles_mut(|style| style.animation_time = 0.12);
    let audit = "Internal Audit Office";
    let later = common::place(&harness, audit).center();
    let resting = letters_on(&harness, audit);
    let stop = |harness: &Harness<'_, App>, date: &str| {
        harness.get_by_label(&format!("Edition {date}")).rect().center()
    };
    let (first, last) = (stop(&harness, "2009-03-01"), stop(&harness, "2016-07-01"));
    let at = |part: f32| first + (last - first) * part;
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    harness.hover_at(last);
    harness.event(button(last, true));
    harness.step();
    for part in [0.9, 0.75] {
        harness.hover_at(at(part));
        harness.run();
    }
    // The edition of 2009 is on its way, and waits there for the pointer.
    assert_eq!(edition_shown(&harness).as_deref(), Some("2009-03-01"));
    let way = common::place(&harness, audit).center() - later;
    assert!(way.length() > 4.0, "its place is another one: {way:?}");
    let is_on_way = |harness: &Harness<'_, App>, part: f32| {
        let now = letters(harness);
        let is_there = |&(at, which): &(Pos2, Pos2)| {
            now.iter().any(|(now, same)| *same == which && now.distance(at + way * part) < 2.0)
        };
        resting.len() > 10 && resting.iter().all(is_there)
    };
    assert!(is_on_way(&harness, 0.25) && !is_on_way(&harness, 0.0) && !is_on_way(&harness, 1.0));
    for part in [0.5, 0.7] {
        harness.hover_at(at(part));
        harness.run();
        assert!(is_on_way(&harness, 1.0 - part), "{part}");
    }
    harness.event(button(at(0.7), false));
    harness.run();
    assert_eq!(edition_shown(&harness).as_deref(), Some("2016-07-01"));
    assert!(is_on_way(&harness, 0.0));
    assert!(card(&harness, "Pilotage Division").is_some());
}

#[test]
fn other_editions_are_read_only() {
    let (_folder, mut harness) = strip();
    common::click_card(&mut harness, "Pilotage Division");
    press(&mut harness, Modifiers::NONE, Key::Comma);
    assert_eq!(edition_shown(&harness).as_deref(), Some("2009-03-01"));
    let pilots = card(&harness, "Pilotage Service").expect("it is on the chart");
    assert_eq!(pilots.accesskit_node().is_selected(), Some(true), "the selection goes along");
    assert!(shows(&harness, "2009.ron, read only"));
    let at = common::place(&harness, "Pilotage Service").center();
    common::click_at(&mut harness, at, PointerButton::Secondary);
    assert!(shows(&harness, "Where did it go?"));
    assert!(!shows(&harness, "Delete unit"), "the past is not edited");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(edition_shown(&harness).as_deref(), Some("2016-07-01"));
}

#[test]
fn unsaved_changes_survive_other_editions() {
    let (folder, mut harness) = strip();
    common::click_card(&mut harness, "Pilotage Division");
    choose_command(&mut harness, "New unit beside it");
    assert!(comes_to(&mut harness, |harness| card(harness, "New unit").is_some()));
    choose_command(&mut harness, "Earlier edition");
    assert!(comes_to(&mut harness, |it| edition_shown(it).as_deref() == Some("2009-03-01")));
    let before = fs::read_to_string(folder.path().join("2016.ron")).expect("it is there");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    choose_command(&mut harness, "Later edition");
    press(&mut harness, Modifiers::COMMAND, Key::S);
    let saved = || fs::read_to_string(folder.path().join("2016.ron")).unwrap_or_default();
    assert!(comes_to(&mut harness, |_| saved().len() > before.len()));
}

#[test]
fn follows_units_and_functions_through_editions() {
    let (_folder, mut harness) = strip();
    common::click_card(&mut harness, "Hydrographic Office");
    press(&mut harness, Modifiers::SHIFT, Key::W);
    assert!(comes_to_show(&mut harness, "Hydrographic Section"));
    assert!(shows(&harness, "under Conservancy Division"));
    assert!(shows(&harness, "moved, renamed"));
    assert!(shows(&harness, "3.8"));
    harness.get_by_role_and_label(Role::Link, "Hydrographic Section").click();
    harness.run();
    assert_eq!(edition_shown(&harness).as_deref(), Some("2009-03-01"));
    let section = card(&harness, "Hydrographic Section").expect("it is on the chart");
    assert_eq!(section.accesskit_node().is_selected(), Some(true));
    choose_command(&mut harness, "Later edition");
    harness.get_by_label("Back to the facts").click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Num0);
    common::click_card(&mut harness, "Communications Section");
    let ask = harness.query_all_by_label("Where did this function go?").next();
    ask.expect("each function has a button").click();
    harness.run();
    assert!(shows(&harness, "Office of the Director-General"));
    assert!(shows(&harness, "2.1(d)"));
    assert!(shows(&harness, "Tells the press and the public"));
}

#[test]
fn files_opened_together_form_a_series() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    drop(harbour(folder.path(), "en_US"));
    let file = |name: &str| folder.path().join(name);
    let editions = vec![file("2024.ron"), file("2009.ron")];
    let options = Options { editions, ..common::options(Some(file("2016.ron")), "en_US") };
    let mut harness = common::settled(options);
    assert!(comes_to_show(&mut harness, "Edition 2024-01-01"));
    assert!(shows(&harness, "Edition 2009-03-01"));
    assert_eq!(edition_shown(&harness).as_deref(), Some("2016-07-01"));
    choose_command(&mut harness, "Later edition");
    assert_eq!(edition_shown(&harness).as_deref(), Some("2024-01-01"));
    choose_command(&mut harness, "Compare with the previous edition");
    assert!(comes_to_show(&mut harness, "2016-07-01 → 2024-01-01"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(comes_to_show(&mut harness, "2009-03-01 → 2016-07-01"), "the comparison goes along");
}
