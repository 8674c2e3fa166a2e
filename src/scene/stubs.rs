//! Stubs: ends of lines without a card. They are chips below the card that hides the unit, or pills at the edge of the
//! chart, with the name of the unit or body.

use std::collections::HashMap;

use emath::{Rect, Vec2, pos2, vec2};

use super::card::rows;
use super::labels::unique_labels;
use super::languages::Languages;
use super::relations::{OffChart, Relations, number};
use super::text::{Lines, Setting, Shaper, Spoken, Weight, printable_line};
use super::theme::{Color, Theme, size};
use super::{Role, SceneItem, Subject};
use crate::layout::{Layout, LineEnd};
use crate::model::{BodyIndex, Chart, UnitIndex};

/// Style of pills or chips: text, row height, height with a single line, and padding, in points.
struct Shape {
    setting: Setting,
    row: f32,
    height: f32,
    padding: f32,
}

const PILL: Shape = Shape {
    setting: Setting {
        weight: Weight::Regular,
        size: size::BODY,
        min_width: 0.0,
        preferred_width: 190.0,
        max_width: 340.0,
    },
    row: 18.0,
    height: 28.0,
    padding: 14.0,
};
const CHIP: Shape = Shape {
    setting: Setting {
        size: size::SMALL,
        preferred_width: 220.0,
        max_width: 220.0,
        ..PILL.setting
    },
    row: 17.0,
    height: 22.0,
    padding: 10.0,
};
/// Dashes of the line from a card to its chips.
const DASH: (f32, f32) = (2.0, 3.0);

/// Destination of a click on a chip or pill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The unit that it names.
    Unit(UnitIndex),
    /// The hidden units below a unit.
    Below(UnitIndex),
    /// The body that it names.
    Body(BodyIndex),
}

/// The end of a line without a card: a chip or pill.
#[derive(Clone, Debug, PartialEq)]
pub struct Stub {
    /// The destination of a click.
    pub destination: Destination,
    /// Its rectangle.
    pub rect: Rect,
    /// Its name, followed by superiors if others have the same name.
    pub name: String,
    /// The lines that end here, by index among the chart's relations.
    pub lines: Vec<u32>,
}

/// Names on chips and pills.
pub(super) struct Names {
    pills: Vec<Name>,
    chips: Vec<Name>,
}

struct Name {
    whole: String,
    set: Lines,
}

/// A stub with its items.
type Placed = (Subject, Vec<SceneItem>, Stub);

impl Names {
    pub(super) fn new(
        chart: &Chart,
        shaper: &Shaper,
        relations: &Relations,
        languages: Languages<'_>,
    ) -> Self {
        let outside = relations.outside.iter().map(|outside| match outside {
            OffChart::Body(_) => None,
            OffChart::Unit(unit) => Some(*unit),
        });
        let hidden = relations.hidden.iter().map(|end| end.names.ok());
        let units: Vec<UnitIndex> = outside.chain(hidden).flatten().collect();
        let labels = unique_labels(chart, &units, |unit| languages.words(&chart.unit(unit).name));
        let labels: HashMap<UnitIndex, String> = units.into_iter().zip(labels).collect();
        let unit = |unit: UnitIndex, shape: &Shape| {
            let language = languages.spoken(&chart.unit(unit).name).language;
            shape.name(shaper, Spoken { words: &labels[&unit], language })
        };
        let pills = relations.outside.iter().map(|outside| match outside {
            OffChart::Body(body) => PILL.name(shaper, languages.spoken(&chart.body(*body).name)),
            OffChart::Unit(outside) => unit(*outside, &PILL),
        });
        let chips = relations.hidden.iter().map(|end| match end.names {
            Ok(hidden) => unit(hidden, &CHIP),
            Err(more) => CHIP.name(shaper, Spoken { words: &format!("+{more} …"), language: "" }),
        });
        Self { pills: pills.collect(), chips: chips.collect() }
    }

    pub(super) fn pill_sizes(&self) -> Vec<Vec2> {
        self.pills.iter().map(|name| PILL.size(name)).collect()
    }

    pub(super) fn chip_sizes(&self) -> impl Iterator<Item = Vec2> {
        self.chips.iter().map(|name| CHIP.size(name))
    }

    /// All chips and pills at their positions in a layout; `units` are those of the cards.
    pub(super) fn place(
        &self,
        relations: &Relations,
        units: &[UnitIndex],
        layout: &Layout,
        theme: &Theme,
    ) -> Vec<Placed> {
        let mut lines = relations.by_end();
        let mut lines =
            |end: Option<LineEnd>| end.and_then(|end| lines.remove(&end)).unwrap_or_default();
        let mut placed = Vec::with_capacity(self.pills.len() + self.chips.len());
        for (at, (&outside, name)) in relations.outside.iter().zip(&self.pills).enumerate() {
            let rect = layout.body(at);
            let (subject, destination, color) = match outside {
                OffChart::Body(body) => (Subject::Body(body), Destination::Body(body), theme.muted),
                OffChart::Unit(unit) => {
                    (Subject::Stub(unit), Destination::Unit(unit), theme.accent)
                }
            };
            let lines = lines(number(at).map(LineEnd::Body));
            let it = Stub { destination, rect, name: name.whole.clone(), lines };
            let items = PILL.items(rect, name, theme.ground, color, color);
            placed.push((subject, items, it));
        }
        for (at, (end, name)) in relations.hidden.iter().zip(&self.chips).enumerate() {
            let (node, hides) = (relations.nodes.chip(at), units[end.card]);
            let (subject, destination) = match end.names {
                Ok(unit) => (unit, Destination::Unit(unit)),
                Err(_) => (hides, Destination::Below(hides)),
            };
            let (rect, lines) = (layout.card(node), lines(number(node).map(LineEnd::Card)));
            let it = Stub { destination, rect, name: name.whole.clone(), lines };
            let items = chip_items(layout, node, name, theme);
            placed.push((Subject::Stub(subject), items, it));
        }
        placed
    }
}

impl Shape {
    fn name(&self, shaper: &Shaper, name: Spoken<'_>) -> Name {
        Name { whole: printable_line(name.words), set: self.setting.lines(shaper, name) }
    }

    fn size(&self, name: &Name) -> Vec2 {
        let further = name.set.lines.len().saturating_sub(1);
        vec2(name.set.width.ceil() + 2.0 * self.padding, self.height + rows(further, self.row))
    }

    /// A name in a rectangle with a border.
    fn items(
        &self,
        rect: Rect,
        name: &Name,
        fill: Color,
        border: Color,
        ink: Color,
    ) -> Vec<SceneItem> {
        let (role, radius, border) = (Role::Stub, self.height / 2.0, Some((1.0, border)));
        let mut items = vec![SceneItem::Box { role, rect, radius, fill, border }];
        let lines = &name.set.lines;
        let mut top = rect.center().y - rows(lines.len(), self.row) / 2.0;
        for line in lines {
            let place = pos2(rect.center().x - line.width() / 2.0, top);
            items.push(SceneItem::in_row(Role::Name, line, place, self.row, ink));
            top += self.row;
        }
        items
    }
}

/// A chip at a node of the layout, and the lines to it from its card.
fn chip_items(layout: &Layout, node: usize, name: &Name, theme: &Theme) -> Vec<SceneItem> {
    let (width, color, dash) = (1.0, theme.line, Some(DASH));
    let line = |role| move |points| SceneItem::Line { role, points, width, color, dash };
    let shared = layout.shared_line(node).into_iter().map(line(Role::Trunk));
    let own = layout.own_line(node).into_iter().map(line(Role::Connector));
    let chip = CHIP.items(layout.card(node), name, theme.card, theme.accent, theme.accent);
    shared.chain(own).chain(chip).collect()
}
