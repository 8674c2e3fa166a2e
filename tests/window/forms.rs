//! Forms: every field of the file, without its syntax, validated while typing.

use std::fs;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::bench::{Bench, COAST};

/// Opens the window on a file with the form of a unit.
fn form(text: &str, unit: &str) -> Bench {
    let mut bench = Bench::on(text, unit);
    bench.press(Modifiers::NONE, Key::F4);
    bench.press(Modifiers::ALT, Key::Enter);
    bench
}

fn focus(bench: &mut Bench, role: Role, field: &str) {
    bench.harness.get_by_role_and_label(role, field).focus();
    bench.harness.run();
}

fn type_into(bench: &mut Bench, field: &str, words: &str) {
    focus(bench, Role::TextInput, field);
    for letter in words.chars() {
        bench.harness.event(Event::Text(letter.to_string()));
        bench.harness.run();
    }
}

fn click(bench: &mut Bench, name: &str) {
    bench.harness.get_by_role_and_label(Role::Button, name).click_accesskit();
    bench.harness.run();
}

/// Opens a drop-down list and selects an item.
fn choose_from(bench: &mut Bench, list: &str, choice: &str) {
    bench.harness.get_by_role_and_label(Role::ComboBox, list).click_accesskit();
    bench.harness.run();
    let choices: Vec<_> = bench.harness.query_all_by_label(choice).collect();
    choices.last().unwrap_or_else(|| panic!("there is no {choice}")).click_accesskit();
    drop(choices);
    bench.harness.run();
}

#[test]
fn field_edits_are_one_undo_step() {
    let mut bench = form(COAST, "South Division");
    type_into(&mut bench, "Acronym", "SD");
    bench.save();
    let unit = "name: \"South Division\"";
    assert_eq!(bench.on_disk(), COAST.replace(unit, &format!("{unit}, acronym: \"SD\"")));
    focus(&mut bench, Role::TextInput, "Name");
    bench.press(Modifiers::NONE, Key::Escape);
    bench.choose("South Division");
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn reports_problems_at_fields() {
    let mut bench = form(COAST, "South Division");
    click(&mut bench, "More");
    type_into(&mut bench, "Headcount", "1x");
    assert!(bench.shows("write a number such as 1 or 0.5"));
    bench.press(Modifiers::NONE, Key::Backspace);
    assert!(!bench.shows("write a number such as 1 or 0.5"));
    type_into(&mut bench, "Link", "pier 1");
    let said = "\"pier 1\"";
    let at = bench.harness.query_all_by_label_contains(said).next().expect("it is said").rect();
    let field = bench.harness.get_by_role_and_label(Role::TextInput, "Link").rect();
    assert!(field.bottom() <= at.top() && at.top() < field.bottom() + 30.0);
    bench.save();
    let unit = "name: \"South Division\"";
    let expected = COAST.replace(unit, &format!("{unit}, headcount: 1, link: \"pier 1\""));
    assert_eq!(bench.on_disk(), expected);
}

#[test]
fn accepts_several_as_a_number() {
    let mut bench = form(COAST, "South Division");
    click(&mut bench, "More");
    type_into(&mut bench, "Number", "several");
    assert!(!bench.shows("write a number such as 1 or 0.5"));
    bench.save();
    let unit = "name: \"South Division\"";
    let with_count = |count: &str| COAST.replace(unit, &format!("{unit}, count: {count}"));
    assert_eq!(bench.on_disk(), with_count("several"));
    let tick = |bench: &mut Bench| {
        bench.harness.get_by_label("Number: several").click_accesskit();
        bench.harness.run();
        bench.save();
    };
    tick(&mut bench);
    assert_eq!(bench.on_disk(), COAST.replace(unit, &format!("{unit},")));
    tick(&mut bench);
    assert_eq!(bench.on_disk(), with_count("several,"));
    focus(&mut bench, Role::TextInput, "Number");
    bench.press(Modifiers::COMMAND, Key::A);
    bench.harness.event(Event::Text("12".into()));
    bench.harness.run();
    bench.save();
    assert_eq!(bench.on_disk(), with_count("12,"));
}

#[test]
fn removes_emptied_optional_texts() {
    let text = COAST
        .replace("[\"en\"]", "[\"en\", \"zh\"]")
        .replace("\"South Division\")", "\"South Division\", head: (title: {\"en\": \"Chief\", \"zh\": \"主任\"}, rank: {\"en\": \"D\", \"zh\": \"级\"}))");
    let mut bench = form(&text, "South Division");
    click(&mut bench, "Head: More");
    let empty = |bench: &mut Bench, field: &str| {
        focus(bench, Role::TextInput, field);
        bench.press(Modifiers::COMMAND, Key::A);
        bench.press(Modifiers::NONE, Key::Backspace);
        bench.save();
    };
    empty(&mut bench, "Head: Rank (中文)");
    let rank = ", rank: {\"en\": \"D\", \"zh\": \"级\"}";
    let rest = bench.on_disk();
    assert!(rest.contains("rank: {\"en\": \"D\"") && !rest.contains('级'), "{rest}");
    empty(&mut bench, "Head: Rank (English)");
    assert_eq!(bench.on_disk().replace(",))", "))"), text.replace(rank, ""));
}

#[test]
fn edits_words_of_the_chart() {
    let mut bench = form(COAST, "South Division");
    bench.press(Modifiers::NONE, Key::Escape);
    click(&mut bench, "More");
    choose_from(&mut bench, "Add: Word", "Vacant");
    focus(&mut bench, Role::TextInput, "Words of the chart: Vacant");
    bench.press(Modifiers::COMMAND, Key::A);
    bench.harness.event(Event::Text("Open".into()));
    bench.harness.run();
    bench.save();
    let text = bench.on_disk();
    assert!(text.contains("words: {\"vacant\": \"Open\"}"), "{text}");
    assert!(bench.shows("0 errors"));
    click(&mut bench, "Remove: Words of the chart: Vacant");
    bench.save();
    assert!(!bench.on_disk().contains("words"), "{}", bench.on_disk());
}

#[test]
fn marks_a_unit_as_new() {
    let mut bench = form(COAST, "South Division");
    click(&mut bench, "More");
    bench.harness.get_by_label("New: without predecessors").click_accesskit();
    bench.harness.run();
    bench.save();
    let unit = "name: \"South Division\"";
    assert_eq!(bench.on_disk(), COAST.replace(unit, &format!("{unit}, was: []")));
    type_into(&mut bench, "Predecessors", "coast");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace(unit, &format!("{unit}, was: \"coast\"")));
}

#[test]
fn finds_predecessors_by_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let old = COAST.replace("South Division", "Harbour Watch").replace("\"south\"", "\"watch\"");
    fs::write(folder.path().join("old.ron"), old).expect("a temporary file can be written");
    let text = COAST.replace("units: [", "previous: \"old.ron\", units: [");
    let mut bench = Bench::at(folder.path().join("coast.ron"), &text, "South Division");
    bench.press(Modifiers::NONE, Key::F4);
    bench.press(Modifiers::ALT, Key::Enter);
    click(&mut bench, "More");
    focus(&mut bench, Role::TextInput, "Predecessors");
    bench.harness.event(Event::Text("harb".into()));
    assert!(bench.comes_to(|bench| bench.shows("Harbour Watch")));
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    let unit = "name: \"South Division\"";
    assert_eq!(bench.on_disk(), text.replace(unit, &format!("{unit}, was: \"watch\"")));
}

#[test]
fn fixes_a_problem_at_its_field() {
    let text = COAST.replace("parent: \"north\"", "parent: \"Agency \"");
    let mut bench = form(&text, "Port Section");
    click(&mut bench, "More");
    let field = bench.harness.get_by_label("Belongs to").rect();
    let fixes: Vec<_> = bench.harness.query_all_by_label("Fix").collect();
    // The list of problems has one too.
    let at_field = fixes.iter().find(|fix| fix.rect().left() >= field.left());
    at_field.expect("the field has one").click_accesskit();
    drop(fixes);
    bench.harness.run();
    assert!(bench.shows("0 errors"));
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("parent: \"north\"", "parent: \"agency\""));
}

#[test]
fn edits_values_of_a_choice() {
    let text = COAST.replace("units: [", "fields: [(id: \"state\", type: choice)], units: [");
    let mut bench = form(&text, "South Division");
    bench.press(Modifiers::NONE, Key::Escape);
    click(&mut bench, "More");
    for _ in 0..2 {
        click(&mut bench, "Custom fields 1: Values: Add: Value");
    }
    bench.save();
    let values = "values: [(id: \"value-1\", label: \"New value\"), (id: \"value-2\", label: \"New value\")]";
    assert!(bench.on_disk().contains(values), "{}", bench.on_disk());
}

#[test]
fn edits_functions() {
    let mut bench = form(COAST, "South Division");
    for words in ["Keeps watch", "Reports"] {
        click(&mut bench, "Core functions: Add: Text");
        bench.harness.event(Event::Text(words.into()));
        bench.harness.run();
    }
    type_into(&mut bench, "Core functions 2: Citations", "4.1; 4.2(a)");
    click(&mut bench, "Core functions 2: Move up");
    bench.save();
    let functions =
        "functions: [(text: \"Reports\", cite: [\"4.1\", \"4.2(a)\"]), (text: \"Keeps watch\")]";
    assert!(bench.on_disk().contains(functions), "{}", bench.on_disk());
    click(&mut bench, "Core functions 1: Remove");
    click(&mut bench, "Core functions 1: Remove");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("South Division\")", "South Division\",)"));
}

#[test]
fn chooses_a_kind_and_a_superior() {
    let mut bench = form(COAST, "South Division");
    choose_from(&mut bench, "Kind", "Office");
    click(&mut bench, "Add: Head");
    bench.harness.event(Event::Text("Director".into()));
    bench.harness.run();
    focus(&mut bench, Role::TextInput, "Head: Reports to");
    bench.harness.event(Event::Text("port".into()));
    bench.harness.run();
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(bench.shows("Remove: Port Section"));
    bench.save();
    let unit = "kind: \"office\", name: \"South Division\", head: (title: \"Director\", reports_to: \"port\")";
    assert!(bench.on_disk().contains(unit), "{}", bench.on_disk());
}

#[test]
fn renames_an_id() {
    let mut bench = form(COAST, "North Division");
    click(&mut bench, "More");
    focus(&mut bench, Role::TextInput, "Id");
    bench.press(Modifiers::COMMAND, Key::A);
    bench.harness.event(Event::Text("south".into()));
    bench.harness.run();
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(bench.shows("the id south is already used"));
    focus(&mut bench, Role::TextInput, "Id");
    bench.press(Modifiers::COMMAND, Key::A);
    bench.harness.event(Event::Text("northern".into()));
    bench.harness.run();
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("\"north\"", "\"northern\""));
}

#[test]
fn edits_names_in_each_language() {
    let text = COAST.replace("[\"en\"]", "[\"en\", \"zh\"]");
    let mut bench = form(&text, "South Division");
    focus(&mut bench, Role::TextInput, "Name (中文)");
    bench.press(Modifiers::COMMAND, Key::A);
    bench.harness.event(Event::Text("南方处".into()));
    bench.harness.run();
    bench.save();
    let name = "{\"en\": \"South Division\", \"zh\": \"南方处\"}";
    assert_eq!(bench.on_disk(), text.replace("\"South Division\"", name));
}

#[test]
fn completes_citations_from_the_source() {
    let text = COAST.replace(
        "languages: [\"en\"],",
        "languages: [\"en\"], sources: [(id: \"law\", title: \"Law\", text: \"law.txt\")],",
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("law.txt"), "4.1 The north has a division.\n4.2 The south too.\n")
        .expect("a temporary file can be written");
    let mut bench = Bench::at(folder.path().join("coast.ron"), &text, "South Division");
    bench.press(Modifiers::NONE, Key::F4);
    bench.press(Modifiers::ALT, Key::Enter);
    type_into(&mut bench, "Citations", "south");
    assert!(bench.shows("The south too."));
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    let unit = "name: \"South Division\"";
    assert_eq!(bench.on_disk(), text.replace(unit, &format!("{unit}, cite: \"4.2\"")));
}

#[test]
fn shows_the_file_form_without_a_selection() {
    let mut bench = form(COAST, "South Division");
    bench.press(Modifiers::NONE, Key::Escape);
    type_into(&mut bench, "Title", "Coast");
    click(&mut bench, "Bodies outside: Add: Body");
    bench.harness.event(Event::Text("City Council".into()));
    bench.harness.run();
    bench.save();
    let text = bench.on_disk();
    assert!(text.contains("title: \"Coast\""), "{text}");
    assert!(text.contains("bodies: [(id: \"body-1\", name: \"City Council\")]"), "{text}");
    assert!(bench.shows("0 errors"));
}

#[test]
fn adds_a_line_in_the_form_of_a_body() {
    let mut bench = form(COAST, "South Division");
    bench.press(Modifiers::NONE, Key::Escape);
    click(&mut bench, "Bodies outside: Add: Body");
    let bodies: Vec<_> = bench.harness.query_all_by_label("New body").collect();
    bodies.first().expect("the outline lists the body").click_accesskit();
    drop(bodies);
    bench.harness.run();
    click(&mut bench, "Lines to others: Add: Line");
    bench.save();
    let text = bench.on_disk();
    let line = "relations: [(from: \"agency\", to: \"body-1\", kind: coordinates)]";
    assert!(text.contains(line), "{text}");
    assert!(bench.shows("0 errors"));
}

#[test]
fn form_of_a_sample_explains_saving() {
    let mut harness = crate::common::window(None, "en_US");
    crate::common::press(&mut harness, Modifiers::NONE, Key::E);
    assert!(crate::common::shows(&harness, "To edit a sample, save it"));
    let fields = harness.query_all_by_role(Role::TextInput).count();
    assert_eq!(fields, 1, "there is the search field alone");
    let search = harness.get_by_role(Role::TextInput);
    assert!(search.accesskit_node().value().unwrap_or_default().is_empty());
}
