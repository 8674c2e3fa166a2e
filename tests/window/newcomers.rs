//! First contact with the window: finding paragraphs, asking about bodies, and tabs and dialogs that stay in place.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{card, click_at, comes_to, comes_to_show, place, press, shows, window};

fn search(harness: &mut Harness<'_, App>, words: &str) {
    press(harness, Modifiers::COMMAND, Key::F);
    press(harness, Modifiers::COMMAND, Key::A);
    harness.event(Event::Text(words.into()));
    harness.run();
}

/// Returns the buttons at the left with this height, from the top, with their names.
fn rows(harness: &Harness<'_, App>, height: f32) -> Vec<(Rect, String)> {
    let mut rows: Vec<_> = harness
        .query_all_by_role(Role::Button)
        .filter_map(|node| Some((node.rect(), node.accesskit_node().label()?)))
        .filter(|(rect, _)| rect.left() < 100.0 && rect.top() > 60.0)
        .filter(|(rect, _)| (rect.height() - height).abs() < 0.5)
        .collect();
    rows.sort_by(|a, b| a.0.top().total_cmp(&b.0.top()));
    rows
}

fn found(harness: &Harness<'_, App>) -> Vec<(Rect, String)> {
    rows(harness, 44.0)
}

fn click(harness: &mut Harness<'_, App>, role: Role, name: &str) {
    harness.get_by_role_and_label(role, name).click_accesskit();
    harness.run();
}

/// Clicks an item of the context menu; the details may have a button of the same name.
fn click_in_menu(harness: &mut Harness<'_, App>, name: &str) {
    let rows: Vec<_> = harness.query_all_by_role_and_label(Role::Button, name).collect();
    let row = rows.iter().find(|node| node.rect().left() < 900.0);
    row.unwrap_or_else(|| panic!("{name} is not in the menu")).click_accesskit();
    drop(rows);
    harness.run();
}

fn choose(harness: &mut Harness<'_, App>, name: &str) {
    let all = rows(harness, 24.0);
    let row = all.iter().find(|(_, known)| known == name).map(|(rect, _)| rect.center());
    click_at(harness, row.unwrap_or_else(|| panic!("{all:?}")), PointerButton::Primary);
}

fn choose_result(harness: &mut Harness<'_, App>, name: &str) {
    let all = found(harness);
    let row = all.iter().find(|(_, known)| known == name).map(|(rect, _)| rect.center());
    click_at(harness, row.unwrap_or_else(|| panic!("{all:?}")), PointerButton::Primary);
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    std::fs::write(&path, text).expect("a temporary file can be written");
    (folder, path)
}

#[test]
fn search_lists_paragraphs_of_found_units() {
    let mut harness = window(None, "en_US");
    search(&mut harness, "training");
    assert!(comes_to(&mut harness, |harness| !found(harness).is_empty()));
    let rows = found(&harness);
    let name = "Integrated Training Service";
    let at = rows.iter().position(|(_, row)| row == name).expect("the service is found");
    let paragraph = |(_, row): &(Rect, String)| row.split(' ').next().map(str::to_owned);
    let under: Vec<String> = rows[at + 1..at + 6].iter().filter_map(paragraph).collect();
    assert_eq!(under, ["§5.5(a)", "§5.5(b)", "§5.5(c)", "§5.5(d)", "§5.5(e)"]);
    assert!(shows(&harness, " units·"), "the count says of what");
    assert!(shows(&harness, " paragraphs"));
    // No gaps: each row follows the one above it.
    for pair in rows.windows(2) {
        assert!((pair[1].0.top() - pair[0].0.bottom()).abs() < 1.0, "{pair:?}");
    }
}

#[test]
fn search_leads_to_functions_below() {
    let mut harness = window(None, "en_US");
    search(&mut harness, "mine action");
    assert!(comes_to(&mut harness, |harness| found(harness).len() > 8));
    let rows: Vec<String> = found(&harness).into_iter().map(|(_, row)| row).collect();
    let starts = [
        "Mine Action Service",
        "Office of the Director",
        "§8.23(a)  Provide comprehensive strategic",
        "§8.23(c)  Oversee and manage",
        "§8.23(a)  Provision  The wording of the bulletin",
        "Programme Management and Oversight Section",
        "§8.25(a)  Provide technical guidance",
    ];
    for (row, start) in rows.iter().zip(starts) {
        assert!(row.starts_with(start), "{row} is not {start}");
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(shows(&harness, "“mine action” in the functions of its sub-units"));
    let links =
        ["§8.23(a)", "§8.23(c)", "§8.25(a)", "§8.25(b)", "§8.25(c)", "§8.27(a)", "§8.27(b)"];
    let tops = links.map(|cite| {
        harness.query_all_by_role_and_label(Role::Link, cite).next().expect(cite).rect().top()
    });
    assert!(tops.is_sorted(), "{tops:?}");
    assert!(tops[0] < 780.0, "the first is in sight: {tops:?}");
}

/// Selects the text of the details' heading with the pointer.
fn mark_heading(harness: &mut Harness<'_, App>, name: &str) {
    let heading = harness.query_all_by_role_and_label(Role::Label, name);
    let heading = heading.map(|node| node.rect()).find(|rect| rect.left() > 900.0);
    let heading = heading.expect("the details have a heading");
    harness.drag_at(heading.left_center() + egui::vec2(2.0, 0.0));
    harness.run();
    harness.hover_at(heading.left_center() + egui::vec2(60.0, 0.0));
    harness.run();
    harness.drop_at(heading.left_center() + egui::vec2(60.0, 0.0));
    harness.run();
    assert!(has_marked_text(harness), "{name} was marked");
}

fn has_marked_text(harness: &Harness<'_, App>) -> bool {
    harness.ctx.plugin::<egui::text_selection::LabelSelectionState>().lock().has_selection()
}

#[test]
fn headings_lose_their_highlight() {
    let mut harness = window(None, "en_US");
    search(&mut harness, "office of operations");
    assert!(comes_to(&mut harness, |harness| !found(harness).is_empty()));
    choose_result(&mut harness, "Office of Operations");
    mark_heading(&mut harness, "Office of Operations");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has_marked_text(&harness), "the search is over");
    mark_heading(&mut harness, "Office of Operations");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has_marked_text(&harness), "nothing is selected");
}

/// Returns the painted texts that begin with `start`, with the part of the window that shows them.
fn painted(harness: &Harness<'_, App>, start: &str) -> Vec<(Rect, Rect)> {
    let shapes = harness.output().shapes.iter();
    let texts = shapes.filter_map(|clipped| match &clipped.shape {
        egui::Shape::Text(text) if text.galley.text().starts_with(start) => {
            Some((text.visual_bounding_rect(), clipped.clip_rect))
        }
        _ => None,
    });
    texts.collect()
}

#[test]
fn small_windows_list_problems_in_whole_rows() {
    let units: String = (0..9)
        .map(|at| {
            format!("\n(id: \"u{at}\", parent: \"nobody-{at}\", kind: \"office\", name: \"U\"),")
        })
        .collect();
    let (_folder, path) = file(&format!(r#"(organogram: 1, languages: ["en"], units: [{units}])"#));
    let mut harness = window(Some(path), "en_US");
    harness.set_size([800.0, 600.0].into());
    harness.run();
    if painted(&harness, "E007").is_empty() {
        press(&mut harness, Modifiers::NONE, Key::F8);
    }
    let heads = painted(&harness, "E007");
    let seen = heads.iter().filter(|(text, clip)| clip.intersects(*text)).count();
    assert!((2..9).contains(&seen), "{heads:?}");
    for start in ["E007", "no unit has", "write"] {
        for (text, clip) in painted(&harness, start) {
            let is_whole = clip.expand(1.0).contains_rect(text);
            assert!(is_whole || !clip.shrink(1.0).intersects(text), "{start}: {text} in {clip}");
        }
    }
    let pane = harness.get_by_label("Problems").rect();
    for _ in 0..4 {
        harness.run();
        assert_eq!(harness.get_by_label("Problems").rect(), pane, "the pane keeps its height");
    }
}

#[test]
fn translates_kinds_of_paragraphs() {
    let mut harness = window(None, "zh_CN");
    search(&mut harness, "地雷行动");
    let starts = |harness: &Harness<'_, App>, start: &str| {
        found(harness).iter().any(|(_, row)| row.starts_with(start))
    };
    assert!(comes_to(&mut harness, |harness| starts(harness, "第 8.23(a) 段  规定  公报此处")));
    assert!(starts(&harness, "第 8.23(a) 段  就机构间协调"));
}

#[test]
fn results_have_whole_rows() {
    let mut harness = window(None, "en_US");
    let outline = |harness: &Harness<'_, App>| {
        let all = harness.query_all_by_role_and_label(Role::Tree, "Outline");
        all.map(|node| node.rect()).next()
    };
    search(&mut harness, "mine action");
    assert!(comes_to(&mut harness, |harness| found(harness).len() > 8));
    let rows = found(&harness);
    let shapes = &harness.output().shapes;
    let is_first = |shape: &egui::Shape| match shape {
        egui::Shape::Text(text) => text.galley.text() == "Mine Action Service",
        _ => false,
    };
    let first = shapes.iter().filter(|clipped| clipped.clip_rect.width() < 300.0);
    let mut first =
        first.filter(|clipped| is_first(&clipped.shape)).map(|clipped| clipped.clip_rect);
    let list = first.next_back().expect("the first row is painted");
    assert!(list.bottom() > 700.0, "to the lower edge: {list}");
    let is_edge = |(row, _): &(Rect, String)| (row.bottom() - list.bottom()).abs() < 1.0;
    assert!(rows.iter().any(is_edge), "no row is cut: {list} {rows:?}");
    assert!(outline(&harness).is_none(), "the outline gives way");
    search(&mut harness, "5.5(b)");
    assert!(comes_to(&mut harness, |harness| found(harness).len() < 5), "{:?}", found(&harness));
    let below = found(&harness).last().expect("a paragraph").0.bottom();
    let outline = outline(&harness).expect("there is room for the outline");
    assert!((outline.top() - below).abs() < 50.0, "it follows: {outline} {below}");
    assert!(outline.bottom() > 700.0, "and takes the rest: {outline}");
}

#[test]
fn scrolls_to_a_chosen_paragraph() {
    for (language, query, paragraph, sentence) in
        [("en_US", "2.1(g)", "§2.1(g)", "recovery"), ("zh_CN", "2.1(g)", "第 2.1(g) 段", "恢复")]
    {
        let mut harness = window(None, language);
        search(&mut harness, query);
        let is_paragraph = |(_, row): &(Rect, String)| row.starts_with(paragraph);
        let listed = |harness: &Harness<'_, App>| found(harness).iter().any(is_paragraph);
        assert!(comes_to(&mut harness, listed), "{sentence}");
        let rows = found(&harness);
        let row = rows.iter().find(|row| is_paragraph(row)).expect("it is listed");
        click_at(&mut harness, row.0.center(), PointerButton::Primary);
        harness.run();
        let link = harness.query_all_by_role_and_label(Role::Link, paragraph).last();
        let link = link.expect("the function is in the details").rect();
        assert!(link.top() > 60.0 && link.bottom() < 780.0, "{language}: it is in sight: {link:?}");
    }
}

#[test]
fn outside_bodies_list_who_reports_to_them() {
    let mut harness = window(None, "en_US");
    let name = "Under-Secretary-General for Field Support";
    search(&mut harness, name);
    assert!(comes_to(&mut harness, |harness| found(harness).iter().any(|(_, row)| row == name)));
    let rows = found(&harness);
    let row = rows.iter().find(|(_, row)| row == name).expect("it is listed").0;
    click_at(&mut harness, row.center(), PointerButton::Primary);
    assert!(shows(&harness, "Who answers to it"));
    assert!(harness.query_by_role_and_label(Role::Link, "§5.1").is_some(), "and where it is said");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    // On the chart it is a separate link, and in the outline a row.
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "Who answers to it"));
    let pill = harness.query_all_by_role_and_label(Role::Link, name).next();
    let pill = pill.expect("its pill is on the chart").rect().center();
    click_at(&mut harness, pill, PointerButton::Primary);
    assert!(shows(&harness, "Who answers to it"));
    let people = "Policy, Evaluation and Training Division";
    assert!(harness.query_all_by_role_and_label(Role::Link, people).next().is_some());
}

#[test]
fn outline_lists_outside_bodies() {
    let (_folder, path) = file(
        r#"(organogram: 1, languages: ["en"],
        bodies: [(id: "port", name: "Port Authority"), (id: "navy", name: "Navy")],
        units: [
        (id: "top", kind: "office", name: "Top Office", head: (title: "Chief", reports_to: ["navy"])),
        (id: "low", parent: "top", kind: "office", name: "Low Office")],
        relations: [(from: "low", to: "port", kind: coordinates, text: "Shares the quay.")])"#,
    );
    let mut harness = window(Some(path), "en_US");
    let names: Vec<String> = rows(&harness, 24.0).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["Top Office", "Low Office", "Port Authority", "Navy"]);
    assert!(shows(&harness, "Outside the organization"));
    choose(&mut harness, "Low Office");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(shows(&harness, "Shares the quay."), "the body below the last unit");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(harness.query_by_role_and_label(Role::Link, "Top Office").is_some(), "who answers");
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert!(shows(&harness, "Who answers for this?"), "back among the units");
    // W also opens the question while the outline has the focus.
    press(&mut harness, Modifiers::NONE, Key::W);
    assert!(shows(&harness, "Copy the chains"));
}

#[test]
fn tabs_stay_without_a_selection() {
    for (language, names) in [
        ("en_US", ["Details", "Source", "Official text", "Coverage"]),
        ("zh_CN", ["详情", "源文件", "正式文本", "引用情况"]),
    ] {
        let mut harness = window(None, language);
        let places = |harness: &Harness<'_, App>| {
            names.map(|name| harness.get_by_role_and_label(Role::Button, name).rect().min)
        };
        let before = places(&harness);
        let at = place(
            &harness,
            if language == "en_US" { "Office of Military Affairs" } else { "军事厅" },
        );
        click_at(&mut harness, at.center(), PointerButton::Primary);
        assert_eq!(places(&harness), before);
    }
}

#[test]
fn official_text_has_all_citations() {
    let (folder, path) = file(
        r#"(organogram: 1, title: "Coast", languages: ["en"],
        sources: [(id: "charter", symbol: "C/1", title: "Charter", text: "charter.txt")],
        units: [(id: "top", kind: "office", name: "Top Office", cite: ["1.1"], functions: [
            (cite: ["1.2"], text: "Counts boats"), (cite: ["1.2"], text: "Counts ships")])])"#,
    );
    let text = "Section 1\n1.1 There is an office.\n1.2 It counts what swims.\n1.3 It rests.\n";
    std::fs::write(folder.path().join("charter.txt"), text).expect("it can be written");
    let mut harness = window(Some(path), "en_US");
    choose(&mut harness, "Top Office");
    click(&mut harness, Role::Button, "Official text");
    assert!(comes_to_show(&mut harness, "There is an office."));
    assert_eq!(harness.query_all_by_label_contains("It counts what swims.").count(), 1);
    assert!(!shows(&harness, "It rests."), "only what the unit cites");
}

#[test]
fn export_dialog_does_not_move() {
    for size in [[1280.0, 800.0], [720.0, 480.0]] {
        let mut harness = window(None, "en_US");
        harness.set_size(size.into());
        harness.run();
        press(&mut harness, Modifiers::COMMAND, Key::E);
        let places = |harness: &Harness<'_, App>| {
            ["PNG", "SVG", "PDF", "JSON", "Export", "Cancel"]
                .map(|name| harness.get_by_role_and_label(Role::Button, name).rect())
        };
        assert_eq!(harness.query_all_by_role_and_label(Role::Label, "Export").count(), 1);
        let before = places(&harness);
        for format in ["JSON", "SVG", "PDF", "Markdown", "PNG"] {
            harness.get_by_role_and_label(Role::Button, format).click();
            harness.run_ok();
            harness.run_ok();
            // The frame of the selected format is one point larger.
            for (now, before) in places(&harness).into_iter().zip(before) {
                let moved = (now.min - before.min).length().max((now.max - before.max).length());
                assert!(moved < 4.0, "{format} {size:?}: {now} {before}");
            }
        }
    }
}

#[test]
fn export_dialog_has_one_field_per_size() {
    let mut harness = window(None, "en_US");
    press(&mut harness, Modifiers::COMMAND, Key::T);
    press(&mut harness, Modifiers::COMMAND, Key::E);
    harness.run_ok();
    let is_on = |harness: &Harness<'_, App>, name: &str| {
        let button = harness.query_all_by_role_and_label(Role::Button, name).last();
        let button = button.unwrap_or_else(|| panic!("{name}"));
        button.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    assert!(is_on(&harness, "Light") && !is_on(&harness, "Dark"));
    assert!(harness.query_by_role(Role::SpinButton).is_none(), "1 × is said once");
    click(&mut harness, Role::Button, "Other");
    assert!(harness.query_by_role(Role::SpinButton).is_some());
}

#[test]
fn overview_map_stays_in_its_corner() {
    let mut harness = window(None, "en_US");
    let name = "The whole chart, small";
    let mut maps = Vec::new();
    let mut cards = Vec::new();
    for unit in [
        "Policy, Evaluation and Training Division",
        "Integrated Training Service",
        "Office of Operations",
    ] {
        let known = |(_, known): &(Rect, String)| known == unit;
        let row = rows(&harness, 24.0).into_iter().find(known).expect("it is in the outline").0;
        click_at(&mut harness, row.center(), PointerButton::Primary);
        press(&mut harness, Modifiers::NONE, Key::F);
        maps.push(harness.get_by_label(name).rect());
        cards.push(place(&harness, unit).center());
    }
    // Drag on the chart.
    let from = Pos2::new(560.0, 420.0);
    harness.drag_at(from);
    harness.run();
    harness.hover_at(from + egui::vec2(-140.0, 90.0));
    harness.run();
    harness.drop_at(from + egui::vec2(-140.0, 90.0));
    harness.run();
    let dragged = place(&harness, "Office of Operations").center() - cards[2];
    assert!(dragged.length() > 50.0, "the chart was moved: {dragged}");
    maps.push(harness.get_by_label(name).rect());
    let trees = harness.query_all_by_role(Role::Tree).map(|node| node.rect());
    let chart = trees.max_by(|a, b| a.width().total_cmp(&b.width())).expect("there is a chart");
    for map in maps {
        let to_corner = chart.max - map.max;
        assert!((to_corner - egui::vec2(14.0, 14.0)).length() < 1.0, "{map} in {chart}");
    }
}

#[test]
fn key_overview_lists_arrows_and_enter() {
    for (language, words) in [
        ("en_US", ["On the chart and in the outline", "←", "Shift+Enter", "Fit the selection"]),
        ("zh_CN", ["在图上和大纲中", "←", "Shift+回车键", "显示所选单位"]),
    ] {
        let mut harness = window(None, language);
        press(&mut harness, Modifiers::NONE, Key::F1);
        for words in words {
            assert!(shows(&harness, words), "{words}");
        }
    }
}

#[test]
fn changes_show_old_and_new_text() {
    let text = |name: &str, function: &str| {
        format!(
            r#"(organogram: 1, languages: ["en"], units: [
            (id: "top", kind: "office", name: "Top Office"),
            (id: "quay", parent: "top", kind: "office", name: "{name}",
             functions: [(text: "{function}")])])"#
        )
    };
    let (_folder, path) = file(&text("Old Quay", "Counts boats"));
    let mut harness = window(Some(path.clone()), "en_US");
    std::fs::write(&path, text("New Quay", "Counts ships")).expect("it can be written");
    press(&mut harness, Modifiers::NONE, Key::F5);
    assert!(comes_to(&mut harness, |harness| card(harness, "New Quay").is_some()));
    press(&mut harness, Modifiers::NONE, Key::F7);
    assert!(shows(&harness, "Old Quay → New Quay"));
    assert!(shows(&harness, "Counts boats → Counts ships"));
}

#[test]
fn unit_menu_opens_chains_and_comparison() {
    let mut harness = window(None, "en_US");
    let at = place(&harness, "Office of Military Affairs").center();
    click_at(&mut harness, at, PointerButton::Secondary);
    click_in_menu(&mut harness, "Who answers for this?");
    assert!(shows(&harness, "Copy the chains"));
    for name in ["Office of Military Affairs", "Department of Peacekeeping Operations"] {
        assert!(card(&harness, name).is_some(), "{name} is in sight");
    }
    let at = place(&harness, "Office of Military Affairs").center();
    click_at(&mut harness, at, PointerButton::Secondary);
    click_in_menu(&mut harness, "Compare with another unit");
    assert!(shows(&harness, "Choose the other unit"));
    let at = place(&harness, "Office of Operations").center();
    click_at(&mut harness, at, PointerButton::Primary);
    assert!(shows(&harness, "First common superior"));
}

/// Returns the painted boxes, with their fills and strokes.
fn boxes(harness: &Harness<'_, App>) -> Vec<egui::epaint::RectShape> {
    let mut open: Vec<egui::Shape> =
        harness.output().shapes.iter().map(|clipped| clipped.shape.clone()).collect();
    let mut boxes = Vec::new();
    while let Some(shape) = open.pop() {
        match shape {
            egui::Shape::Vec(shapes) => open.extend(shapes),
            egui::Shape::Rect(rect) => boxes.push(rect),
            _ => {}
        }
    }
    boxes
}

#[test]
fn selection_is_visible_when_zoomed_out() {
    // Background of the selected item in the dark theme, which differs from the colour of every kind.
    const HOLLOW: [u8; 4] = [0x21, 0x34, 0x4a, 255];
    let mut harness = window(None, "en_US");
    harness.set_size([640.0, 400.0].into());
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::F10);
    press(&mut harness, Modifiers::NONE, Key::Num0);
    let name = "Office of Military Affairs";
    let at = place(&harness, name);
    assert!(at.height() < 30.0, "the chart is seen from afar");
    click_at(&mut harness, at.center(), PointerButton::Primary);
    let is_marked = |harness: &Harness<'_, App>| {
        let at = place(harness, name);
        let near = |rect: Rect| (rect.min - at.min).length() + (rect.max - at.max).length() < 4.0;
        boxes(harness).iter().any(|shape| {
            let is_hollow = shape.fill.to_array() == HOLLOW;
            near(shape.rect) && shape.stroke.width >= 2.99 && is_hollow
        })
    };
    assert!(is_marked(&harness));
    // The pointer leaves the card and moves over whatever is beside it.
    for step in 1..12_u8 {
        let at = place(&harness, name);
        harness.hover_at(at.right_center() + egui::vec2(f32::from(step), 0.0));
        harness.run();
        assert!(is_marked(&harness));
    }
}
