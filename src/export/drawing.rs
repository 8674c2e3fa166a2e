//! Scene as nodes and edges, for programs that edit drawings.
//!
//! Geometry and colours are those of the scene. The text of a node is available as a whole, so that it can be edited,
//! and as the lines of its card, for programs that do not wrap lines.

use std::collections::HashMap;

use emath::{Pos2, Rect, Vec2, vec2};

use super::Metadata;
use crate::model::{Chart, Party, RelationKind, Text, UnitIndex};
use crate::scene::theme::{Color, Theme, ThemeMode, size};
use crate::scene::{
    CardPart, Destination, IndexedScene, LineKind, Role, SceneItem, Subject, line_kinds,
    line_sample,
};

/// Nodes and edges of a scene. The origin is the upper left corner of the scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing<'a> {
    /// The metadata.
    pub metadata: Metadata<'a>,
    /// Width and height in points.
    pub size: Vec2,
    /// Whether levels are arranged from left to right.
    pub grows_right: bool,
    /// The kinds of the units.
    pub kinds: Vec<KindStyle>,
    /// Cards in preorder, then pills and chips.
    pub nodes: Vec<Node>,
    /// Lines of the tree, then other lines.
    pub edges: Vec<Edge>,
}

/// Kind of units on a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct KindStyle {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// The colour.
    pub color: Color,
}

/// Card, or pill or chip at the end of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The id in the file; several chips may have the same id.
    pub id: String,
    /// The unit of a card.
    pub unit: Option<UnitIndex>,
    /// Index of the unit's kind among the kinds of the drawing.
    pub kind: Option<usize>,
    /// Position and size.
    pub rect: Rect,
    /// Radius of the corners.
    pub radius: f32,
    /// Fill colour.
    pub fill: Color,
    /// Border colour: that of the kind.
    pub border: Color,
    /// Colour of the text.
    pub ink: Color,
    /// Colour of the small text.
    pub muted: Color,
    /// Size of the name, in points.
    pub name_size: f32,
    /// The full name.
    pub name: String,
    /// The full small text; empty if there is none.
    pub details: String,
    /// The name in lines, as on the card.
    pub name_lines: Vec<String>,
    /// The small text in lines, as on the card.
    pub small_lines: Vec<String>,
    /// Number of hidden units below it.
    pub hidden: Option<usize>,
    /// The unit's web address.
    pub link: Option<String>,
}

/// Line between two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Index of the node at its start.
    pub from: usize,
    /// Index of the node at its end.
    pub to: usize,
    /// The kind of a line; `None` for lines of the tree.
    pub kind: Option<LineKind>,
    /// The colour.
    pub color: Color,
    /// Length of dashes and gaps, in points.
    pub dash: Option<(f32, f32)>,
    /// The corners, from start to end.
    pub points: Vec<Pos2>,
    /// The sentence about it.
    pub sentence: String,
}

impl Edge {
    /// The word for the kind of the line.
    pub(super) fn word(&self) -> Option<&'static str> {
        self.kind.map(LineKind::word)
    }

    /// Whether it is symmetric: neither end is above the other.
    pub(super) fn is_mutual(&self) -> bool {
        self.kind == Some(LineKind::Of(RelationKind::Coordinates))
    }
}

/// The size of the small text, in points.
pub(super) const SMALL: f32 = size::SMALL;

impl<'a> Drawing<'a> {
    /// The drawing of a stage in a language.
    #[must_use]
    pub fn new(
        chart: &Chart,
        stage: &IndexedScene,
        mode: ThemeMode,
        metadata: Metadata<'a>,
    ) -> Self {
        let theme = Theme::of(mode);
        let first = chart.languages().first().map(String::as_str);
        let languages = [metadata.language].into_iter().chain(first).collect();
        let bounds = stage.scene.bounds;
        let mut builder = Builder { chart, stage, theme, languages, shift: bounds.min.to_vec2() };
        let (nodes, places) = builder.nodes();
        let edges = builder.edges(&places);
        let colors = theme.kinds(chart.kinds());
        let kinds = chart.kinds().iter().zip(colors).map(|(kind, color)| KindStyle {
            id: kind.id.clone(),
            label: builder.words(&kind.label),
            color,
        });
        let kinds = kinds.collect();
        let (size, grows_right) = (bounds.size(), stage.grows_right());
        Self { metadata, size, grows_right, kinds, nodes, edges }
    }
}

/// Node of each end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Card(UnitIndex),
    Body(u32),
    Pill(UnitIndex),
}

struct Builder<'a> {
    chart: &'a Chart,
    stage: &'a IndexedScene,
    theme: Theme,
    languages: Vec<&'a str>,
    /// Upper left corner of the scene.
    shift: Vec2,
}

impl Builder<'_> {
    fn words(&self, text: &Text) -> String {
        text.get(self.languages.iter().copied()).to_owned()
    }

    fn nodes(&mut self) -> (Vec<Node>, HashMap<End, usize>) {
        let scene = &self.stage.scene;
        let mut items: HashMap<Subject, &[SceneItem]> = HashMap::new();
        for group in &scene.groups {
            items.insert(group.subject, scene.items_of(group));
        }
        let (mut nodes, mut places) = (Vec::new(), HashMap::new());
        for card in &self.stage.cards {
            let items = items.get(&Subject::Unit(card.unit)).copied().unwrap_or_default();
            places.insert(End::Card(card.unit), nodes.len());
            nodes.push(self.card(card, items));
        }
        for stub in &self.stage.stubs {
            let (end, id, name) = match stub.destination {
                Destination::Body(body) => {
                    let it = self.chart.body(body);
                    (Some(End::Body(body.0)), it.id.clone(), self.words(&it.name))
                }
                Destination::Unit(unit) => {
                    let it = self.chart.unit(unit);
                    (Some(End::Pill(unit)), it.id.clone(), stub.name.clone())
                }
                Destination::Below(_) => continue,
            };
            if let Some(end) = end {
                places.entry(end).or_insert(nodes.len());
            }
            let subject = match stub.destination {
                Destination::Body(body) => Subject::Body(body),
                Destination::Unit(unit) | Destination::Below(unit) => Subject::Stub(unit),
            };
            let items = items.get(&subject).copied().unwrap_or_default();
            nodes.push(self.pill(id, name, stub.rect, items));
        }
        (nodes, places)
    }

    fn card(&self, card: &crate::scene::Card, items: &[SceneItem]) -> Node {
        let unit = self.chart.unit(card.unit);
        let has = |part: CardPart| self.stage.content.has(&part);
        let head = unit.head.as_ref().filter(|head| !head.title.is_empty() && has(CardPart::Head));
        let count = crate::export::columns::count(unit.count);
        let count = match count.as_str() {
            "" => None,
            "several" => Some("× n".to_owned()),
            count => Some(format!("× {count}")),
        };
        let holders = unit.head.iter().filter(|_| has(CardPart::Holder));
        let holders = holders.flat_map(|post| &post.holders);
        let holders: Vec<String> = holders.map(|person| self.words(&person.name)).collect();
        let acronym = unit.acronym.clone().filter(|_| has(CardPart::Acronym));
        let parts = acronym.into_iter().chain(count);
        let parts = parts.chain(head.map(|head| self.words(&head.title)));
        let parts = parts.chain((!holders.is_empty()).then(|| holders.join(", ")));
        let facts = Some(card.facts.replace('\u{a0}', " ")).filter(|facts| !facts.is_empty());
        let parts = parts.chain(facts);
        let details = parts.collect::<Vec<_>>().join(" · ");
        let look = Look::of(items, &self.theme);
        Node {
            id: unit.id.clone(),
            unit: Some(card.unit),
            kind: Some(unit.kind.get()),
            rect: card.rect.translate(-self.shift),
            radius: look.radius,
            fill: look.fill,
            border: card.band,
            ink: self.theme.text,
            muted: self.theme.muted,
            name_size: look.name_size,
            name: self.words(&unit.name),
            details,
            name_lines: look.name_lines,
            small_lines: look.small_lines,
            hidden: card.hidden,
            link: unit.link.clone(),
        }
    }

    fn pill(&self, id: String, name: String, rect: Rect, items: &[SceneItem]) -> Node {
        let line = |item: &SceneItem| match item {
            SceneItem::Text { run, .. } => Some(run.text().to_owned()),
            _ => None,
        };
        let mut name_lines: Vec<String> = items.iter().filter_map(line).collect();
        if name_lines.is_empty() {
            name_lines.push(name.clone());
        }
        Node {
            id,
            unit: None,
            kind: None,
            rect: rect.translate(-self.shift),
            radius: rect.height().min(32.0) / 2.0,
            fill: self.theme.card,
            border: self.theme.muted,
            ink: self.theme.muted,
            muted: self.theme.muted,
            name_size: size::BODY,
            name_lines,
            name,
            details: String::new(),
            small_lines: Vec::new(),
            hidden: None,
            link: None,
        }
    }

    fn edges(&self, places: &HashMap<End, usize>) -> Vec<Edge> {
        let mut edges = Vec::new();
        let shifted =
            |points: &[Pos2]| points.iter().map(|&point| point - self.shift).collect::<Vec<_>>();
        for card in &self.stage.cards {
            let Some(parent) = self.stage.parent(card.unit) else { continue };
            let ends = [parent, card.unit].map(|unit| places.get(&End::Card(unit)));
            let ([Some(&from), Some(&to)], Some(points)) = (ends, self.stage.connector(card.unit))
            else {
                continue;
            };
            let (color, points) = (self.theme.line, shifted(&points));
            let sentence = String::new();
            edges.push(Edge { from, to, kind: None, color, dash: None, points, sentence });
        }
        let kinds = line_kinds(self.chart);
        for line in &self.stage.lines {
            let relation = &self.chart.relations()[line.relation as usize];
            let Some(kind) = kinds.get(line.relation as usize).copied().flatten() else { continue };
            let place = |unit: Option<UnitIndex>, party: Party| {
                let end = match (unit, party) {
                    (Some(unit), _) => End::Card(unit),
                    (None, Party::Body(body)) => End::Body(body.0),
                    (None, Party::Unit(unit) | Party::Post(unit, _)) => End::Pill(unit),
                };
                places.get(&end).copied()
            };
            let ends = [place(line.ends[0], relation.from), place(line.ends[1], relation.to)];
            let [Some(from), Some(to)] = ends else { continue };
            let (color, dash) = (self.theme.line_of(kind), dash(kind, &self.theme));
            let (kind, points) = (Some(kind), shifted(&line.points));
            let sentence = self.words(&relation.text);
            edges.push(Edge { from, to, kind, color, dash, points, sentence });
        }
        edges
    }
}

/// Dashes of a kind of line.
fn dash(kind: LineKind, theme: &Theme) -> Option<(f32, f32)> {
    let sample = line_sample(kind, [Pos2::ZERO, Pos2::new(40.0, 0.0)], theme);
    sample.iter().find_map(|item| match item {
        SceneItem::Line { role: Role::Relation, dash, .. } => *dash,
        _ => None,
    })
}

/// Style of a card's items.
struct Look {
    radius: f32,
    fill: Color,
    name_size: f32,
    name_lines: Vec<String>,
    small_lines: Vec<String>,
}

impl Look {
    fn of(items: &[SceneItem], theme: &Theme) -> Self {
        let mut look = Self {
            radius: 4.0,
            fill: theme.card,
            name_size: size::NAME,
            name_lines: Vec::new(),
            small_lines: Vec::new(),
        };
        let mut baseline = f32::NEG_INFINITY;
        for item in items {
            match item {
                SceneItem::Box { role: Role::Body, radius, fill, .. } => {
                    (look.radius, look.fill) = (*radius, *fill);
                }
                SceneItem::Text { role: Role::Name, run, .. } => {
                    look.name_size = run.size();
                    look.name_lines.push(run.text().to_owned());
                }
                SceneItem::Text { role: Role::Head | Role::Kind, run, origin, .. } => {
                    match look.small_lines.last_mut() {
                        Some(line) if (origin.y - baseline).abs() < 1.0 => {
                            line.push_str("  ");
                            line.push_str(run.text());
                        }
                        _ => look.small_lines.push(run.text().to_owned()),
                    }
                    baseline = origin.y;
                }
                _ => {}
            }
        }
        look
    }
}

/// A colour in hexadecimal, ignoring its opacity.
pub(super) fn hex(color: Color) -> String {
    let Color([red, green, blue, _]) = color;
    format!("{red:02x}{green:02x}{blue:02x}")
}

/// The point on a node's edge where a line meets it, as fractions of its width and height.
pub(super) fn port(node: &Node, point: Pos2) -> Vec2 {
    let at = (point - node.rect.min) / node.rect.size().max(vec2(1.0, 1.0));
    vec2(at.x.clamp(0.0, 1.0), at.y.clamp(0.0, 1.0))
}
