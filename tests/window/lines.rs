//! Lines other than those of the tree in the window: their menu, their tooltips, and who is accountable for a unit.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{self, click_card, place, shows, window};

fn press(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click_accesskit();
    harness.run();
}

#[test]
fn lines_menu_counts_kinds_and_stays_open() {
    let mut harness = window(None, "en_US");
    press(&mut harness, "Lines");
    for reporting in ["Reports to  3", "Dual accountability  3"] {
        let row = harness.get_by_label(reporting);
        assert_eq!(row.accesskit_node().toggled(), Some(Toggled::True), "{reporting}");
    }
    for kind in ["Deputizes  1", "Assists  5", "Direct access  1"] {
        let row = harness.get_by_label(kind);
        assert_eq!(row.accesskit_node().toggled(), Some(Toggled::False), "{kind}");
    }
    harness.get_by_label("Assists  5").click_accesskit();
    harness.run();
    let row = harness.get_by_label("Assists  5");
    assert_eq!(row.accesskit_node().toggled(), Some(Toggled::True));
}

#[test]
fn shows_and_copies_both_chains() {
    let mut harness = window(None, "en_US");
    click_card(&mut harness, "Integrated Training Service");
    press(&mut harness, "Who answers for this?");
    assert!(shows(&harness, "Chain 2"));
    assert!(shows(&harness, "§5.4"), "where it is said that the service answers to the division");
    assert!(shows(&harness, "§2.4(b)"), "and that Field Support answers to Peacekeeping");
    harness.get_by_role_and_label(Role::Button, "Copy the chains").click_accesskit();
    let copied = (0..4).find_map(|_| {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    });
    let copied = copied.expect("the chains are copied");
    assert_eq!(copied.matches("Chief of Service·Integrated Training Service").count(), 2);
    assert!(
        copied.contains("Reports to Under-Secretary-General for Field Support (§5.1)"),
        "{copied}"
    );
    press(&mut harness, "Back to the details");
    assert!(!shows(&harness, "Chain 2"));
}

#[test]
fn shows_the_first_common_superior() {
    let mut harness = window(None, "zh_CN");
    click_card(&mut harness, "综合培训处");
    press(&mut harness, "谁对此负责？");
    press(&mut harness, "与另一单位比较");
    assert!(shows(&harness, "选择另一个单位"));
    click_card(&mut harness, "警务司");
    assert!(shows(&harness, "最近的共同上级"));
    assert!(shows(&harness, "主管维持和平行动副秘书长·维持和平行动部"));
    press(&mut harness, "只看所选单位");
    assert!(!shows(&harness, "最近的共同上级"));
}

#[test]
fn hovering_a_line_explains_it() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("lines.ron");
    let text = r#"(organogram: 1, languages: ["en"], units: [
        (id: "top", kind: "office", name: "Top Office"),
        (id: "east", parent: "top", kind: "office", name: "East Office",
         head: (title: "Head", reports_to: ["top", "west"], cite: ["3.4"])),
        (id: "west", parent: "top", kind: "office", name: "West Office"),
    ])"#;
    std::fs::write(&path, text).expect("a temporary file can be written");
    let mut harness = window(Some(path), "en_US");
    let (east, west) = (place(&harness, "East Office"), place(&harness, "West Office"));
    assert!(east.max.x < west.min.x, "they stand beside each other");
    // The line passes over them: the pointer searches for it from their upper edge.
    let told = (1..60_u8).any(|step| {
        let above = east.min.y - f32::from(step);
        harness.hover_at(egui::pos2(east.max.x.midpoint(west.min.x), above));
        harness.run_steps(4);
        shows(&harness, "East Office → West Office") && shows(&harness, "§3.4")
    });
    assert!(told, "no line was found under the pointer between {east} and {west}");
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        let pos = harness.ctx.pointer_hover_pos().expect("the pointer is on the line");
        harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    harness.run();
    for (role, words) in [
        (Role::Label, "Line"),
        (Role::Label, "Reports to"),
        (Role::Link, "Head (East Office)"),
        (Role::Link, "West Office"),
    ] {
        assert!(harness.query_by_role_and_label(role, words).is_some(), "{words} in the details");
    }
    harness.get_by_role_and_label(Role::Link, "West Office").click_accesskit();
    harness.run();
    assert!(shows(&harness, "Who answers for this?"), "an end leads to its unit");
}

#[test]
fn restores_the_default_lines() {
    for (language, menu, none, default, dual) in [
        ("en_US", "Lines", "None", "Default (reporting lines)", "Dual accountability  3"),
        ("zh_CN", "连线", "不显示", "默认（汇报关系）", "双重负责  3"),
    ] {
        let mut harness = window(None, language);
        for (choice, is_on) in [(none, Toggled::False), (default, Toggled::True)] {
            press(&mut harness, menu);
            press(&mut harness, choice);
            press(&mut harness, menu);
            let row = harness.get_by_label(dual);
            assert_eq!(row.accesskit_node().toggled(), Some(is_on), "{choice}");
            press(&mut harness, menu);
        }
    }
}

#[test]
fn hovering_a_bundle_lists_a_few_lines() {
    let sentence =
        "Shares what it knows of ships, crews and cargo with the other office. ".repeat(12);
    let lines: String = (0..9)
        .map(|at| {
            format!(
                r#"(from: "east{at}", to: "west", kind: coordinates, cite: ["3.4"], text: "{sentence}"),"#
            )
        })
        .collect();
    let units: String = (0..9)
        .map(|at| {
            format!(r#"(id: "east{at}", parent: "top", kind: "office", name: "East Office {at}"),"#)
        })
        .collect();
    let text = format!(
        r#"(organogram: 1, languages: ["en"], units: [
            (id: "top", kind: "office", name: "Top Office"),
            (id: "west", parent: "top", kind: "office", name: "West Office"), {units}],
            relations: [{lines}])"#
    );
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("bundle.ron");
    std::fs::write(&path, text).expect("a temporary file can be written");
    for (language, menu, all, more) in
        [("en_US", "Lines", "All", "and 6 more"), ("zh_CN", "连线", "全部显示", "另有 6 条")]
    {
        let mut harness = window(Some(path.clone()), language);
        press(&mut harness, menu);
        press(&mut harness, all);
        let west = place(&harness, "West Office");
        let told = (1..20_u8).any(|step| {
            harness.hover_at(west.right_center() + egui::vec2(f32::from(step), 0.0));
            harness.run_steps(4);
            shows(&harness, more)
        });
        assert!(told, "{more} is not said");
        let said: Vec<_> = harness.query_all_by_label_contains("Shares what it knows").collect();
        assert_eq!(said.len(), 3, "no more than three lines are told");
        for sentence in said {
            assert!(sentence.rect().height() < 45.0, "{:?}", sentence.rect());
        }
    }
}

#[test]
fn chips_lead_to_hidden_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("lines.ron");
    let text = r#"(organogram: 1, languages: ["en"], units: [
        (id: "top", kind: "office", name: "Top Office"),
        (id: "east", parent: "top", kind: "office", name: "East Office"),
        (id: "pier", parent: "east", kind: "office", name: "Pier Office",
         head: (title: "Head", reports_to: ["east", "west"], cite: ["3.4"])),
        (id: "west", parent: "top", kind: "office", name: "West Office"),
    ])"#;
    std::fs::write(&path, text).expect("a temporary file can be written");
    let mut harness = window(Some(path), "en_US");
    assert!(harness.query_by_role_and_label(Role::Link, "Pier Office").is_none());
    click_card(&mut harness, "East Office");
    common::press(&mut harness, egui::Modifiers::NONE, egui::Key::Enter);
    assert!(common::card(&harness, "Pier Office").is_none(), "it is hidden");
    click_card(&mut harness, "West Office");
    let chip = |harness: &Harness<'_, App>| {
        let links = harness.query_all_by_role_and_label(Role::Link, "Pier Office");
        let on_chart = links.filter(|link| link.rect().center().x < 900.0);
        on_chart.map(|link| link.rect()).next()
    };
    let place = chip(&harness).expect("a chip names the end");
    common::click_at(&mut harness, place.center(), egui::PointerButton::Primary);
    assert!(common::card(&harness, "Pier Office").is_some(), "the way to it is unfolded");
    assert!(shows(&harness, "Head"), "it is selected");
    assert!(chip(&harness).is_none());
}

#[test]
fn returns_from_the_answers() {
    let mut harness = window(None, "en_US");
    click_card(&mut harness, "Integrated Training Service");
    press(&mut harness, "Who answers for this?");
    press(&mut harness, "Details");
    assert!(!shows(&harness, "Copy the chains"));
    assert!(shows(&harness, "Chief of Service"), "the details of the same unit");
    press(&mut harness, "Who answers for this?");
    assert!(shows(&harness, "Copy the chains"));
    common::press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "Copy the chains"));
    assert!(shows(&harness, "Chief of Service"), "the unit is still selected");
    common::press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "Chief of Service"), "now nothing is");
}

fn open_matrix(harness: &mut Harness<'_, App>, menu: &str, name: &str) {
    press(harness, menu);
    press(harness, name);
}

#[test]
fn matrix_marks_are_accessible() {
    let mut harness = window(None, "en_US");
    open_matrix(&mut harness, "View", "Matrix of relations");
    let marks = |kind: &str| {
        let kind = format!(" – {kind} – ");
        let buttons = harness.query_all_by_role(Role::Button);
        let labels = buttons.filter_map(|node| node.accesskit_node().label());
        labels.filter(|label| label.contains(&kind)).count()
    };
    assert_eq!((marks("Advises"), marks("Coordinates with"), marks("Deputizes")), (38, 180, 1));
    let table = harness.get_by_role_and_label(Role::Table, "Matrix of relations");
    assert_eq!(table.accesskit_node().data().row_count(), Some(43));
}

#[test]
fn matrix_leads_to_relations_and_cards() {
    let mut harness = window(None, "en_US");
    open_matrix(&mut harness, "View", "Matrix of relations");
    press(&mut harness, "Office of Operations – Deputizes – Department of Peacekeeping Operations");
    assert!(harness.query_by_role_and_label(Role::Table, "Matrix of relations").is_none());
    assert!(shows(&harness, "Office of Operations") && shows(&harness, "Deputizes"));
    open_matrix(&mut harness, "View", "Matrix of relations");
    harness.get_by_role_and_label(Role::Link, "Police Division").click_accesskit();
    harness.run();
    let card = common::card(&harness, "Police Division").expect("the card is in sight");
    assert_eq!(card.accesskit_node().is_selected(), Some(true));
}
