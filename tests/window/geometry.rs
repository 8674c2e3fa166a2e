//! No overlaps and no cut-off text: every control of every panel, in both languages, in the smallest window and at the
//! initial size, at 100 %, 150 % and 200 %.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{card, options, press, shows};
use crate::volume::quick_or_thorough;

const SIZES: [[f32; 2]; 2] = [[720.0, 480.0], [1280.0, 800.0]];
const SCALES: [f32; 3] = [1.0, 1.5, 2.0];

/// Opens the window on the bundled sample, and lets it settle.
fn window(size: [f32; 2], scale: f32, language: &'static str) -> Harness<'static, App> {
    window_on(None, size, scale, language)
}

/// Opens the window on a file, and lets it settle.
fn window_on(
    path: Option<PathBuf>,
    size: [f32; 2],
    scale: f32,
    language: &'static str,
) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_max_steps(60)
        .build_eframe(move |creation| App::new(creation, options(path, language)));
    harness.run();
    harness
}

/// The states of the panels, by name, with the steps that lead there.
type State = (&'static str, fn(&mut Harness<'_, App>));

const STATES: &[State] = &[
    ("as at first", |_| {}),
    ("a unit", choose),
    ("who answers", |harness| {
        choose(harness);
        press(harness, Modifiers::NONE, Key::W);
    }),
    ("all functions", |harness| press(harness, Modifiers::NONE, Key::F6)),
    ("problems", |harness| press(harness, Modifiers::NONE, Key::F8)),
    ("without panels", |harness| {
        // Once the details are closed, the outline is visible even where there is room for only one of them.
        press(harness, Modifiers::NONE, Key::F10);
        press(harness, Modifiers::NONE, Key::F9);
    }),
    ("a search", |harness| {
        press(harness, Modifiers::COMMAND, Key::F);
        harness.event(Event::Text("8.10".into()));
        harness.run();
    }),
];

/// Overlays over the window.
const OVERLAYS: &[State] = &[
    ("all commands", |harness| press(harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P)),
    ("all keys", |harness| press(harness, Modifiers::NONE, Key::F1)),
];

/// Selects the first unit of the chart.
fn choose(harness: &mut Harness<'_, App>) {
    press(harness, Modifiers::NONE, Key::Home);
}

/// Returns the controls with their names and rectangles.
fn controls(harness: &Harness<'_, App>) -> Vec<(String, Rect)> {
    let roles = [
        Role::Button,
        Role::CheckBox,
        Role::TextInput,
        Role::Link,
        Role::ComboBox,
        Role::RadioButton,
    ];
    let all = harness.root().children_recursive();
    all.filter(|node| roles.contains(&node.accesskit_node().role()))
        .map(|node| {
            let (role, name) = (node.accesskit_node().role(), node.accesskit_node().label());
            (format!("{role:?} {}", name.unwrap_or_default()), node.rect())
        })
        .collect()
}

/// Does something in every state of the window, in both languages, sizes and at every scale; in a quick run, at one
/// scale after another.
fn in_every_state(
    states: &[&[State]],
    height: Option<f32>,
    mut test: impl FnMut(&str, Rect, &[(String, Rect)]),
) {
    let states: Vec<&State> = states.iter().copied().flatten().collect();
    let views = SIZES.into_iter().flat_map(|size| SCALES.map(|scale| (size, scale)));
    for (view, (size, scale)) in views.enumerate() {
        let size = [size[0], height.unwrap_or(size[1])];
        let is_due = |at: usize| quick_or_thorough((view + at).is_multiple_of(SCALES.len()), true);
        let all = states.iter().chain(&states).enumerate();
        for (at, (state, lead)) in all.filter(|(at, _)| is_due(*at)) {
            let language = if at < states.len() { "en" } else { "zh" };
            let mut harness = window(size, scale, language);
            lead(&mut harness);
            let what = format!("{state}, {language}, {size:?} at {scale}");
            let space = Rect::from_min_size(egui::Pos2::ZERO, size.into());
            test(&what, space, &controls(&harness));
        }
    }
}

#[test]
fn controls_are_inside_the_window() {
    in_every_state(&[STATES, OVERLAYS], None, |what, space, controls| {
        assert!(controls.len() > 3, "{what}: only {} controls", controls.len());
        for (name, rect) in controls {
            let is_in = rect.left() >= -0.5 && rect.right() <= space.right() + 0.5;
            assert!(is_in, "{what}: {name} is cut: {rect:?}");
        }
    });
}

#[test]
fn controls_do_not_overlap() {
    // So tall that nothing is scrolled: what is scrolled out of view lies under its neighbours.
    in_every_state(&[STATES], Some(24_000.0), |what, _, controls| {
        for (at, (name, rect)) in controls.iter().enumerate() {
            for (other, place) in &controls[..at] {
                let shared = rect.intersect(*place);
                let is_apart = !shared.is_positive() || shared.size().min_elem() <= 1.0;
                // A button at the end of a row is part of the row.
                let is_inner = place.expand(0.5).contains_rect(*rect);
                assert!(is_apart || is_inner, "{what}: {name} {rect:?} on {other} {place:?}");
            }
        }
    });
}

#[test]
fn small_windows_have_one_panel() {
    let mut harness = window([720.0, 480.0], 2.0, "en");
    let sees_outline = |harness: &Harness<'_, App>| {
        harness.query_by_role_and_label(Role::Tree, "Outline").is_some()
    };
    let sees_details = |harness: &Harness<'_, App>| shows(harness, "In force from 2010-01-01");
    assert!(sees_details(&harness) && !sees_outline(&harness));
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert!(!sees_details(&harness) && sees_outline(&harness), "one takes the other's place");
    choose(&mut harness);
    assert!(sees_outline(&harness), "units are chosen in the outline one after the other");
    press(&mut harness, Modifiers::NONE, Key::F10);
    assert!(shows(&harness, "Who answers for this?") && !sees_outline(&harness));
    harness.set_size([1280.0, 800.0].into());
    harness.run();
    assert!(shows(&harness, "Who answers for this?") && sees_outline(&harness), "room for both");
}

#[test]
fn tabs_of_the_details_fit_one_line() {
    let tabs = [
        ("en", ["Details", "Source", "Official text", "Coverage"]),
        ("zh", ["详情", "源文件", "正式文本", "引用情况"]),
    ];
    for (size, (language, names)) in SIZES.into_iter().flat_map(|size| tabs.map(|tab| (size, tab)))
    {
        let mut harness = window(size, 1.0, language);
        choose(&mut harness);
        let tops = names.map(|name| harness.get_by_role_and_label(Role::Button, name).rect().top());
        assert!(
            tops.iter().all(|top| (top - tops[0]).abs() < 1.0),
            "{language} {size:?}: {tops:?}"
        );
    }
}

#[test]
fn new_panels_fit_small_windows() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("a-structure-of-the-department-as-it-is-to-be-from-2027-on.ron");
    let text = |name| {
        format!(
            r#"(organogram: 1, languages: ["en"], units: [
                (id: "top", kind: "office", name: "{name}")])"#
        )
    };
    std::fs::write(&path, text("Old Office")).expect("a temporary file can be written");
    let mut harness = window_on(Some(path.clone()), [720.0, 480.0], 1.0, "en");
    std::fs::write(&path, text("New Office")).expect("a temporary file can be written");
    press(&mut harness, Modifiers::NONE, Key::F5);
    assert!(card(&harness, "New Office").is_some());
    let reloaded = harness.query_all_by_label_contains("Reloaded a-structure").next();
    let rects = [
        reloaded.expect("the notice is there").rect(),
        harness.get_by_role_and_label(Role::Button, "Done").rect(),
    ];
    let window = Rect::from_min_size(egui::Pos2::ZERO, [720.0, 480.0].into());
    for rect in rects {
        assert!(window.contains_rect(rect), "{rect:?}");
    }
}
