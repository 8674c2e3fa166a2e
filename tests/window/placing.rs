//! Moving, reordering, copying, renaming and deleting units on the chart and in the outline, by pointer and by
//! keyboard.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::bench::{Bench, COAST};
use crate::common::{self, card, click_card, place, press, shows};

/// The coast, with a northern division that reports to the agency and that the southern one serves.
const LINKED: &str = r#"(organogram: 1, languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency"),
    (id: "north", parent: "agency", kind: "division", name: "North Division",
        head: (title: "Chief", reports_to: "agency")),
    (id: "port", parent: "north", kind: "section", name: "Port Section"),
    (id: "south", parent: "agency", kind: "division", name: "South Division",
        head: (title: "Director", reports_to: ["agency", "port"])),
], relations: [
    (from: "south", to: "north", kind: serves),
])
"#;

/// Opens the window on a file, with the details of a unit.
fn bench(text: &str, unit: &str) -> Bench {
    let mut bench = Bench::on(text, unit);
    bench.press(Modifiers::NONE, Key::F4);
    bench
}

fn button(harness: &mut Harness<'_, App>, at: Pos2, pressed: bool, modifiers: Modifiers) {
    let button = PointerButton::Primary;
    harness.event(Event::ModifiersChanged(modifiers));
    harness.event(Event::PointerButton { pos: at, button, pressed, modifiers });
    harness.step();
}

/// Presses the pointer on something and drags it to a position, without releasing.
fn pull(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    harness.hover_at(from);
    harness.run();
    button(harness, from, true, modifiers);
    for part in [0.3, 0.7, 1.0] {
        harness.hover_at(from.lerp(to, part));
        harness.step();
    }
    harness.step();
}

fn drag(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    pull(harness, from, to, modifiers);
    button(harness, to, false, modifiers);
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    harness.run();
}

/// Returns the row of a unit in the outline.
fn row(harness: &Harness<'_, App>, name: &str) -> egui::Rect {
    let mut rows = harness.query_all_by_label(name);
    rows.find(|node| node.rect().center().x < 240.0).expect("the outline has the unit").rect()
}

fn order(harness: &Harness<'_, App>, names: &[&str]) -> Vec<String> {
    let mut rows: Vec<(f32, String)> =
        names.iter().map(|name| (row(harness, name).top(), (*name).to_owned())).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

fn type_letters(harness: &mut Harness<'_, App>, words: &str) {
    harness.event(Event::Text(words.into()));
    harness.run();
}

#[test]
fn drags_a_card_onto_another() {
    let mut bench = bench(COAST, "Port Section");
    let [from, to] =
        ["Port Section", "South Division"].map(|it| place(&bench.harness, it).center());
    drag(&mut bench.harness, from, to, Modifiers::NONE);
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("parent: \"north\"", "parent: \"south\""));
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.save();
    assert_eq!(bench.on_disk(), COAST, "it is one step");
}

#[test]
fn drags_a_card_between_siblings() {
    let mut bench = bench(COAST, "South Division");
    let from = place(&bench.harness, "South Division").center();
    let north = place(&bench.harness, "North Division");
    let before = Pos2::new(north.left() + 4.0, north.center().y);
    pull(&mut bench.harness, from, before, Modifiers::NONE);
    bench.harness.key_press(Key::Escape);
    bench.harness.step();
    button(&mut bench.harness, before, false, Modifiers::NONE);
    bench.harness.run();
    assert_eq!(order(&bench.harness, &["North Division", "South Division"])[0], "North Division");
    drag(&mut bench.harness, from, before, Modifiers::NONE);
    assert_eq!(order(&bench.harness, &["North Division", "South Division"])[0], "South Division");
    bench.save();
    let south =
        "    (id: \"south\", parent: \"agency\", kind: \"division\", name: \"South Division\"),\n";
    let comment = "    // The north has the longest coast.\n";
    let expected = COAST.replace(south, "").replace(comment, &format!("{south}{comment}"));
    assert_eq!(bench.on_disk(), expected);
}

#[test]
fn copies_a_branch_by_dragging() {
    let mut bench = bench(LINKED, "North Division");
    let [from, to] =
        ["North Division", "South Division"].map(|it| place(&bench.harness, it).center());
    drag(&mut bench.harness, from, to, Modifiers::COMMAND);
    bench.save();
    let text = bench.on_disk();
    assert!(text.contains("(id: \"north-2\", parent: \"south\", kind: \"division\""), "{text}");
    assert!(text.contains("(id: \"port-2\", parent: \"north-2\", kind: \"section\""), "{text}");
    assert!(bench.shows("0 errors") || bench.shows("5 units") || bench.shows("6 units"));
}

#[test]
fn moving_offers_to_update_reports_to() {
    for (answer, superior) in
        [("Move, and report to the new unit", "south"), ("Move only", "agency")]
    {
        let mut bench = bench(LINKED, "North Division");
        let [from, to] =
            ["North Division", "South Division"].map(|it| place(&bench.harness, it).center());
        drag(&mut bench.harness, from, to, Modifiers::NONE);
        assert!(bench.shows("The head of North Division reports to Coast Patrol Agency"));
        bench.click(answer);
        bench.save();
        let expected = LINKED
            .replace("\"north\", parent: \"agency\"", "\"north\", parent: \"south\"")
            .replace("reports_to: \"agency\"", &format!("reports_to: \"{superior}\""));
        assert_eq!(bench.on_disk(), expected);
    }
}

#[test]
fn renames_a_unit_on_its_card() {
    let mut bench = bench(COAST, "South Division");
    click_card(&mut bench.harness, "North Division");
    bench.press(Modifiers::NONE, Key::F2);
    let field = bench.harness.get_by_role_and_label(Role::TextInput, "New name");
    assert!(field.rect().center().x > 240.0, "the field is on the card");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("North Division"));
    type_letters(&mut bench.harness, "Northern Office");
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(bench.has_card("North Division"), "Escape leaves the name as it was");
    bench.press(Modifiers::NONE, Key::F2);
    type_letters(&mut bench.harness, "Northern Office");
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(bench.has_card("Northern Office"));
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "Northern Office"));
}

#[test]
fn second_click_renames() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    std::fs::write(&path, COAST).expect("a temporary file can be written");
    let harness = common::started_with_frames(common::options(Some(path.clone()), "en_US"), 0.05);
    let mut bench = Bench::over(harness, path, "North Division");
    bench.press(Modifiers::NONE, Key::F4);
    let is_open = |bench: &Bench| bench.harness.query_by_label("New name").is_some();
    click_card(&mut bench.harness, "North Division");
    bench.harness.run_steps(10);
    assert!(is_open(&bench));
    bench.press(Modifiers::NONE, Key::Escape);
    bench.harness.run_steps(10);
    let at = place(&bench.harness, "North Division").center();
    bench.harness.hover_at(at);
    for pressed in [true, false, true, false] {
        let button = PointerButton::Primary;
        let modifiers = Modifiers::NONE;
        bench.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    bench.harness.run_steps(20);
    assert!(!is_open(&bench));
}

#[test]
fn renames_in_the_language_shown() {
    let text = COAST
        .replace("[\"en\"]", "[\"zh\", \"en\"]")
        .replace("name: \"South Division\"", "name: {\"zh\": \"南方处\"}");
    let mut bench = bench(&text, "南方处");
    bench.press(Modifiers::NONE, Key::F2);
    type_letters(&mut bench.harness, "Southern Office");
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    let name = "{\"zh\": \"南方处\", \"en\": \"Southern Office\"}";
    assert_eq!(bench.on_disk(), text.replace("{\"zh\": \"南方处\"}", name));
}

#[test]
fn deleting_lists_references() {
    for with_references in [true, false] {
        let mut bench = bench(LINKED, "North Division");
        bench.press(Modifiers::NONE, Key::Delete);
        assert!(bench.shows("Units below North Division: 1"));
        assert!(bench.shows("The head of South Division reports to it"));
        assert!(bench.shows("South Division → North Division: Serves"));
        if !with_references {
            bench.harness.get_by_label("Delete these references too").click();
            bench.harness.run();
        }
        bench.click("Delete all of them");
        bench.save();
        let text = bench.on_disk();
        assert!(!text.contains("id: \"north\"") && !text.contains("id: \"port\""), "{text}");
        assert_eq!(text.contains("reports_to: \"agency\""), with_references, "{text}");
        assert_eq!(text.contains("kind: serves"), !with_references, "{text}");
        assert_eq!(bench.shows("0 errors"), with_references);
    }
}

#[test]
fn moves_units_by_keys() {
    let mut bench = bench(COAST, "South Division");
    bench.press(Modifiers::ALT, Key::ArrowUp);
    let names = ["North Division", "South Division"];
    assert_eq!(order(&bench.harness, &names), ["South Division", "North Division"]);
    bench.press(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(order(&bench.harness, &names), names);
    bench.choose("Port Section");
    bench.harness.event(Event::Cut);
    bench.harness.run();
    assert!(bench.shows("Port Section is cut"));
    bench.choose("South Division");
    bench.harness.event(Event::Paste("Port Section".into()));
    bench.harness.run();
    bench.save();
    assert!(bench.on_disk().contains("(id: \"port\", parent: \"south\""), "{}", bench.on_disk());
}

#[test]
fn pastes_a_branch_repeatedly() {
    let mut bench = bench(LINKED, "North Division");
    bench.harness.event(Event::Copy);
    bench.harness.run();
    assert!(bench.shows("North Division is copied"));
    bench.choose("South Division");
    for _ in 0..2 {
        bench.harness.event(Event::Paste("North Division".into()));
        bench.harness.run();
        bench.choose("South Division");
    }
    bench.save();
    let text = bench.on_disk();
    for (unit, parent) in
        [("north-2", "south"), ("port-2", "north-2"), ("north-3", "south"), ("port-3", "north-3")]
    {
        assert!(text.contains(&format!("(id: \"{unit}\", parent: \"{parent}\"")), "{text}");
    }
    assert!(text.contains("(id: \"north\", parent: \"agency\""), "{text}");
    for _ in 0..2 {
        bench.press(Modifiers::COMMAND, Key::Z);
    }
    bench.save();
    assert_eq!(bench.on_disk(), LINKED, "each copy is one step");
}

#[test]
fn moving_by_keys_offers_to_update_reports_to() {
    let mut bench = bench(LINKED, "North Division");
    bench.harness.event(Event::Cut);
    bench.harness.run();
    bench.choose("South Division");
    bench.harness.event(Event::Paste("North Division".into()));
    bench.harness.run();
    assert!(bench.shows("The head of North Division reports to Coast Patrol Agency"));
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    let expected = LINKED
        .replace("\"north\", parent: \"agency\"", "\"north\", parent: \"south\"")
        .replace("reports_to: \"agency\"", "reports_to: \"south\"");
    assert_eq!(bench.on_disk(), expected);
}

#[test]
fn chart_scrolls_while_dragging_at_its_edge() {
    let mut bench = bench(COAST, "Port Section");
    let from = place(&bench.harness, "Port Section").center();
    let before = place(&bench.harness, "Coast Patrol Agency").center();
    let space = bench.harness.ctx.content_rect();
    let edge = Pos2::new(from.x, space.bottom() - 60.0);
    pull(&mut bench.harness, from, edge, Modifiers::NONE);
    for _ in 0..10 {
        bench.harness.step();
    }
    let held = place(&bench.harness, "Coast Patrol Agency").center();
    assert!(held.y < before.y - 20.0, "{held:?} is above {before:?}");
    bench.harness.key_press(Key::Escape);
    bench.harness.step();
    button(&mut bench.harness, edge, false, Modifiers::NONE);
    bench.harness.run();
    let after = place(&bench.harness, "Coast Patrol Agency").center();
    for _ in 0..10 {
        bench.harness.step();
    }
    assert_eq!(place(&bench.harness, "Coast Patrol Agency").center(), after, "it stays");
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn outline_scrolls_while_dragging_at_its_edge() {
    let section = |at: usize| {
        format!(
            "    (id: \"s{at}\", parent: \"top\", kind: \"section\", name: \"Section {at}\"),\n"
        )
    };
    let sections: String = (1..=60).map(section).collect();
    let top = "    (id: \"top\", kind: \"department\", name: \"Top\"),\n";
    let text = format!("(organogram: 1, languages: [\"en\"], units: [\n{top}{sections}])\n");
    let mut bench = bench(&text, "Top");
    let is_listed = |bench: &Bench| {
        bench.harness.query_all_by_label("Section 60").any(|node| node.rect().center().x < 240.0)
    };
    assert!(!is_listed(&bench), "the last row is below the outline");
    let from = row(&bench.harness, "Section 1").center();
    let edge = Pos2::new(from.x, bench.harness.ctx.content_rect().bottom() - 45.0);
    pull(&mut bench.harness, from, edge, Modifiers::NONE);
    let mut last = None;
    let last = loop {
        bench.harness.step();
        let now = is_listed(&bench).then(|| row(&bench.harness, "Section 60"));
        match now {
            Some(now) if last == Some(now) => break now,
            _ => last = now,
        }
    };
    let after_last = Pos2::new(from.x, last.bottom() - 2.0);
    bench.harness.hover_at(after_last);
    bench.harness.step();
    button(&mut bench.harness, after_last, false, Modifiers::NONE);
    bench.harness.run();
    bench.save();
    let expected = format!("{}{}])", section(60), section(1));
    assert!(bench.on_disk().contains(&expected), "{}", bench.on_disk());
}

#[test]
fn drags_and_renames_outline_rows() {
    let mut bench = bench(COAST, "Port Section");
    let [from, to] = ["Port Section", "South Division"].map(|it| row(&bench.harness, it).center());
    drag(&mut bench.harness, from, to, Modifiers::NONE);
    assert_eq!(
        order(&bench.harness, &["Port Section", "South Division"]),
        ["South Division", "Port Section"]
    );
    let [from, to] = ["South Division", "North Division"].map(|it| row(&bench.harness, it));
    let upper_edge = Pos2::new(to.center().x, to.top() + 2.0);
    drag(&mut bench.harness, from.center(), upper_edge, Modifiers::NONE);
    let names = ["South Division", "Port Section", "North Division"];
    assert_eq!(order(&bench.harness, &names), names);
    bench.choose("South Division");
    bench.press(Modifiers::NONE, Key::F2);
    let field = bench.harness.get_by_role_and_label(Role::TextInput, "New name");
    assert!(field.rect().center().x < 240.0, "the field is in the outline");
    type_letters(&mut bench.harness, "Southern Office");
    bench.press(Modifiers::NONE, Key::Enter);
    bench.save();
    assert!(bench.on_disk().contains("name: \"Southern Office\""));
}

#[test]
fn samples_explain_how_to_edit() {
    let mut harness = common::window(None, "en_US");
    let name = "Office of Operations";
    click_card(&mut harness, name);
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(shows(&harness, "To edit a sample, save it as a file of your own first."));
    assert!(harness.query_by_role_and_label(Role::Button, "Save as…").is_some());
    assert!(harness.query_by_label("New name").is_none());
    let from = place(&harness, name).center();
    let other = place(&harness, "Office of Military Affairs").center();
    drag(&mut harness, from, other, Modifiers::NONE);
    assert!(shows(&harness, "To edit a sample, save it as a file of your own first."));
    assert!(card(&harness, name).is_some());
}
