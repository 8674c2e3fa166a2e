//! Conversion of the visible part of a scene to egui shapes, given selection, hover, highlighted path and zoom.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use egui::{Color32, Context, Pos2, Rect, Shape, Vec2, vec2};

use super::dim;
use super::graph::{EdgePayload, NodeTarget, Shapes, VisibleGraph};
use super::highlight::{Highlights, highlights};
use super::hit::CHIP_REACH;
use super::lod::BlockColors;
use super::name_sizes::{FULL, MIN_NAME, NAMES, name_size, short_size};
use super::paint::{Look, MIN_TEXT, ShapePainter, color32};
use super::short_names::ShortNames;
use super::text_renderer::TextRenderer;
use super::transition::Transition;
use super::{CanvasView, Drawn};
use crate::model::UnitIndex;
use crate::scene::theme::{Color, size};
use crate::scene::{Card, Group, MAX_SHORT_NAME, Role, SceneItem, Subject, chip_items, lit_line};

/// Border width of a selected card, in points.
const MARK_WIDTH: f32 = 2.0;
/// Border width and minimum size of a selected card drawn as a solid block, in screen points.
const FAR_MARK_WIDTH: f32 = 3.0;
const MIN_FAR_MARK: f32 = 12.0;
/// Margin around the view for parts that extend beyond cards, such as chips, in points of the scene.
const MARGIN: f32 = 16.0;

/// Caches of a stage, filled when it is first drawn as solid blocks.
#[derive(Default)]
pub(super) struct Kept {
    far: Option<BlockColors>,
    short_names: Option<ShortNames>,
}

/// Builder of a picture.
pub(super) struct Picture<'a> {
    shapes: ShapePainter<'a>,
    drawn: &'a Drawn,
    lit: HashSet<UnitIndex>,
    lines: Highlights<'a>,
    seen: Rect,
    visible: VisibleGraph,
    edges: Edges,
    all: Vec<Shape>,
}

/// The lines of a picture.
enum Edges {
    /// Each line with the units at its ends.
    Near(Vec<([Option<UnitIndex>; 2], EdgePayload)>),
    /// The shapes of all lines.
    Far(Vec<Shape>),
}

impl<'a> Picture<'a> {
    pub(super) fn new(
        context: &'a Context,
        letters: &'a mut TextRenderer,
        drawn: &'a Drawn,
    ) -> Self {
        let projector = drawn.camera.projector(drawn.rect);
        Self {
            shapes: ShapePainter {
                context,
                projector,
                letters,
                ground: color32(drawn.view.theme.ground),
                look: Look::default(),
            },
            drawn,
            lit: drawn.view.path.iter().copied().chain(drawn.view.selected).collect(),
            lines: highlights(drawn),
            seen: projector.visible().expand(MARGIN),
            visible: VisibleGraph::new(),
            edges: if projector.zoom() >= NAMES {
                Edges::Near(Vec::new())
            } else {
                Edges::Far(Vec::new())
            },
            all: Vec::new(),
        }
    }

    /// The visible graph and its shapes.
    pub(super) fn finish(
        mut self,
        kept: &mut Kept,
        glide: Option<(&Transition, f32)>,
    ) -> (VisibleGraph, Vec<Shape>) {
        let zoom = self.shapes.projector.zoom();
        self.stubs();
        if matches!(self.edges, Edges::Near(_)) {
            self.others(|_| true, glide.map_or(1.0, |(_, part)| part));
            self.lit_lines();
            self.chips();
            let names = ShortNames::of(&mut kept.short_names, &self.drawn.view.stage);
            if zoom * size::BODY < MIN_NAME {
                self.pill_names(names);
            }
            self.near(glide, names);
        } else {
            let least = least_lines(zoom);
            self.others(|bounds| bounds.size().max_elem() * zoom > least, 1.0);
            self.lit_lines();
            self.blocks(BlockColors::of(&mut kept.far, &self.drawn.view.stage));
            if zoom * MAX_SHORT_NAME >= MIN_TEXT {
                let names = ShortNames::of(&mut kept.short_names, &self.drawn.view.stage);
                self.short_names(names);
                self.pill_names(names);
            }
        }
        // All text is above all cards: a mesh per card would be a draw call per card.
        let letters = self.shapes.letters.finish();
        self.add_shapes(letters);
        match self.edges {
            Edges::Near(edges) => {
                for (ends, edge) in edges {
                    self.visible.add_edge(ends, edge);
                }
            }
            Edges::Far(shapes) => {
                let shapes = Shapes::from(shapes);
                let all = EdgePayload { relation: None, points: Vec::new(), shapes };
                self.visible.add_edge([None; 2], all);
            }
        }
        (self.visible, self.all)
    }

    fn view(&self) -> &'a CanvasView {
        &self.drawn.view
    }

    /// Adds shapes that are not hit-tested.
    fn add_shapes(&mut self, shapes: Vec<Shape>) {
        self.add_node(NodeTarget::Nothing, Rect::ZERO, shapes);
    }

    /// Adds a node that covers an area of the scene.
    fn add_node(&mut self, target: NodeTarget, area: Rect, shapes: Vec<Shape>) {
        let shapes: Shapes = shapes.into();
        self.all.extend(shapes.iter().cloned());
        self.visible.add_node(target, self.shapes.projector.screen_rect(area), shapes);
    }

    /// Adds a line between units along points of the scene.
    fn add_edge(
        &mut self,
        ends: [Option<UnitIndex>; 2],
        relation: Option<u32>,
        points: &[Pos2],
        shapes: Vec<Shape>,
    ) {
        self.all.extend(shapes.iter().cloned());
        match &mut self.edges {
            Edges::Near(edges) => {
                let on_screen = |&point: &Pos2| self.shapes.projector.screen(point);
                let points = points.iter().map(on_screen).collect();
                edges.push((ends, EdgePayload { relation, points, shapes: shapes.into() }));
            }
            Edges::Far(all) => all.extend(shapes),
        }
    }

    /// Adds the areas of stubs.
    fn stubs(&mut self) {
        for (at, stub) in self.view().stage.stubs.iter().enumerate() {
            if stub.rect.intersects(self.seen) {
                self.add_node(NodeTarget::Stub(at), stub.rect, Vec::new());
            }
        }
    }

    /// Adds the areas of chips, which are above their cards.
    fn chips(&mut self) {
        for (card, _) in self.view().stage.cards_in(self.seen) {
            if let Some(chip) = card.chip {
                self.add_node(NodeTarget::Chip(card.unit), chip.expand(CHIP_REACH), Vec::new());
            }
        }
    }

    /// Adds lines, bodies, heading and legend. `opacity` applies to the lines.
    fn others(&mut self, opens: impl Fn(Rect) -> bool, opacity: f32) {
        let stage = &self.view().stage;
        let mut bodies = Vec::new();
        let mut relations: HashMap<u32, Vec<Shape>> = HashMap::new();
        for group in stage.others_in(self.seen, &opens) {
            match group.subject {
                Subject::Connector(_) | Subject::Relation(_) if !opens(group.bounds) => {}
                Subject::Connector(unit) => {
                    self.shapes.look = Look { faded: 1.0 - opacity, ..Look::default() };
                    let shapes = self.group(group);
                    let above = match self.edges {
                        Edges::Near(_) => stage.parent(unit),
                        Edges::Far(_) => None,
                    };
                    self.add_edge([above, Some(unit)], None, &[], shapes);
                }
                Subject::Relation(relation) => {
                    let is_dimmed = !self.lines.lit.is_empty();
                    let shown = if is_dimmed { (1.0 - dim::LINE) * opacity } else { opacity };
                    self.shapes.look = Look { faded: 1.0 - shown, ..Look::default() };
                    let shapes = self.group(group);
                    match self.edges {
                        Edges::Near(_) => drop(relations.insert(relation, shapes)),
                        Edges::Far(_) => self.add_edge([None; 2], None, &[], shapes),
                    }
                }
                Subject::Unit(_)
                | Subject::Body(_)
                | Subject::Stub(_)
                | Subject::Heading
                | Subject::Legend
                | Subject::Levels => {
                    bodies.push(group);
                }
            }
        }
        // A line that is covered by others has no shapes but can be hovered.
        let lines = match self.edges {
            Edges::Near(_) => stage.lines_in(self.seen),
            Edges::Far(_) => Vec::new(),
        };
        for line in lines {
            let shapes = relations.remove(&line.relation).unwrap_or_default();
            self.add_edge(line.ends, Some(line.relation), &line.points, shapes);
        }
        self.shapes.look = Look::default();
        for group in bodies {
            let mut shapes = self.group(group);
            if matches!(group.subject, Subject::Body(body) if self.view().body == Some(body)) {
                self.mark_body(group, &mut shapes);
            }
            self.add_shapes(shapes);
        }
    }

    /// Adds the frame around the selected body.
    fn mark_body(&mut self, group: &Group, out: &mut Vec<Shape>) {
        let (rect, width) = (group.bounds, self.mark_width());
        let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
        let points = corners.into_iter().chain([rect.left_top()]).collect();
        let (role, color) = (Role::Highlight, self.view().theme.accent);
        self.shapes.shapes(&SceneItem::Line { role, points, width, color, dash: None }, out);
    }

    /// Width of the selection's border in points of the scene: at least two screen points.
    fn mark_width(&self) -> f32 {
        (MARK_WIDTH / self.shapes.projector.zoom()).max(MARK_WIDTH)
    }

    fn group(&mut self, group: &Group) -> Vec<Shape> {
        let mut out = Vec::new();
        let is_stub = matches!(group.subject, Subject::Body(_) | Subject::Stub(_));
        let zoom = self.shapes.projector.zoom();
        let is_named_apart = is_stub && zoom * size::BODY < MIN_NAME;
        for item in self.view().stage.scene.items_of(group) {
            if is_named_apart && matches!(item.role(), Role::Name | Role::Stub) {
                continue;
            }
            self.shapes.shapes(item, &mut out);
        }
        out
    }

    /// Adds highlighted lines: the path from the top to the selected unit, above the shared trunks.
    fn lit_lines(&mut self) {
        for unit in self.view().path.iter().copied().chain(self.view().selected) {
            let Some(points) = self.view().stage.connector(unit) else { continue };
            if !Rect::from_points(&points).expand(2.0).intersects(self.seen) {
                continue;
            }
            let (role, width, color) = (Role::Highlight, 2.0, self.view().theme.accent);
            let mut out = Vec::new();
            let line = SceneItem::Line { role, points, width, color, dash: None };
            self.shapes.shapes(&line, &mut out);
            self.add_edge([self.view().stage.parent(unit), Some(unit)], None, &[], out);
        }
        for line in self.lines.lit.clone() {
            if !Rect::from_points(&line.points).expand(8.0).intersects(self.seen) {
                continue;
            }
            let mut out = Vec::new();
            for item in lit_line(line.kind, &line.points, &self.view().theme) {
                self.shapes.shapes(&item, &mut out);
            }
            self.add_edge(line.ends, None, &[], out);
        }
    }

    /// Adds cards of the last picture that fade out.
    fn leaving(&mut self, glide: &Transition, part: f32) {
        let (old, leaving) = glide.leaving();
        for it in leaving {
            let Some((_, items)) = old.find(it.unit) else { continue };
            let shift = it.shift(part) * self.shapes.projector.zoom();
            self.shapes.look = Look { shift, faded: part };
            let mut shapes = Vec::with_capacity(items.len());
            for item in items {
                self.shapes.shapes(item, &mut shapes);
            }
            self.add_shapes(shapes);
        }
    }

    /// Adds cards with their text, shifted by the transition.
    fn near(&mut self, glide: Option<(&Transition, f32)>, names: &mut ShortNames) {
        if let Some((glide, part)) = glide {
            self.leaving(glide, part);
        }
        let stage = &self.view().stage;
        let mut cards = stage.cards_in(self.seen);
        if let Some((glide, _)) = glide {
            let mut coming: Vec<UnitIndex> = glide.units().collect();
            coming.sort_unstable();
            let hidden = |(card, _): &(&Card, _)| !card.rect.intersects(self.seen);
            let coming = coming.into_iter().filter_map(|unit| stage.find(unit)).filter(hidden);
            cards.extend(coming);
        }
        for (card, items) in cards {
            let shift = glide.map_or(Vec2::ZERO, |(glide, part)| glide.shift(card.unit, part));
            let shift = shift * self.shapes.projector.zoom();
            let coming = glide.map_or(0.0, |(glide, part)| glide.faded(card.unit, part));
            self.shapes.look = Look { shift, faded: self.dimming(card.unit).max(coming) };
            let mut shapes = Vec::with_capacity(items.len() + 2);
            self.card(card, items, names, &mut shapes);
            self.add_node(NodeTarget::Card(card.unit), card.rect, shapes);
        }
        self.shapes.look = Look::default();
    }

    /// Adds cards as solid blocks in one mesh, with borders on selected and found ones.
    fn blocks(&mut self, far: &BlockColors) {
        let projector = self.shapes.projector;
        let ground = color32(self.view().theme.ground);
        let searching = self.view().found.is_some();
        let dim = |color: Color32| dim::dimmed(color, ground, dim::BLOCK);
        let mesh = far.mesh(
            projector,
            self.seen,
            ground,
            self.drawn.pixels_per_point,
            |card, color| if self.is_dimmed(card.unit) { dim(color) } else { color },
            |color| if searching { dim(color) } else { color },
        );
        self.add_node(NodeTarget::Field, self.seen, vec![Shape::mesh(mesh)]);
        for card in self.marked() {
            let mut out = Vec::new();
            let (role, theme) = (Role::Highlight, &self.view().theme);
            let item = if self.view().selected == Some(card.unit) {
                // Not filled, because the colours of some kinds are similar to the accent.
                let border = Some(((FAR_MARK_WIDTH / projector.zoom()).max(6.0), theme.accent));
                let short = Vec2::splat(MIN_FAR_MARK / projector.zoom()) - card.rect.size();
                let rect = card.rect.expand2(short.max(Vec2::ZERO) / 2.0);
                SceneItem::Box { role, rect, radius: 8.0, fill: theme.accent_faint, border }
            } else {
                let border = Some((self.mark_width().max(6.0), theme.accent));
                SceneItem::Box { role, rect: card.rect, radius: 8.0, fill: card.band, border }
            };
            self.shapes.shapes(&item, &mut out);
            self.add_shapes(out);
        }
    }

    /// The selected card and, unless there are too many, those that a search found.
    fn marked(&self) -> Vec<&'a Card> {
        const MAX_MARKED: usize = 500;
        let view = self.view();
        let found = view.found.as_deref().filter(|found| found.len() <= MAX_MARKED);
        let mut units: Vec<UnitIndex> = found.into_iter().flatten().copied().collect();
        units.extend(view.selected);
        units.sort_unstable();
        units.dedup();
        let cards = units.into_iter().filter_map(|unit| view.stage.card(unit));
        cards.filter(|card| card.rect.intersects(self.seen)).collect()
    }

    fn short_names(&mut self, names: &mut ShortNames) {
        let view = self.view();
        for (card, _) in view.stage.cards_in(self.seen) {
            let is_dimmed = self.is_dimmed(card.unit);
            let faded = if is_dimmed { dim::NAME_ON_BLOCK } else { 0.0 };
            self.shapes.look = Look { faded, ..Look::default() };
            // The block is pale if it is dimmed or selected.
            let is_pale = is_dimmed || view.selected == Some(card.unit);
            let color = if is_pale { view.theme.text } else { view.theme.card };
            self.short_name(card, names, color);
        }
        self.shapes.look = Look::default();
    }

    /// Adds pills with enlarged names, where the original size would be illegible.
    fn pill_names(&mut self, names: &mut ShortNames) {
        let view = self.view();
        let least = MIN_NAME / self.shapes.projector.zoom();
        for (at, end) in view.stage.stubs.iter().enumerate() {
            if !end.rect.intersects(self.seen) {
                continue;
            }
            let mut shapes = Vec::new();
            for item in names.pill((at, end), least, &view.theme).into_iter().flatten() {
                self.shapes.shapes(item, &mut shapes);
            }
            self.add_shapes(shapes);
        }
    }

    /// Whether a search found other units but not this one.
    fn is_dimmed(&self, unit: UnitIndex) -> bool {
        let found = self.view().found.as_ref();
        found.is_some_and(|found| !found.contains(&unit)) && self.view().selected != Some(unit)
    }

    /// Dimming of a card.
    fn dimming(&self, unit: UnitIndex) -> f32 {
        if self.is_dimmed(unit) { dim::CARD } else { 0.0 }
    }

    fn is_found(&self, unit: UnitIndex) -> bool {
        self.view().found.as_ref().is_some_and(|found| found.contains(&unit))
    }

    fn card(
        &mut self,
        card: &Card,
        items: &[SceneItem],
        names: &mut ShortNames,
        out: &mut Vec<Shape>,
    ) {
        let view = self.view();
        let zoom = self.shapes.projector.zoom();
        let is_full = zoom >= FULL;
        // Upright names do not grow.
        let is_upright = items.iter().any(SceneItem::is_upright);
        let is_full = is_full || is_upright && zoom * size::NAME >= MIN_NAME;
        for item in items {
            let is_strike = matches!(item, SceneItem::Line { role: Role::Name | Role::Head, .. });
            let is_text =
                matches!(item, SceneItem::Text { .. }) || item.role() == Role::Badge || is_strike;
            if is_text && !is_full && item.role() != Role::Chip {
                continue;
            }
            let mut item = Cow::Borrowed(item);
            if item.role() == Role::Body
                && let SceneItem::Box { fill, border: Some(border), .. } = item.to_mut()
            {
                (*fill, *border) = self.state(card.unit, *fill, *border);
            }
            self.shapes.shapes(&item, out);
        }
        if !is_full {
            self.name(card, items, names);
        }
        // A name without other text has the whole card.
        if let Some(chip) = card.chip.filter(|_| card.hidden.is_none() && is_full) {
            for item in chip_items(Role::Chip, chip, view.stage.minus(), &view.theme) {
                self.shapes.shapes(&item, out);
            }
        }
    }

    /// Adds the name of a card that shows nothing else: the short name if the full one would be too small.
    fn name(&mut self, card: &Card, items: &[SceneItem], names: &mut ShortNames) {
        let zoom = self.shapes.projector.zoom();
        // The names of cards that a comparison leaves unmarked are paler.
        let own = items.iter().find_map(|item| match item {
            SceneItem::Text { role: Role::Name, color, .. } => Some(*color),
            _ => None,
        });
        let color = own.unwrap_or(self.view().theme.text);
        let Some(name) = names.name(card, items) else {
            self.shapes.letters.wait();
            return;
        };
        if let Some(size) = name_size(name.size, zoom) {
            for (offset, run) in &name.lines {
                self.shapes.text_of_size(run, (card.rect.left_center(), *offset), color, size);
            }
        } else {
            self.short_name(card, names, color);
        }
    }

    /// Adds the short name of a card.
    fn short_name(&mut self, card: &Card, names: &mut ShortNames, color: Color) {
        let zoom = self.shapes.projector.zoom();
        let Some(items) = names.card(card, color) else {
            self.shapes.letters.wait();
            return;
        };
        let middle = card.rect.center();
        for item in items {
            let SceneItem::Text { origin, run, .. } = item else { continue };
            let Some(size) = short_size(run.size(), zoom) else { continue };
            let scale = size / run.size() / zoom;
            let offset = vec2(-run.width() * scale / 2.0, origin.y - middle.y);
            self.shapes.text_of_size(run, (middle, offset), color, size);
        }
    }

    /// Fill and border of a card by its state.
    fn state(&self, unit: UnitIndex, fill: Color, border: (f32, Color)) -> (Color, (f32, Color)) {
        let theme = &self.view().theme;
        if self.view().selected == Some(unit) {
            (theme.accent_faint, (self.mark_width(), theme.accent))
        } else if self.lit.contains(&unit) || self.lines.ends.contains(&unit) || self.is_found(unit)
        {
            (fill, (border.0, theme.accent))
        } else if self.drawn.hovered == Some(unit) {
            (theme.hover, (border.0, theme.line))
        } else {
            (fill, border)
        }
    }
}

/// Minimum size on screen of groups of lines: larger for smaller cards.
fn least_lines(zoom: f32) -> f32 {
    (0.3 / zoom).clamp(6.0, 20.0)
}
