//! Overview of all keys and pointer actions.

use egui::{
    Align, Frame, Id, Key, KeyboardShortcut, Label, Layout, Margin, Modal, Modifiers, RichText,
    ScrollArea, Stroke, Ui, vec2,
};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::command::actions::{self, Action};
use crate::app::command::shortcuts::written;
use crate::app::widgets::overlay;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Pointer actions on the chart: the keys of the messages for effect and gesture.
const POINTER: &[(&str, &str)] = &[
    ("pointer.move", "pointer.drag"),
    ("pointer.zoom", "pointer.wheel"),
    ("pointer.select", "pointer.click"),
    ("pointer.centre", "pointer.double_click"),
    ("pointer.put", "pointer.drag_card"),
    ("pointer.put_copy", "pointer.drag_copy"),
    ("command.rename", "pointer.click_again"),
];

/// Keys of chart, outline and search field that are not in the table of actions: message key and
/// keys.
const WALK: &[(&str, &[Key])] = &[
    ("walk.step", &[Key::ArrowLeft, Key::ArrowUp, Key::ArrowDown, Key::ArrowRight]),
    ("walk.top", &[Key::Home]),
    ("walk.fold", &[Key::Enter]),
];
const RESULTS: &[(&str, KeyboardShortcut)] = &[
    ("command.next_result", KeyboardShortcut::new(Modifiers::NONE, Key::Enter)),
    ("command.previous_result", KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter)),
];

/// The space between columns and between rows.
const GAP: f32 = 32.0;
const ROW_GAP: f32 = 1.0;
/// The minimum and maximum width of a column.
const COLUMN: [f32; 2] = [300.0, 380.0];
/// The total horizontal margin around the sheet.
const MARGIN: f32 = 80.0;

/// A heading with its rows: effect and gesture.
type Group = (&'static str, Vec<(&'static str, Vec<String>)>);

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let name = shown.messages.get("command.keys");
    overlay(ui, Modal::new(Id::new("keys")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size() - vec2(MARGIN, 140.0);
        let [least, most] = COLUMN;
        let (count, breadth) = [3, 2, 1]
            .map(|count: u8| (count, (room.x + GAP) / f32::from(count) - GAP))
            .into_iter()
            .find(|&(_, breadth)| breadth >= least)
            .unwrap_or((1, room.x));
        let breadth = breadth.min(most);
        ui.set_width(f32::from(count) * (breadth + GAP) - GAP);
        ui.horizontal(|ui| {
            ui.label(RichText::new(name).font(font(Weight::Medium, size::TITLE)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button(shown.messages.get("notice.close")).clicked() {
                    commands.push(Command::CloseModal);
                }
            });
        });
        let height = room.y.max(120.0);
        let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(GAP, ROW_GAP);
            ui.horizontal_top(|ui| {
                for groups in columns(groups(shown), usize::from(count)) {
                    ui.vertical(|ui| {
                        ui.set_width(breadth);
                        for (heading, rows) in groups {
                            shown.section(ui, heading);
                            for (what, how) in rows {
                                row(ui, shown, what, &how);
                            }
                        }
                    });
                }
            });
        });
    });
}

/// All rows under their headings.
fn groups(shown: &PanelContext<'_>) -> Vec<Group> {
    let words = |key| shown.messages.get(key);
    let keyed = |action: &Action| {
        let keys: Vec<_> = action.own_keys().map(|key| written(key, shown.messages)).collect();
        (!keys.is_empty()).then(|| (words(action.label), keys))
    };
    let keyed_groups =
        actions::groups().map(|(name, all)| (words(name), all.filter_map(keyed).collect()));
    let pointer = POINTER.iter().map(|(what, how)| (words(what), vec![words(how).to_owned()]));
    let pointer = (words("group.pointer"), pointer.collect());
    let plain = |&key: &Key| match key {
        Key::ArrowLeft => "←".to_owned(),
        Key::ArrowUp => "↑".to_owned(),
        Key::ArrowDown => "↓".to_owned(),
        Key::ArrowRight => "→".to_owned(),
        key => written(KeyboardShortcut::new(Modifiers::NONE, key), shown.messages),
    };
    let walk = WALK.iter().map(|(what, keys)| (words(what), keys.iter().map(plain).collect()));
    let names = (words("walk.name"), vec![words("walk.letters").to_owned()]);
    let walk = (words("group.walk"), walk.chain([names]).collect());
    let results =
        RESULTS.iter().map(|&(what, keys)| (words(what), vec![written(keys, shown.messages)]));
    let results = (words("group.results"), results.collect());
    let groups = std::iter::once(pointer).chain(keyed_groups).chain([walk, results]);
    groups.filter(|(_, rows): &Group| !rows.is_empty()).collect()
}

/// The groups distributed over columns of similar height.
fn columns(groups: Vec<Group>, count: usize) -> Vec<Vec<Group>> {
    let height = |(_, rows): &Group| rows.len() + 1;
    let whole: usize = groups.iter().map(height).sum();
    let (mut columns, mut above) = (vec![Vec::new(); count], 0);
    for group in groups {
        let height = height(&group);
        // A group goes to the column that contains its middle.
        columns[(2 * above + height) * count / (2 * whole)].push(group);
        above += height;
    }
    columns
}

/// A row: effect on the left, keys on the right.
fn row(ui: &mut Ui, shown: &PanelContext<'_>, what: &str, how: &[String]) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().interact_size.y = 22.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for keys in how.iter().rev() {
                let cap = Frame::new()
                    .fill(color32(shown.theme.hover))
                    .stroke(Stroke::new(1.0, color32(shown.theme.border)))
                    .corner_radius(4.0)
                    .inner_margin(Margin::symmetric(6, 1));
                cap.show(ui, |ui| ui.label(RichText::new(keys).size(size::BODY)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(what).size(size::NAME)).wrap());
            });
        });
    });
}
