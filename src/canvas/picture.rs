//! One picture of the visible part: each group of the scene as shapes, by what is selected, under
//! the pointer, on the way to the top, and by how large it appears.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::epaint::shape_transform::adjust_colors;
use egui::{Rect, Shape};
use petgraph::stable_graph::NodeIndex;

use super::Drawn;
use super::graph::{self, Visible};
use super::paint::{LEAST_TEXT, ShapePainter, color32};
use crate::model::UnitIndex;
use crate::scene::text::{Weight, face};
use crate::scene::theme::size;
use crate::scene::{Group, SceneItem, Subject, chip_items};

/// How far a card goes towards the ground while a search found others.
const DIMMED: f32 = 0.65;

/// A picture in the making.
pub(super) struct Picture<'a> {
    shapes: ShapePainter<'a>,
    drawn: &'a Drawn,
    lit: HashSet<UnitIndex>,
}

impl<'a> Picture<'a> {
    pub(super) fn new(painter: &'a egui::Painter, drawn: &'a Drawn) -> Self {
        Self {
            shapes: ShapePainter { painter, projector: drawn.camera.projector(drawn.rect) },
            drawn,
            lit: drawn.view.path.iter().copied().collect(),
        }
    }

    /// Fills the graph with what is visible, and gives all of its shapes.
    pub(super) fn fill(&self, visible: &mut Visible) -> Vec<Shape> {
        let seen = self.shapes.projector.visible().expand(8.0);
        let scene = &self.drawn.view.stage.scene;
        let (mut edges, mut lit) = (Vec::new(), Vec::new());
        let mut nodes: HashMap<Subject, NodeIndex> = HashMap::new();
        let mut cards = Vec::new();
        for group in scene.groups.iter().filter(|group| group.bounds.intersects(seen)) {
            let shapes: graph::Shapes = self.group(group).into();
            match group.subject {
                // What is lit comes last, over the trunks that it shares with its neighbours.
                Subject::Connector(unit) if self.is_lit(unit) => lit.push(shapes),
                Subject::Connector(_) | Subject::Relation(_) => edges.push(shapes),
                Subject::Unit(_) | Subject::Body(_) | Subject::Heading => {
                    let node = visible.add_node(Arc::clone(&shapes));
                    nodes.insert(group.subject, node);
                    cards.push(shapes);
                }
            }
        }
        edges.append(&mut lit);
        if !edges.is_empty() {
            // A line's shapes hold all of its way; its ends need no place of their own.
            let none: graph::Shapes = Vec::new().into();
            let (from, to) = (visible.add_node(Arc::clone(&none)), visible.add_node(none));
            for shapes in &edges {
                visible.add_edge(from, to, Arc::clone(shapes));
            }
        }
        edges.iter().chain(&cards).flat_map(|shapes| shapes.iter().cloned()).collect()
    }

    fn group(&self, group: &Group) -> Vec<Shape> {
        let items = self.drawn.view.stage.scene.items_of(group);
        let mut out = Vec::with_capacity(items.len());
        match group.subject {
            Subject::Unit(unit) => {
                self.unit(unit, items, &mut out);
                if self.is_dimmed(unit) {
                    let ground = color32(self.drawn.view.theme.ground);
                    for shape in &mut out {
                        adjust_colors(shape, move |color| {
                            *color = color.lerp_to_gamma(ground, DIMMED);
                        });
                    }
                }
            }
            Subject::Connector(unit) => {
                let lit = self.is_lit(unit);
                for item in items {
                    self.shapes
                        .shapes(&if lit { self.lit_line(item) } else { item.clone() }, &mut out);
                }
            }
            Subject::Heading | Subject::Relation(_) | Subject::Body(_) => {
                for item in items {
                    self.shapes.shapes(item, &mut out);
                }
            }
        }
        out
    }

    /// Whether a unit is selected, or on the way from the top to the one that is.
    fn is_lit(&self, unit: UnitIndex) -> bool {
        self.lit.contains(&unit) || self.drawn.view.selected == Some(unit)
    }

    /// Whether a search found others, and not this unit.
    fn is_dimmed(&self, unit: UnitIndex) -> bool {
        let found = self.drawn.view.found.as_ref();
        found.is_some_and(|found| !found.contains(&unit)) && self.drawn.view.selected != Some(unit)
    }

    fn is_found(&self, unit: UnitIndex) -> bool {
        self.drawn.view.found.as_ref().is_some_and(|found| found.contains(&unit))
    }

    /// A connector on the way from the top to the selected unit.
    fn lit_line(&self, item: &SceneItem) -> SceneItem {
        let mut item = item.clone();
        if let SceneItem::Line { width, color, .. } = &mut item {
            *width = 2.0;
            *color = self.drawn.view.theme.accent;
        }
        item
    }

    fn unit(&self, unit: UnitIndex, items: &[SceneItem], out: &mut Vec<Shape>) {
        let view = &self.drawn.view;
        let card = view.stage.cards[&unit];
        let zoom = self.shapes.projector.zoom();
        let selected = view.selected == Some(unit);
        if zoom * size::NAME < LEAST_TEXT {
            self.block(unit, items, out);
            return;
        }
        let shows_small = zoom * size::SMALL >= LEAST_TEXT;
        let aside = if shows_small { 0.0 } else { middle_shift(items, card) };
        for item in items {
            let is_badge =
                matches!(item, SceneItem::Box { border: None, radius, .. } if *radius > 0.0);
            if is_badge && !shows_small {
                continue;
            }
            let mut item = item.clone();
            if let SceneItem::Text { origin, .. } = &mut item {
                origin.y += aside;
            }
            if let SceneItem::Box { rect, fill, border: Some((width, color)), .. } = &mut item
                && *rect == card
            {
                if selected {
                    (*width, *color, *fill) = (2.0, view.theme.accent, view.theme.accent_faint);
                } else if self.lit.contains(&unit) || self.is_found(unit) {
                    *color = view.theme.accent;
                } else if self.drawn.hovered == Some(unit) {
                    (*color, *fill) = (view.theme.line, view.theme.hover);
                }
            }
            self.shapes.shapes(&item, out);
        }
        let open = view.stage.chips.get(&unit).filter(|_| !view.stage.hidden.contains_key(&unit));
        if let Some(&chip) = open.filter(|_| shows_small) {
            for item in chip_items(chip, "−", &view.theme) {
                self.shapes.shapes(&item, out);
            }
        }
    }

    /// A card too small to read: a block in its kind's colour, with the acronym if that fits.
    fn block(&self, unit: UnitIndex, items: &[SceneItem], out: &mut Vec<Shape>) {
        let view = &self.drawn.view;
        let card = view.stage.cards[&unit];
        let band = items.iter().find_map(|item| match item {
            SceneItem::Box { fill, border: None, radius, .. } if *radius == 0.0 => Some(*fill),
            SceneItem::Box { .. }
            | SceneItem::Line { .. }
            | SceneItem::Polygon { .. }
            | SceneItem::Text { .. } => None,
        });
        let selected = view.selected == Some(unit);
        let border = (selected || self.is_found(unit)).then_some((6.0, view.theme.accent));
        let fill = band.unwrap_or(view.theme.muted);
        self.shapes.shapes(&SceneItem::Box { rect: card, radius: 8.0, fill, border }, out);
        let room = card.shrink(8.0);
        let short = &view.stage.short_names[&unit];
        let Some((lines, large)) = fitting_lines(short, room) else { return };
        let height = large * 1.2;
        let mut baseline = room.center().y - height * rows(&lines) / 2.0 + height * 0.8;
        for words in lines {
            let weight = Weight::Medium;
            let width = face(weight).width(&words, large);
            let origin = egui::pos2(room.center().x - width / 2.0, baseline);
            let color = view.theme.card;
            let text = SceneItem::Text { origin, width, words, size: large, weight, color };
            self.shapes.shapes(&text, out);
            baseline += height;
        }
    }
}

/// A short name in one or two lines, as large as they fit the room there is.
fn fitting_lines(short: &str, room: Rect) -> Option<(Vec<String>, f32)> {
    [32.0, 27.0, 22.0].into_iter().find_map(|large| {
        let lines = face(Weight::Medium).lines(short, large, room.width(), 2);
        let fits = rows(&lines) * large * 1.2 <= room.height();
        let whole = !lines.iter().any(|line| line.ends_with('…'));
        (fits && whole).then_some((lines, large))
    })
}

fn rows(lines: &[String]) -> f32 {
    f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX))
}

/// How far down a name goes so that it stands in the middle of its card, where it is all there is.
fn middle_shift(items: &[SceneItem], card: Rect) -> f32 {
    let name = items
        .iter()
        .filter(|item| matches!(item, SceneItem::Text { weight: Weight::Medium, .. }))
        .map(SceneItem::bounds)
        .reduce(Rect::union);
    name.map_or(0.0, |name| card.center().y - name.center().y)
}
