//! Searching and reading in the window: search, outline, functions, details, official wording.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{self, comes_to, comes_to_show, press, shows};

/// Opens the window on the bundled sample, and lets it settle.
fn window(language: &'static str) -> Harness<'static, App> {
    common::window(None, language)
}

/// Creates a folder with a structure file and the text of its source.
fn patrol() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("patrol.ron");
    std::fs::write(&path, PATROL).expect("a temporary file can be written");
    std::fs::write(folder.path().join("charter.txt"), CHARTER).expect("it can be written");
    (folder, path)
}

const PATROL: &str = r#"(organogram: 1, title: "Coast Patrol", languages: ["en", "zh"],
    sources: [(id: "charter", symbol: "CPA/2010/1", title: "Charter", text: "charter.txt")],
    units: [
    (id: "agency", kind: "department", name: {"en": "Coast Patrol Agency", "zh": "海岸巡逻局"},
     acronym: "CPA", cite: ["2.1"]),
    (id: "north", parent: "agency", kind: "division", name: {"en": "North Division", "zh": "北区"},
     functions: [
        (cite: ["2.1(b)"], text: {"en": "Patrols the northern coast", "zh": "巡逻北部海岸"}),
        (cite: ["9.9"], text: {"en": "Keeps the lamps", "zh": "看守灯塔"}),
     ]),
])"#;

const CHARTER: &str = "Section 2\nOrganization\n\n2.1 The Agency shall:\n(a) Keep a register;\n\
    (b) Sail along the coast\nnorth of the cape;\n(c) Report each year.\n2.2 It has two divisions.\n\
    Section 3\n3.1 Elsewhere.\n";

/// Clicks the widget with a name and a role.
fn click(harness: &mut Harness<'_, App>, role: Role, name: &str) {
    harness.get_by_role_and_label(role, name).click_accesskit();
    harness.run();
}

/// Returns the text that is copied to the clipboard in the next frames.
fn copied(harness: &mut Harness<'_, App>) -> Option<String> {
    for _ in 0..5 {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        for command in commands {
            if let OutputCommand::CopyText(words) = command {
                return Some(words.clone());
            }
        }
    }
    None
}

/// Selects a unit in the outline.
fn choose(harness: &mut Harness<'_, App>, name: &str) {
    let rows = harness.query_all_by_role_and_label(Role::Button, name);
    let row = rows.min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()));
    row.unwrap_or_else(|| panic!("{name} is not in the outline")).click_accesskit();
    harness.run();
}

/// Goes to the search field and types.
fn search(harness: &mut Harness<'_, App>, words: &str) {
    press(harness, Modifiers::COMMAND, Key::F);
    press(harness, Modifiers::COMMAND, Key::A);
    harness.event(Event::Text(words.into()));
    harness.run();
}

/// Returns the names of the result rows, from the top.
fn results(harness: &Harness<'_, App>) -> Vec<String> {
    rows_at_left(harness, |height| height > 40.0)
}

/// Returns the units among the results.
fn found_units(harness: &Harness<'_, App>) -> Vec<String> {
    let mut rows = results(harness);
    rows.retain(|name| !name.starts_with(['§', '第']));
    rows
}

/// Returns the names of the outline rows, from the top.
fn outline(harness: &Harness<'_, App>) -> Vec<String> {
    rows_at_left(harness, |height| height < 30.0)
}

fn rows_at_left(harness: &Harness<'_, App>, is_so_high: impl Fn(f32) -> bool) -> Vec<String> {
    let mut rows: Vec<_> = harness
        .query_all_by_role(Role::Button)
        .filter(|node| node.rect().left() < 100.0 && node.rect().top() > 60.0)
        .filter(|node| is_so_high(node.rect().height()))
        .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn searches_and_leaves_the_search() {
    let mut harness = window("zh_CN");
    search(&mut harness, "jst");
    assert!(comes_to_show(&mut harness, "找到 1 个"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert!(comes_to_show(&mut harness, "Office of Military Affairs"), "Enter selects the first");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "找到"), "Escape clears the search");
    assert!(shows(&harness, "Office of Military Affairs"), "and leaves the selection");
    let slash = Event::Key {
        key: Key::Slash,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    harness.input_mut().events.extend([slash, Event::Text("/".into())]);
    harness.run();
    harness.event(Event::Text("5.5(b)".into()));
    assert!(comes_to_show(&mut harness, "找到 1 个"), "the slash is no part of the query");
}

#[test]
fn enter_shows_the_first_result() {
    let mut harness = window("en_US");
    press(&mut harness, Modifiers::COMMAND, Key::F);
    let enter = |pressed| Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    harness.input_mut().events.extend([Event::Text("oma".into()), enter(true), enter(false)]);
    assert!(comes_to_show(&mut harness, "1 of"));
    assert!(comes_to_show(&mut harness, "军事厅"), "its other name is among the details");
}

#[test]
fn search_answers_a_question_in_both_languages() {
    for (language, query, name, paragraph, superior) in [
        (
            "en_US",
            "who is responsible for training of police",
            "Integrated Training Service",
            "§5.5(a)",
            "Director (DPET)",
        ),
        ("zh_CN", "谁负责警务人员培训", "综合培训处", "第 5.5(a) 段", "司长 (DPET)"),
    ] {
        let mut harness = window(language);
        search(&mut harness, query);
        assert!(comes_to(&mut harness, |harness| {
            results(harness).first().is_some_and(|first| first == name)
        }));
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(comes_to_show(&mut harness, paragraph), "the paragraph");
        assert!(harness.query_by_role_and_label(Role::Link, superior).is_some(), "the superior");
    }
}

#[test]
fn equal_results_show_their_parents() {
    let mut harness = window("en_US");
    search(&mut harness, "iot");
    assert!(comes_to(&mut harness, |harness| found_units(harness).len() == 4));
    let above = [
        "Africa I Division",
        "Africa II Division",
        "Asia and the Middle East Division",
        "Europe and Latin America Division",
    ];
    let expected = above.map(|above| format!("Integrated Operational Teams, Team · {above}"));
    assert_eq!(found_units(&harness), expected);
}

#[test]
fn reports_words_not_found() {
    let mut harness = window("en_US");
    search(&mut harness, "police zebra");
    assert!(comes_to_show(&mut harness, "Not found anywhere in this file: zebra"));
    search(&mut harness, "zzzzqqqq");
    assert!(comes_to_show(&mut harness, "Nothing found."));
    assert!(!shows(&harness, "Not found anywhere") && !shows(&harness, "Found"), "it is said once");
}

#[test]
fn citations_lead_to_the_official_text() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    choose(&mut harness, "North Division");
    click(&mut harness, Role::Link, "§2.1(b)");
    assert!(shows(&harness, "CPA/2010/1, para. 2.1(b)"));
    assert!(shows(&harness, "Patrols the northern coast"), "the restatement stays beside it");
    assert!(shows(&harness, "north of the cape"), "an item broken over two lines is whole");
    assert!(shows(&harness, "Keep a register"), "the item before");
    assert!(shows(&harness, "It has two divisions"), "the paragraph behind");
    assert!(!shows(&harness, "Elsewhere"), "another section is elsewhere");
    click(&mut harness, Role::Button, "Details");
    click(&mut harness, Role::Link, "§9.9");
    assert!(shows(&harness, "The attached text has no paragraph 9.9."));
}

#[test]
fn explains_how_to_attach_a_text() {
    let mut harness = window("en_US");
    choose(&mut harness, "Department of Peacekeeping Operations");
    click(&mut harness, Role::Link, "§2.1(g)");
    assert!(shows(&harness, "The text of ST/SGB/2010/1 is not attached."));
    assert!(harness.query_by_role_and_label(Role::Button, "Attach official text…").is_some());
}

#[test]
fn coverage_lists_cited_and_uncited_paragraphs() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "zh_CN");
    click(&mut harness, Role::Button, "引用情况");
    assert!(shows(&harness, "已引用而文本中没有  1"));
    assert!(shows(&harness, "文本中有而无处引用  4"));
    click(&mut harness, Role::Link, "2.1(c)");
    assert!(shows(&harness, "Report each year"), "a paragraph is shown at a click");
    click(&mut harness, Role::Button, "引用情况");
    click(&mut harness, Role::Link, "9.9");
    assert!(comes_to(&mut harness, |harness| found_units(harness) == ["北区"]), "who cites it");
}

#[test]
fn navigates_back_and_forward() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    choose(&mut harness, "North Division");
    choose(&mut harness, "Coast Patrol Agency");
    press(&mut harness, Modifiers::ALT, Key::ArrowLeft);
    assert!(shows(&harness, "Patrols the northern coast"));
    press(&mut harness, Modifiers::ALT, Key::ArrowRight);
    assert!(!shows(&harness, "Patrols the northern coast"));
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: egui::pos2(600.0, 400.0),
            button: PointerButton::Extra1,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run();
    assert!(shows(&harness, "Patrols the northern coast"));
    click(&mut harness, Role::Button, "Forward");
    assert!(!shows(&harness, "Patrols the northern coast"));
}

#[test]
fn copies_a_function_with_its_citation() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    choose(&mut harness, "North Division");
    let copy = harness.query_all_by_role_and_label(Role::Button, "Copy with citation").next();
    copy.expect("each function can be copied").click_accesskit();
    let copied = copied(&mut harness);
    assert_eq!(
        copied.as_deref(),
        Some("CPA, North Division, CPA/2010/1, para. 2.1(b): Patrols the northern coast")
    );
}

#[test]
fn shows_all_languages_side_by_side() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    choose(&mut harness, "North Division");
    assert!(!shows(&harness, "巡逻北部海岸"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    let left = harness.get_by_label_contains("Patrols the").rect();
    let right = harness.get_by_label_contains("巡逻").rect();
    assert!(left.right() <= right.left(), "{left:?} {right:?}");
}

/// Returns the rows of the table of functions, from the top.
fn function_rows(harness: &Harness<'_, App>) -> Vec<String> {
    let mut rows: Vec<_> = harness
        .query_all_by_role(Role::Button)
        .filter_map(|node| Some((node.rect(), node.accesskit_node().label()?)))
        .filter(|(rect, _)| (rect.height() - 40.0).abs() < 1.0 && rect.width() > 500.0)
        .collect();
    rows.sort_by(|a, b| a.0.top().total_cmp(&b.0.top()));
    rows.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn filters_and_sorts_the_table_of_functions() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    press(&mut harness, Modifiers::NONE, Key::F6);
    let north = "North Division 2.1(b) Patrols the northern coast";
    let lamps = "North Division 9.9 Keeps the lamps";
    assert_eq!(function_rows(&harness), [north, lamps]);
    click(&mut harness, Role::Button, "Function");
    assert_eq!(function_rows(&harness), [lamps, north], "by their words");
    click(&mut harness, Role::Button, "Function");
    assert_eq!(function_rows(&harness), [north, lamps], "the other way round");
    harness.get_by_role_and_label(Role::TextInput, "Filter functions").focus();
    harness.run();
    harness.event(Event::Text("灯塔".into()));
    harness.run();
    assert_eq!(function_rows(&harness), [lamps], "in any language");
    click(&mut harness, Role::Button, lamps);
    assert!(shows(&harness, "北区"), "a row leads to its unit");
    press(&mut harness, Modifiers::NONE, Key::F6);
    assert!(function_rows(&harness).is_empty());
}

#[test]
fn table_of_functions_explains_its_rows() {
    let mut harness = window("en_US");
    press(&mut harness, Modifiers::NONE, Key::F6);
    let why = "129 functions in 169 rows: a function shared by several units is listed under each";
    assert!(shows(&harness, why));
    harness.get_by_role_and_label(Role::TextInput, "Filter functions").focus();
    harness.run();
    harness.event(Event::Text("force generation unit".into()));
    harness.run();
    assert!(!shows(&harness, "in 169 rows"), "of what is listed");
    click(&mut harness, Role::Link, "§7.8(a)");
    assert!(shows(&harness, "ST/SGB/2010/1, para. 7.8(a)"), "a paragraph leads to its wording");
}

#[test]
fn chains_lead_to_the_official_text() {
    let mut harness = window("en_US");
    choose(&mut harness, "Force Generation Service");
    click(&mut harness, Role::Button, "Who answers for this?");
    click(&mut harness, Role::Link, "§7.7");
    assert!(shows(&harness, "ST/SGB/2010/1, para. 7.7"));
}

#[test]
fn copies_the_listed_functions() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    press(&mut harness, Modifiers::NONE, Key::F6);
    harness.get_by_label("Copy the listed functions").click_accesskit();
    let copied = copied(&mut harness).expect("something is copied");
    assert!(copied.starts_with("| Unit | Kind | Paragraph | Function |\n"), "{copied}");
    let row = "| North Division | Division | 2.1(b) | Patrols the northern coast |\n";
    assert!(copied.contains(row), "{copied}");
}

#[test]
fn keys_walk_the_outline() {
    let (_folder, path) = patrol();
    let mut harness = common::window(Some(path), "en_US");
    let function = "Patrols the northern coast";
    harness.get_by_role_and_label(Role::Tree, "Outline").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::End);
    assert!(shows(&harness, function), "the last row");
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert!(!shows(&harness, function), "the row above");
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(outline(&harness), ["Coast Patrol Agency"], "its branch is folded");
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(outline(&harness), ["Coast Patrol Agency", "North Division"]);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert!(shows(&harness, function), "right leads into the branch");
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert!(!shows(&harness, function));
    harness.event(Event::Text("no".into()));
    harness.run();
    assert!(shows(&harness, function), "letters lead to a name");
}

#[test]
fn outline_shows_ancestors_of_results() {
    let mut harness = window("en_US");
    search(&mut harness, "5.5(b)");
    assert!(comes_to(&mut harness, |harness| {
        found_units(harness) == ["Integrated Training Service"]
    }));
    let way = [
        "Department of Peacekeeping Operations",
        "Policy, Evaluation and Training Division",
        "Integrated Training Service",
    ];
    assert_eq!(outline(&harness), way);
    click(&mut harness, Role::Button, "Policy, Evaluation and Training Division");
    assert!(shows(&harness, "政策、评价和培训司"), "a row leads to its unit");
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert_eq!(outline(&harness), [""; 0], "it can be hidden");
    assert_eq!(found_units(&harness), ["Integrated Training Service"], "the results stay");
}

#[test]
fn searching_does_not_move_the_chart() {
    let mut harness = window("en_US");
    let before = common::place(&harness, "Office of Operations");
    search(&mut harness, "multidimensional");
    assert!(comes_to(&mut harness, |harness| !results(harness).is_empty()));
    assert_eq!(common::place(&harness, "Office of Operations"), before);
    let asks = harness.query_all_by_label("Who answers for this function?").next();
    let button = asks.expect("it was found in a function").rect().center();
    harness.hover_at(button);
    harness.run();
    assert_eq!(common::place(&harness, "Office of Operations"), before, "also under the pointer");
}

#[test]
fn asks_who_answers_for_a_function() {
    let mut harness = window("en_US");
    let ask = |harness: &mut Harness<'_, App>| {
        let first = harness.query_all_by_label("Who answers for this function?").next();
        first.expect("a function has the button").click_accesskit();
        harness.run();
    };
    search(&mut harness, "5.5(b)");
    assert!(comes_to(&mut harness, |harness| found_units(harness).len() == 1));
    ask(&mut harness);
    assert!(shows(&harness, "Copy the chains"), "from a result");
    assert!(harness.query_by_role_and_label(Role::Link, "§5.5(b)").is_some(), "where it is said");
    harness.get_by_role_and_label(Role::Button, "Copy the chains").click_accesskit();
    let words = copied(&mut harness).expect("the answer is copied");
    let place = "DPKO, Integrated Training Service, ST/SGB/2010/1, para. 5.5(b): ";
    assert!(words.starts_with(place), "{words}");
    assert_eq!(words.matches("Chief of Service·Integrated Training Service").count(), 2, "{words}");
    click(&mut harness, Role::Button, "Back to the details");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    ask(&mut harness);
    assert!(shows(&harness, "Chain 2"), "from the list of functions");
    click(&mut harness, Role::Button, "Back to the details");
    press(&mut harness, Modifiers::NONE, Key::F6);
    ask(&mut harness);
    assert!(shows(&harness, "Copy the chains"), "from the table");
}
