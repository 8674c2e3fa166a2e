//! Editing a unit's text in the window: the chart follows while typing, and a save writes exactly the intended change.

use std::fs;
use std::time::Duration;

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::common::bench::{Bench, COAST};
use crate::common::shows;
use organogram::app::Options;

use crate::common;

#[test]
fn chart_follows_typing_and_saving() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " of the Coast");
    assert!(bench.has_card("North Division of the Coast"), "the chart shows it already");
    assert_eq!(bench.on_disk(), COAST, "nothing is written yet");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Division of the Coast"));
    assert!(bench.shows("Saved"));
}

#[test]
fn editing_clears_the_saved_notice() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " A");
    bench.save();
    assert!(bench.shows("Saved coast.ron"));
    bench.choose("South Division");
    assert!(bench.shows("Saved coast.ron"), "it still is");
    bench.type_before_end(2, "B");
    assert!(!bench.shows("Saved coast.ron"));
    bench.save();
    assert!(bench.shows("Saved coast.ron"));
    fs::write(&bench.path, COAST).expect("the file can be written");
    assert!(bench.comes_to(|bench| bench.shows("Reloaded coast.ron")));
    bench.type_before_end(2, "C");
    assert!(!bench.shows("Reloaded coast.ron"));
}

#[test]
fn reports_a_missing_editor() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (path, settings) = (folder.path().join("coast.ron"), folder.path().join("settings.ron"));
    fs::write(&settings, "(language: \"en\", editor: \"no-such-editor\")")
        .expect("a file can be written");
    fs::write(&path, COAST).expect("a file can be written");
    let options = Options { settings: Some(settings), ..common::options(Some(path), "en") };
    let mut harness = common::settled(options);
    common::press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::E);
    assert!(shows(&harness, "The editor cannot be started: no-such-editor"));
    assert!(shows(&harness, "Choose the editor…"), "the way out is beside it");
    common::press(&mut harness, Modifiers::NONE, Key::F9);
    assert!(!shows(&harness, "The editor cannot be started"));
}

#[test]
fn reports_problems_while_typing() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(1, ", acronim: 7");
    assert!(bench.shows("unknown field acronim") && bench.shows("did you mean acronym?"));
    assert!(bench.has_card("North Division"), "the unit stays while it is being typed");
    bench.type_before_end(1, "\"");
    assert!(bench.comes_to(|bench| bench.shows("E001")));
    assert!(bench.has_card("North Division"));
    while bench.shows("E001") {
        bench.press(Modifiers::COMMAND, Key::Z);
    }
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn typing_an_id_keeps_the_selection() {
    let text = COAST.replace(
        "(id: \"south\", parent: \"agency\", kind: \"division\", name: \"South Division\")",
        "(parent: \"agency\", kind: \"division\", name: \"South Division\", id: \"south\")",
    );
    let mut bench = Bench::on(&text, "South Division");
    bench.type_before_end(2, "ern");
    assert!(bench.has_card("South Division"));
    bench.type_before_end(2, "-coast");
    bench.save();
    assert!(bench.on_disk().contains("id: \"southern-coast\""), "{}", bench.on_disk());
}

#[test]
fn undoes_and_redoes() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, "XY");
    assert!(bench.has_card("North DivisionXY"));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert!(bench.has_card("North Division"), "letters typed together are one step");
    bench.press(Modifiers::COMMAND, Key::Y);
    assert!(bench.has_card("North DivisionXY"));
}

#[test]
fn saves_an_unfinished_text() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(1, ", acronym: \"N");
    bench.save();
    assert!(bench.on_disk().contains("name: \"North Division\", acronym: \"N)"));
    // The window is notified of its own save.
    for _ in 0..8 {
        std::thread::sleep(Duration::from_millis(50));
        bench.harness.run();
    }
    bench.type_before_end(1, "\"");
    bench.save();
    let written = "name: \"North Division\", acronym: \"N\")";
    assert_eq!(bench.on_disk(), COAST.replace("name: \"North Division\")", written));
    assert!(!bench.shows("last valid version"));
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn fields_have_their_own_undo() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, "XY");
    bench.press(Modifiers::COMMAND, Key::F);
    bench.harness.event(Event::Text("lighthouse".into()));
    bench.harness.run();
    assert!(bench.comes_to(|bench| bench.shows("Nothing found")));
    bench.press(Modifiers::COMMAND, Key::Z);
    let taken_back = bench.comes_to(|bench| !bench.shows("Nothing found"));
    assert!(taken_back, "the search is taken back");
    bench.press(Modifiers::COMMAND, Key::Z);
    assert!(bench.has_card("North DivisionXY"), "the text is as it was");
}

#[test]
fn typing_chinese_keeps_the_rest() {
    let text = "// 海岸巡逻队的编制。\n(\torganogram: 1, languages: [\"zh\", \"en\"], units: [\n\
        \t(id: \"agency\", kind: \"department\", name: {\"zh\": \"海岸巡逻局\"}), // 总部\n\
        \t/* 海岸线最长 */ (id: \"north\", parent: \"agency\",\n\
        \t\tkind: \"division\", // 处\n\
        \t\tname: {\"zh\": \"北方处\", \"en\": \"North\"}), // 北\n\
        \t(id: \"south\", parent: \"agency\", kind: \"division\", name: {\"zh\": \"南方处\"}),\n\
        ])\n// 完　\n";
    let mut bench = Bench::on(text, "North");
    bench.type_before_end(1, ", acronym: \"北𠮷\" /* 新 */");
    bench.save();
    let written = "\"en\": \"North\"}, acronym: \"北𠮷\" /* 新 */), // 北";
    assert_eq!(bench.on_disk(), text.replace("\"en\": \"North\"}), // 北", written));
}

#[test]
fn typing_names_a_new_unit() {
    for (action, parent) in [("New sub-unit", "north"), ("New unit beside it", "agency")] {
        let text = COAST.replace("[\"en\"]", "[\"zh\", \"en\"]");
        let mut bench = Bench::on(&text, "North Division");
        bench.choose_in_menu(action);
        bench.harness.event(Event::Text("Tide Office".into()));
        bench.press(Modifiers::NONE, Key::Enter);
        assert!(bench.has_card("Tide Office"), "{action}");
        bench.save();
        let kind = if parent == "north" { "section" } else { "division" };
        let unit = format!(
            "(id: \"unit-1\", parent: \"{parent}\", kind: \"{kind}\", \
             name: {{\"zh\": \"新单位\", \"en\": \"Tide Office\"}}),"
        );
        assert!(bench.on_disk().contains(&unit), "{}", bench.on_disk());
    }
}

#[test]
fn edits_change_nothing_else() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.choose_in_menu("New sub-unit");
    assert!(bench.has_card("New unit"));
    bench.save();
    let added = "    (id: \"unit-1\", parent: \"north\", kind: \"section\", name: \"New unit\"),\n";
    let port =
        "    (id: \"port\", parent: \"north\", kind: \"section\", name: \"Port Section\"),\n";
    assert_eq!(bench.on_disk(), COAST.replace(port, &format!("{port}{added}")));
    bench.choose_in_menu("Delete unit");
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
    bench.choose("Port Section");
    bench.choose_in_menu("Move under another unit…");
    assert!(bench.shows("Click the unit to move it under"));
    bench.choose("South Division");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("parent: \"north\"", "parent: \"south\""));
}

#[test]
fn does_not_move_a_unit_below_itself() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.choose_in_menu("Move under another unit…");
    bench.choose("Port Section");
    assert!(bench.shows("cannot be moved under itself"));
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn asks_before_deleting_a_branch() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.choose_in_menu("Delete unit");
    assert!(bench.shows("Units below North Division: 1"));
    bench.click("Cancel");
    assert!(bench.has_card("North Division"));
    bench.choose_in_menu("Delete unit");
    bench.click("Delete it, keep its sub-units");
    assert!(!bench.has_card("North Division") && bench.has_card("Port Section"));
    bench.save();
    let north = "    (id: \"north\", parent: \"agency\", kind: \"division\",   name: \"North Division\"),\n";
    assert_eq!(
        bench.on_disk(),
        COAST.replace(north, "").replace("parent: \"north\"", "parent: \"agency\"")
    );
}

#[test]
fn asks_before_discarding_unsaved_changes() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Kept");
    bench.press(Modifiers::NONE, Key::F5);
    assert!(bench.shows("There are unsaved changes"));
    bench.click("Discard them");
    assert!(!bench.has_card("North Division Kept") && bench.has_card("North Division"));
}

#[test]
fn source_is_dedented() {
    let north =
        "(id: \"north\", parent: \"agency\", kind: \"division\",   name: \"North Division\")";
    let lines = north.replace(",   name", ",\n        name").replace("\")", "\",\n    )");
    let text = COAST.replace(north, &lines);
    let mut bench = Bench::on(&text, "North Division");
    let shown = "(id: \"north\", parent: \"agency\", kind: \"division\",\n    \
                 name: \"North Division\",\n)";
    assert_eq!(bench.source(), shown);
    bench.type_before_end(1, "    acronym: \"N\",");
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    let expected = text.replace(",\n    )", ",\n        acronym: \"N\",\n    )");
    assert_eq!(bench.on_disk(), expected);
}

#[test]
fn windows_line_ends_survive_typing() {
    let text = COAST.replace('\n', "\r\n").replace("division\",   name", "division\",\r\n    name");
    let mut bench = Bench::on(&text, "North Division");
    bench.type_before_end(1, ",");
    bench.press(Modifiers::NONE, Key::Enter);
    bench.type_before_end(1, "acronym: \"N\"");
    bench.save();
    let expected = text.replace("North Division\")", "North Division\",\r\n    acronym: \"N\")");
    assert_eq!(bench.on_disk(), expected);
}

#[test]
fn mixed_line_ends_survive_typing() {
    let text = COAST
        .replace("division\",   name", "division\",\r\n    name")
        .replace("North Division\")", "North Division\",\n    acronym: \"ND\")");
    let text = text.trim_end();
    let mut bench = Bench::on(text, "North Division");
    bench.type_before_end(2, "X");
    bench.save();
    assert_eq!(bench.on_disk(), text.replace("\"ND\"", "\"NDX\""));
}

#[test]
fn keeps_a_byte_order_mark() {
    let text = format!("\u{feff}{COAST}");
    let mut bench = Bench::on(&text, "North Division");
    bench.type_before_end(2, "X");
    bench.save();
    assert_eq!(bench.on_disk(), text.replace("North Division", "North DivisionX"));
}

#[test]
fn selecting_a_unit_opens_its_details() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::NONE, Key::Escape);
    bench.choose("South Division");
    assert!(bench.shows("Core functions"), "the details are shown");
    bench.press(Modifiers::NONE, Key::F4);
    bench.type_before_end(2, " Kept");
    assert!(bench.has_card("South Division Kept"));
}

#[test]
fn status_bar_saves_and_undoes() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.press(Modifiers::NONE, Key::F4);
    assert!(!bench.shows("Unsaved changes"));
    let move_down = |bench: &mut Bench| bench.press(Modifiers::ALT, Key::ArrowDown);
    let click = |bench: &mut Bench, name: &str| {
        bench.harness.get_by_label(name).click();
        bench.harness.run();
    };
    move_down(&mut bench);
    assert!(bench.shows("Unsaved changes"));
    click(&mut bench, "Unsaved changes: Undo");
    assert!(!bench.shows("Unsaved changes"));
    move_down(&mut bench);
    click(&mut bench, "Unsaved changes: Save");
    assert!(!bench.shows("Unsaved changes"));
    let places = ["south", "north"].map(|id| bench.on_disk().find(&format!("id: \"{id}\"")));
    assert!(places[0] < places[1], "{places:?}");
}
