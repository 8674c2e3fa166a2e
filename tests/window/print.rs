//! The print dialog, driven through the names of its widgets.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{press, shows, window};

/// Opens the window with the dialog.
fn dialog() -> Harness<'static, App> {
    let mut harness = window(None, "en");
    press(&mut harness, Modifiers::COMMAND, Key::P);
    assert!(comes_to_show(&mut harness, "Sheet 1 of 1"), "the dialog is open");
    harness
}

fn click(harness: &mut Harness<'_, App>, role: Role, label: &str) {
    harness.get_by_role_and_label(role, label).click();
    harness.run_ok();
}

/// Runs the background jobs until a text is in the window.
fn comes_to_show(harness: &mut Harness<'_, App>, words: &str) -> bool {
    for _ in 0..200 {
        harness.step();
        if shows(harness, words) {
            return true;
        }
    }
    false
}

/// Returns the number of sheets, once they are laid out.
fn sheets(harness: &mut Harness<'_, App>) -> usize {
    assert!(comes_to_show(harness, "Sheet 1 of"), "sheets are laid out");
    // The whole number, not just its first digit.
    (2..100)
        .rev()
        .find(|count| shows(harness, &format!("Sheet 1 of {count}")))
        .expect("a number of sheets")
}

#[test]
fn previews_atlas_and_handbook_sheets() {
    let mut harness = dialog();
    click(&mut harness, Role::Button, "Atlas: a sheet for each branch");
    let atlas = sheets(&mut harness);
    click(&mut harness, Role::Button, "Next sheet");
    assert!(comes_to_show(&mut harness, &format!("Sheet 2 of {atlas}")));
    click(&mut harness, Role::Button, "Handbook");
    let count = sheets(&mut harness);
    assert!((20..=40).contains(&count), "{count} sheets");
    click(&mut harness, Role::Button, "Next sheet");
    assert!(comes_to_show(&mut harness, &format!("Sheet 2 of {count}")));
    click(&mut harness, Role::Button, "Previous sheet");
    assert!(comes_to_show(&mut harness, &format!("Sheet 1 of {count}")));
    let previous = harness.get_by_role_and_label(Role::Button, "Previous sheet");
    assert!(previous.accesskit_node().is_disabled(), "there is none before the first");
}

#[test]
fn escape_closes_and_keeps_choices() {
    let mut harness = dialog();
    click(&mut harness, Role::Button, "Atlas: a sheet for each branch");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "Open to print"));
    press(&mut harness, Modifiers::COMMAND, Key::P);
    assert!(sheets(&mut harness) > 2, "the atlas is still chosen");
}

#[test]
fn wrapped_choices_do_not_move_others() {
    let mut harness = dialog();
    harness.set_size([720.0, 480.0].into());
    harness.run_ok();
    let place = |role, label| harness.get_by_role_and_label(role, label).rect();
    let whole = place(Role::Button, "Whole chart");
    let view = place(Role::Button, "View in the window");
    let paper = place(Role::ComboBox, "Page");
    assert!(whole.bottom() <= view.top(), "the choices are on two lines: {whole} {view}");
    assert!(view.bottom() <= paper.top(), "the paper is below them: {view} {paper}");
}
