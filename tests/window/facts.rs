//! Persons, numbers and fields of one's own in the details, and in the search.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::common::{comes_to, press, shows, window};

const HARBOUR: &str = r#"(organogram: 1, title: "Harbour Authority", languages: ["en"],
    fields: [(id: "budget", label: "Budget", type: number, unit: "EUR", total: sum)],
    units: [
        (id: "authority", kind: "department", name: "Harbour Authority", fields: {"budget": 1200},
         link: "https://harbour.example",
         head: (title: "Harbour Master", holder: (name: "Ada Marsh", email: "ada@harbour.example", phone: "+41 44 555 01 23"))),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service", also_named: ["Pilotage"],
         head: (title: "Chief Pilot", status: vacant), fields: {"budget": 300},
         posts: [(id: "deputy", title: "Deputy", fte: 1.5, count: 2, holder: [
             (name: "Ben Oduya", share: 0.5, since: "2022-03"), (name: "Mei Lindqvist", acting: true)])],
         notes: [(text: "Ask about the tugs")]),
    ],
)"#;

#[test]
fn the_details_have_persons_fields_and_totals() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    std::fs::write(&path, HARBOUR).expect("a temporary file can be written");
    let mut harness = window(Some(path), "en");
    let choose = |harness: &mut egui_kittest::Harness<'_, _>, name: &str| {
        let rows: Vec<_> = harness.query_all_by_label(name).collect();
        rows.iter().rfind(|row| row.rect().center().x < 240.0).expect("the outline has it").click();
        drop(rows);
        harness.run();
    };
    choose(&mut harness, "Harbour Authority");
    for words in
        ["Ada Marsh", "Budget", "1200 EUR", "Totals with all below", "1500 EUR", "Answer directly"]
    {
        assert!(shows(&harness, words), "{words}");
    }
    for link in ["https://harbour.example", "ada@harbour.example", "+41 44 555 01 23"] {
        assert!(harness.query_by_role_and_label(Role::Link, link).is_some(), "{link}");
    }
    choose(&mut harness, "Pilot Service");
    for words in [
        "Vacant",
        "Also called: Pilotage",
        "Ben Oduya",
        "50 % · since 2022-03",
        "Mei Lindqvist",
        "acting",
        "2 posts · 1.5 FTE",
        "Ask about the tugs",
    ] {
        assert!(shows(&harness, words), "{words}");
    }
}

#[test]
fn persons_and_former_names_are_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    std::fs::write(&path, HARBOUR).expect("a temporary file can be written");
    let mut harness = window(Some(path), "en");
    for words in ["lindqvist", "pilotage", "tugs"] {
        assert!(!shows(&harness, "Also called: Pilotage"), "{words}");
        press(&mut harness, Modifiers::COMMAND, Key::F);
        press(&mut harness, Modifiers::COMMAND, Key::A);
        harness.event(Event::Text(words.into()));
        harness.run();
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(
            comes_to(&mut harness, |harness| shows(harness, "Also called: Pilotage")),
            "{words}"
        );
        press(&mut harness, Modifiers::NONE, Key::Escape);
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
}
