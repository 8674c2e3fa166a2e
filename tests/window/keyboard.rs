//! Keyboard operation of everything, and accessible names of all controls.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{self, comes_to_show, press, shows};

/// Opens the window on the bundled sample, and lets it settle.
fn window(language: &'static str) -> Harness<'static, App> {
    common::window(None, language)
}

fn type_in(harness: &mut Harness<'_, App>, words: &str) {
    harness.event(Event::Text(words.into()));
    harness.run();
}

fn open_palette(harness: &mut Harness<'_, App>) {
    press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
}

/// Returns the controls that have no name for screen readers.
fn unnamed(harness: &Harness<'_, App>) -> Vec<String> {
    let controls = [
        Role::Button,
        Role::CheckBox,
        Role::RadioButton,
        Role::TextInput,
        Role::MultilineTextInput,
        Role::Link,
        Role::ComboBox,
        Role::Slider,
        Role::SpinButton,
        Role::Dialog,
        Role::Tab,
    ];
    let named = |words: &str| words.chars().any(char::is_alphanumeric);
    harness
        .root()
        .children_recursive()
        .filter(|node| controls.contains(&node.accesskit_node().role()))
        .filter(|node| !node.accesskit_node().label().is_some_and(|words| named(&words)))
        .map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect()))
        .collect()
}

#[test]
fn palette_finds_and_runs_commands() {
    let mut harness = window("en");
    open_palette(&mut harness);
    harness.get_by_role_and_label(Role::Dialog, "All commands");
    type_in(&mut harness, "collapse");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!shows(&harness, "Military Planning Service"), "the second level is hidden");
    assert!(harness.query_by_role_and_label(Role::Dialog, "All commands").is_none(), "it closed");
    open_palette(&mut harness);
    type_in(&mut harness, "all");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_role_and_label(Role::Dialog, "All commands").is_none());
}

#[test]
fn palette_shows_active_switches() {
    let mut harness = window("en");
    let toggled = |harness: &mut Harness<'_, App>, typed: &str, role: Role, name: &str| {
        open_palette(harness);
        type_in(harness, typed);
        let toggled = harness.get_by_role_and_label(role, name).accesskit_node().toggled();
        press(harness, Modifiers::NONE, Key::Escape);
        toggled
    };
    let outline =
        |harness: &mut _| toggled(harness, "outline", Role::CheckBox, "Show or hide: Outline");
    assert_eq!(outline(&mut harness), Some(Toggled::True));
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert_eq!(outline(&mut harness), Some(Toggled::False));
    for (name, is_on) in [("Layout: Columns of leaves", true), ("Layout: Rows", false)] {
        let found = toggled(&mut harness, "layout", Role::RadioButton, name);
        assert_eq!(found, Some(Toggled::from(is_on)), "{name}");
    }
    assert_eq!(toggled(&mut harness, "none", Role::Button, "Lines: None"), None);
}

#[test]
fn palette_disables_unavailable_commands() {
    let mut harness = window("en");
    open_palette(&mut harness);
    type_in(&mut harness, "centre selection");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get_by_role_and_label(Role::Dialog, "All commands");
}

#[test]
fn palette_captures_letters() {
    let mut harness = window("zh_CN");
    open_palette(&mut harness);
    harness.key_press(Key::F10);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(shows(&harness, "相关规定"), "the details are still there");
    press(&mut harness, Modifiers::NONE, Key::F10);
    assert!(!shows(&harness, "相关规定"), "without the palette the key hides them");
}

#[test]
fn translates_the_key_overview() {
    let mut harness = window("zh_CN");
    press(&mut harness, Modifiers::SHIFT, Key::Questionmark);
    harness.get_by_role_and_label(Role::Dialog, "按键与鼠标");
    for words in ["Ctrl+Shift+P", "全部命令", "Ctrl+F", "双击"] {
        let found = harness.query_all_by_label(words).next().expect(words);
        assert!(found.rect().height() >= 18.0, "{words} is read easily");
        assert!(found.rect().bottom() < 800.0, "{words} is in the window");
    }
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "双击"));
}

#[test]
fn escape_closes_menus_first() {
    let mut harness = window("en");
    harness.get_by_role_and_label(Role::Button, "View").click();
    harness.run();
    assert!(shows(&harness, "Fit the selection"));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "Fit the selection"));
}

#[test]
fn escape_leaves_one_mode_at_a_time() {
    let mut harness = window("en");
    common::click_card(&mut harness, "Military Planning Service");
    press(&mut harness, Modifiers::NONE, Key::W);
    press(&mut harness, Modifiers::COMMAND, Key::F);
    type_in(&mut harness, "police");
    open_palette(&mut harness);
    let state = |harness: &Harness<'_, App>| {
        let is_open = |name| harness.query_by_role_and_label(Role::Dialog, name).is_some();
        let query = harness.get_by_role(Role::TextInput).value().unwrap_or_default();
        let has_answers = shows(harness, "Back to the details");
        (
            is_open("All commands"),
            query == "police",
            has_answers,
            shows(harness, "Chief of Service"),
        )
    };
    harness.get_by_role_and_label(Role::Dialog, "All commands");
    let mut states = Vec::new();
    for _ in 0..4 {
        press(&mut harness, Modifiers::NONE, Key::Escape);
        states.push(state(&harness));
    }
    let expected = [
        (false, true, true, true),
        (false, false, true, true),
        (false, false, false, true),
        (false, false, false, false),
    ];
    assert_eq!(states, expected, "palette, query, answers and unit after each Escape");
}

#[test]
fn tab_and_enter_operate_the_toolbar() {
    let mut harness = window("en");
    let mut names = Vec::new();
    for _ in 0..24 {
        press(&mut harness, Modifiers::NONE, Key::Tab);
        let focused = harness.root().children_recursive().find(egui_kittest::Node::is_focused);
        names.extend(focused.and_then(|node| node.accesskit_node().label()));
    }
    let expected = ["Open…", "Search (Ctrl+F)", "Expand", "Layout", "Lines", "View", "Help"];
    let mut at = 0;
    for name in expected {
        let found = names[at..].iter().position(|known| known == name);
        at += found.unwrap_or_else(|| panic!("{name} is not reached in order: {names:?}"));
    }
}

#[test]
fn every_control_has_a_name() {
    for language in ["en", "zh_CN"] {
        let mut harness = window(language);
        assert_eq!(unnamed(&harness), [""; 0]);
        for menu in ["Expand", "Layout", "Lines", "View", "Help"] {
            let Some(button) = harness.query_by_role_and_label(Role::Button, menu) else {
                continue;
            };
            button.click();
            harness.run();
            assert_eq!(unnamed(&harness), [""; 0], "{menu}");
            press(&mut harness, Modifiers::NONE, Key::Escape);
        }
        press(&mut harness, Modifiers::NONE, Key::F8);
        press(&mut harness, Modifiers::COMMAND, Key::F);
        type_in(&mut harness, "8.10");
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(unnamed(&harness), [""; 0], "problems, results, the details of a unit");
        open_palette(&mut harness);
        assert_eq!(unnamed(&harness), [""; 0], "the palette");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        press(&mut harness, Modifiers::NONE, Key::F1);
        assert_eq!(unnamed(&harness), [""; 0], "the sheet of keys");
    }
}

/// Returns the name of the focused widget.
fn focused(harness: &Harness<'_, App>) -> Option<String> {
    let node = harness.root().children_recursive().find(egui_kittest::Node::is_focused)?;
    node.accesskit_node().label()
}

/// Presses Tab until a widget has the focus.
fn tab_to(harness: &mut Harness<'_, App>, name: &str) {
    for _ in 0..150 {
        press(harness, Modifiers::NONE, Key::Tab);
        if focused(harness).as_deref() == Some(name) {
            return;
        }
    }
    panic!("{name} is not reached by Tab");
}

#[test]
fn answers_a_question_by_keyboard() {
    let mut harness = window("en");
    press(&mut harness, Modifiers::COMMAND, Key::F);
    type_in(&mut harness, "training police");
    assert!(comes_to_show(&mut harness, "Found: "));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to_show(&mut harness, "Chief of Service"), "the unit is shown");
    assert!(shows(&harness, "civilian, military and police"), "what it does");
    assert!(shows(&harness, "5.5(a)"), "under which paragraph");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    tab_to(&mut harness, "Director (DPET)");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to_show(&mut harness, "政策、评价和培训司"), "to whom it answers");
    open_palette(&mut harness);
    type_in(&mut harness, "fit the selection");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_role_and_label(Role::Dialog, "All commands").is_none());
}

#[test]
fn prompts_capture_keys_until_escape() {
    let mut harness = window("en");
    press(&mut harness, Modifiers::COMMAND, Key::F);
    type_in(&mut harness, "training police");
    assert!(comes_to_show(&mut harness, "Found: "));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to_show(&mut harness, "Chief of Service"));
    let ask = |harness: &mut Harness<'_, App>| {
        open_palette(harness);
        type_in(harness, "choose the editor");
        press(harness, Modifiers::NONE, Key::Enter);
        harness.get_by_role_and_label(Role::Dialog, "Choose the editor…");
        let field = focused(harness).expect("the field has the focus");
        assert!(field.starts_with("The command that opens your editor"), "{field}");
    };
    let is_open = |harness: &Harness<'_, App>| {
        harness.query_by_role_and_label(Role::Dialog, "Choose the editor…").is_some()
    };
    ask(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::F1);
    assert!(harness.query_by_role_and_label(Role::Dialog, "Keys and mouse").is_none());
    press(&mut harness, Modifiers::NONE, Key::F10);
    assert!(shows(&harness, "Chief of Service"), "the details are still there");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!is_open(&harness), "Escape closes it");
    assert!(shows(&harness, "Chief of Service"), "and leaves the selection");
    ask(&mut harness);
    type_in(&mut harness, "ed {file}");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!is_open(&harness), "Enter answers it");
    assert!(shows(&harness, "Chief of Service"), "and does nothing behind it");
}
