//! An afternoon of a user who never sees the file format: from an empty window to a chart of thirty units.

use std::fs;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};
use organogram::app::App;
use organogram::model::{Chart, RelationKind};
use organogram::source::SourceText;

use crate::common::{self, card, comes_to, press, shows};
use crate::import::type_into;

const NEW: (Modifiers, Key) = (Modifiers::COMMAND, Key::N);
const CHILD: (Modifiers, Key) = (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Enter);
const SIBLING: (Modifiers, Key) = (Modifiers::COMMAND, Key::Enter);

/// The departments, each with its sections.
const DEPARTMENTS: [(&str, [&str; 5]); 4] = [
    ("Operations", ["Pilots", "Tugs", "Locks", "Traffic Control", "Moorings"]),
    ("Safety", ["Fire Watch", "Inspections", "Training", "Dangerous Goods", "Alarms"]),
    ("Works", ["Quays", "Dredging", "Cranes", "Buoys", "Workshops"]),
    ("Administration", ["Finance", "Personnel", "Archive", "Procurement", "Counsel"]),
];
const STAFF: [&str; 5] = ["Press Office", "Audit", "Planning", "Environment", "Liaison"];

fn type_words(harness: &mut Harness<'_, App>, words: &str) {
    harness.event(Event::Text(words.into()));
    harness.run();
}

/// Adds a unit and names it in place.
fn add(harness: &mut Harness<'_, App>, (modifiers, key): (Modifiers, Key), name: &str) {
    press(harness, modifiers, key);
    type_words(harness, name);
    press(harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(harness, |harness| shows(harness, name)), "{name}");
}

/// Clicks a unit's row in the outline, after scrolling to the start or end if the row is not visible.
fn choose(harness: &mut Harness<'_, App>, name: &str) {
    for key in [None, Some(Key::Home), Some(Key::End)] {
        if let Some(key) = key {
            let in_outline = |node: &Node<'_>| node.rect().center().x < 240.0;
            let list = harness.get_all_by_role(Role::Tree).find(in_outline);
            list.expect("there is an outline").focus();
            harness.run();
            press(harness, Modifiers::NONE, key);
        }
        let row = harness.query_all_by_label(name).find(|node| node.rect().center().x < 240.0);
        if let Some(row) = row {
            row.click_accesskit();
            harness.run();
            return;
        }
    }
    panic!("{name} is in the outline");
}

fn click(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click_accesskit();
    harness.run();
}

#[test]
fn builds_thirty_units_through_forms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    let mut harness = common::window(None, "en_US");
    press(&mut harness, NEW.0, NEW.1);
    type_into(&mut harness, "Where to save the structure file:", &path.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(&mut harness, |harness| card(harness, "New unit").is_some()));
    // The first unit is named at once.
    type_words(&mut harness, "Harbour Authority");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(&mut harness, |harness| card(harness, "Harbour Authority").is_some()));

    for (at, (department, sections)) in DEPARTMENTS.iter().enumerate() {
        choose(&mut harness, if at == 0 { "Harbour Authority" } else { DEPARTMENTS[at - 1].0 });
        add(&mut harness, if at == 0 { CHILD } else { SIBLING }, department);
        for (at, section) in sections.iter().enumerate() {
            add(&mut harness, if at == 0 { CHILD } else { SIBLING }, section);
        }
    }
    choose(&mut harness, "Administration");
    for office in STAFF {
        add(&mut harness, SIBLING, office);
    }

    press(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, Modifiers::ALT, Key::Enter);
    let below = DEPARTMENTS.iter().flat_map(|(department, sections)| {
        std::iter::once(*department).chain(sections.iter().copied())
    });
    let all: Vec<&str> = ["Harbour Authority"].into_iter().chain(below).chain(STAFF).collect();
    for unit in &all {
        choose(&mut harness, unit);
        click(&mut harness, "Add: Head");
        type_words(&mut harness, &format!("Head of {unit}"));
        click(&mut harness, "Core functions: Add: Text");
        type_words(&mut harness, &format!("Cares for {unit}"));
    }
    choose(&mut harness, "Pilots");
    click(&mut harness, "Head: Holders: Add: Person");
    type_words(&mut harness, "Ada Marsh");
    click(&mut harness, "Lines to others: Add: Line");
    let find = |harness: &mut Harness<'_, App>, field: &str, words: &str| {
        harness.get_by_role_and_label(Role::TextInput, field).focus();
        harness.run();
        type_words(harness, words);
        press(harness, Modifiers::NONE, Key::Enter);
    };
    find(&mut harness, "Lines to others 1: To", "traffic");
    click(&mut harness, "Remove: Operations");
    choose(&mut harness, "Audit");
    click(&mut harness, "Lines to others: Add: Line");
    find(&mut harness, "Head: Reports to", "counsel");
    press(&mut harness, Modifiers::COMMAND, Key::S);

    let text = fs::read_to_string(&path).expect("it is saved");
    let (chart, problems) = Chart::load(&SourceText::new("harbour.ron", text));
    assert_eq!(problems, []);
    let unit = |name: &str| {
        let mut units = chart.unit_indices();
        units.find(|&unit| chart.unit(unit).name.get(["en"]) == name).expect("it is a unit")
    };
    let name = |unit| chart.unit(unit).name.get(["en"]).to_owned();
    assert_eq!(chart.units().len(), 30);
    for of_chart in &all {
        let it = chart.unit(unit(of_chart));
        let head = it.head.as_ref().expect("it has a head");
        assert_eq!(head.title.get(["en"]), format!("Head of {of_chart}"));
        let functions: Vec<&str> = it.functions.iter().map(|it| it.text.get(["en"])).collect();
        assert_eq!(functions, [format!("Cares for {of_chart}")]);
    }
    for (department, sections) in DEPARTMENTS {
        let children = chart.unit(unit(department)).children.iter();
        assert_eq!(children.map(|&child| name(child)).collect::<Vec<_>>(), sections);
    }
    let pilots = chart.unit(unit("Pilots")).head.as_ref().expect("it has a head");
    assert_eq!(pilots.holders[0].name.get(["en"]), "Ada Marsh");
    let lines: Vec<(String, RelationKind, String)> = chart
        .relations()
        .iter()
        .map(|line| {
            let end = |party| chart.party_name(party).get(["en"]).to_owned();
            (end(line.from), line.kind, end(line.to))
        })
        .collect();
    let line = |from: &str, kind, to: &str| (from.to_owned(), kind, to.to_owned());
    assert_eq!(
        lines,
        [
            line("Pilots", RelationKind::Supports, "Traffic Control"),
            line("Audit", RelationKind::Supports, "Harbour Authority"),
            line("Audit", RelationKind::ReportsTo, "Counsel"),
        ]
    );

    let mut reopened = common::window(Some(path), "en_US");
    assert!(comes_to(&mut reopened, |harness| shows(harness, "30 units")));
    for name in &all {
        assert!(shows(&reopened, name), "{name}");
    }
}
