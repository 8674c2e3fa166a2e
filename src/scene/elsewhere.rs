//! The ends of lines that have no card: chips under the card that hides them, and pills at the
//! chart's edge. Each names its unit and leads there.

use emath::{Rect, Vec2, vec2};

use super::card::line_item;
use super::relations::{Outside, Relations, number};
use super::text::{Weight, face};
use super::theme::{Color, Theme, size};
use super::{SceneItem, Subject};
use crate::layout::{Layout, LineEnd};
use crate::model::{BodyIndex, Chart, Text, UnitIndex};

/// Height of a pill, and from its end to its words, in points.
const PILL: f32 = 32.0;
const PILL_PADDING: f32 = 16.0;
/// Height of a chip, and from its end to its words, in points.
const CHIP: f32 = 22.0;
const CHIP_PADDING: f32 = 10.0;
/// A name is cut to this breadth, in points.
const MOST_WIDTH: f32 = 220.0;
/// How the line from a card to its chips is dashed.
const DASH: (f32, f32) = (2.0, 3.0);

/// Where a chip or a pill leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To the unit that it names.
    Unit(UnitIndex),
    /// To all that is hidden under this unit.
    Below(UnitIndex),
    /// To the body that it names.
    Body(BodyIndex),
}

/// What stands for the end of a line and has no card.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// Where it leads to.
    pub destination: Destination,
    /// Where it stands.
    pub rect: Rect,
    /// The whole name, which the chip may show cut.
    pub name: String,
    /// The lines that end here, by their places among the chart's relations.
    pub lines: Vec<u32>,
}

/// What stands on chips and pills.
pub(super) struct Names {
    /// The words of each pill at the chart's edge.
    pills: Vec<String>,
    /// The whole name of each chip, and what of it is shown.
    chips: Vec<(String, String)>,
}

/// What is drawn for an end of lines, and what it is to the pointer.
type Placed = (Subject, Vec<SceneItem>, Elsewhere);

impl Names {
    pub(super) fn new(chart: &Chart, relations: &Relations, languages: &[&str]) -> Self {
        let words = |text: &Text| text.get(languages.iter().copied()).to_owned();
        let unit = |unit: UnitIndex| words(&chart.unit(unit).name);
        let pills = relations.outside.iter().map(|&outside| match outside {
            Outside::Body(body) => words(&chart.body(body).name),
            Outside::Unit(outside) => unit(outside),
        });
        let chips = relations.hidden.iter().map(|end| {
            let name = end.names.map_or_else(|more| format!("+{more} …"), unit);
            let cut = face(Weight::Regular).lines(&name, size::SMALL, MOST_WIDTH, 1).concat();
            (name, cut)
        });
        Self { pills: pills.collect(), chips: chips.collect() }
    }

    pub(super) fn pill_sizes(&self) -> Vec<Vec2> {
        let width = |words: &str| face(Weight::Regular).width(words, size::NAME).ceil();
        self.pills.iter().map(|words| vec2(width(words) + 2.0 * PILL_PADDING, PILL)).collect()
    }

    pub(super) fn chip_sizes(&self) -> impl Iterator<Item = Vec2> {
        let width = |words: &str| face(Weight::Regular).width(words, size::SMALL).ceil();
        self.chips.iter().map(move |(_, words)| vec2(width(words) + 2.0 * CHIP_PADDING, CHIP))
    }

    /// All chips and pills in the places that a layout gives them; `units` are those of the cards.
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
                Outside::Body(body) => (Subject::Body(body), Destination::Body(body), theme.muted),
                Outside::Unit(unit) => {
                    (Subject::Elsewhere(unit), Destination::Unit(unit), theme.accent)
                }
            };
            let lines = lines(number(at).map(LineEnd::Body));
            let it = Elsewhere { destination, rect, name: name.clone(), lines };
            placed.push((subject, pill_items(rect, name, color, theme), it));
        }
        for (at, (end, (name, words))) in relations.hidden.iter().zip(&self.chips).enumerate() {
            let (node, hides) = (relations.nodes.chip(at), units[end.card]);
            let (subject, destination) = match end.names {
                Ok(unit) => (unit, Destination::Unit(unit)),
                Err(_) => (hides, Destination::Below(hides)),
            };
            let (rect, lines) = (layout.card(node), lines(number(node).map(LineEnd::Card)));
            let it = Elsewhere { destination, rect, name: name.clone(), lines };
            let items = chip_items(layout, node, words, theme);
            placed.push((Subject::Elsewhere(subject), items, it));
        }
        placed
    }
}

fn pill_items(rect: Rect, words: &str, color: Color, theme: &Theme) -> Vec<SceneItem> {
    let border = Some((1.0, color));
    let shape = SceneItem::Box { rect, radius: PILL / 2.0, fill: theme.ground, border };
    let place = rect.min + vec2(PILL_PADDING, 0.0);
    let words = line_item(words, place, rect.height(), size::NAME, Weight::Regular, color);
    vec![shape, words]
}

/// A chip at the place of a node of the layout, with how it hangs on its card.
fn chip_items(layout: &Layout, node: usize, words: &str, theme: &Theme) -> Vec<SceneItem> {
    let rect = layout.card(node);
    let (width, color, dash) = (1.0, theme.line, Some(DASH));
    let lines = layout.shared_line(node, width).into_iter().chain(layout.own_line(node));
    let lines = lines.map(|points| SceneItem::Line { points, width, color, dash });
    let (fill, border) = (theme.card, Some((1.0, theme.accent)));
    let chip = SceneItem::Box { rect, radius: CHIP / 2.0, fill, border };
    let place = rect.min + vec2(CHIP_PADDING, 0.0);
    let words = line_item(words, place, CHIP, size::SMALL, Weight::Regular, theme.accent);
    lines.chain([chip, words]).collect()
}
