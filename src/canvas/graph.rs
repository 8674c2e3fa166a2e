//! Visible part of the chart as the graph that `egui_graphs` shows: each card is a node at its position, each line an
//! edge between the cards at its ends.
//!
//! When zoomed far out, all cards are one node and all lines one edge, because the widget clones both ends of each edge
//! and asks each node in turn during hit testing. Its layout, zoom, pan and interaction are disabled for the same
//! reason: they visit every node in every frame.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Pos2, Rect, Shape, Vec2};
use egui_graphs::{
    DisplayEdge, DisplayNode, DrawContext, EdgeProps, Graph, GraphView, MetadataFrame, Node,
    NodeProps, SettingsInteraction, SettingsNavigation,
};
use petgraph::Directed;
use petgraph::stable_graph::{DefaultIx, NodeIndex};

use crate::model::UnitIndex;

/// Shapes in screen points.
pub(super) type Shapes = Arc<[Shape]>;

/// Maximum distance between the pointer and a line under it, in screen points.
pub(super) const LINE_REACH: f32 = 3.0;

/// Target of the pointer at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeTarget {
    /// A unit's card.
    Card(UnitIndex),
    /// The chip at the edge of a unit's card.
    Chip(UnitIndex),
    /// The end of a line without a card, by its index in the scene.
    Stub(usize),
    /// Cards at low zoom; the index of the scene tells which.
    Field,
    /// Nothing: heading, legend, text, and ends of lines outside the view.
    Nothing,
}

/// Node payload: the area for hit testing, and its shapes.
#[derive(Clone, Debug)]
pub(super) struct NodePayload {
    target: NodeTarget,
    area: Rect,
    shapes: Shapes,
}

/// Edge payload: its path, its shapes, and the chart's relation, if it is one.
#[derive(Clone, Debug)]
pub(super) struct EdgePayload {
    pub(super) relation: Option<u32>,
    pub(super) points: Vec<Pos2>,
    pub(super) shapes: Shapes,
}

#[derive(Clone, Debug)]
pub(super) struct NodeDisplay(NodePayload);

impl From<NodeProps<NodePayload>> for NodeDisplay {
    fn from(properties: NodeProps<NodePayload>) -> Self {
        Self(properties.payload)
    }
}

impl DisplayNode<NodePayload, Arc<EdgePayload>, Directed, DefaultIx> for NodeDisplay {
    fn closest_boundary_point(&self, direction: Vec2) -> Pos2 {
        self.0.area.clamp(self.0.area.center() + direction)
    }

    fn shapes(&mut self, _context: &DrawContext<'_>) -> Vec<Shape> {
        self.0.shapes.to_vec()
    }

    fn update(&mut self, _properties: &NodeProps<NodePayload>) {}

    fn is_inside(&self, position: Pos2) -> bool {
        self.0.target != NodeTarget::Nothing && self.0.area.contains(position)
    }
}

#[derive(Clone, Debug)]
pub(super) struct EdgeDisplay(Arc<EdgePayload>);

impl EdgeDisplay {
    fn passes(&self, position: Pos2) -> bool {
        self.0.points.windows(2).any(|ends| {
            Rect::from_two_pos(ends[0], ends[1]).distance_to_pos(position) <= LINE_REACH
        })
    }
}

impl From<EdgeProps<Arc<EdgePayload>>> for EdgeDisplay {
    fn from(properties: EdgeProps<Arc<EdgePayload>>) -> Self {
        Self(properties.payload)
    }
}

type CardNode = Node<NodePayload, Arc<EdgePayload>, Directed, DefaultIx, NodeDisplay>;

impl DisplayEdge<NodePayload, Arc<EdgePayload>, Directed, DefaultIx, NodeDisplay> for EdgeDisplay {
    fn shapes(&mut self, _: &CardNode, _: &CardNode, _: &DrawContext<'_>) -> Vec<Shape> {
        self.0.shapes.to_vec()
    }

    fn update(&mut self, _properties: &EdgeProps<Arc<EdgePayload>>) {}

    fn is_inside(&self, _start: &CardNode, _end: &CardNode, position: Pos2) -> bool {
        self.passes(position)
    }
}

type CardGraph =
    Graph<NodePayload, Arc<EdgePayload>, Directed, DefaultIx, NodeDisplay, EdgeDisplay>;

/// State of [`NoLayout`], which is empty: positions are those of the scene.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct NoLayoutState;

impl egui_graphs::LayoutState for NoLayoutState {}

/// Layout that does not move anything.
#[derive(Default)]
pub(super) struct NoLayout;

impl egui_graphs::Layout<NoLayoutState> for NoLayout {
    fn from_state(_state: NoLayoutState) -> impl egui_graphs::Layout<NoLayoutState> {
        Self
    }

    fn next<N, E, Ty, Ix, Dn, De>(&mut self, _: &mut Graph<N, E, Ty, Ix, Dn, De>, _: &egui::Ui)
    where
        N: Clone,
        E: Clone,
        Ty: petgraph::EdgeType,
        Ix: petgraph::graph::IndexType,
        Dn: DisplayNode<N, E, Ty, Ix>,
        De: DisplayEdge<N, E, Ty, Ix, Dn>,
    {
    }

    fn state(&self) -> NoLayoutState {
        NoLayoutState
    }
}

/// The graph of visible elements, in screen points.
pub(super) struct VisibleGraph {
    graph: CardGraph,
    cards: HashMap<UnitIndex, NodeIndex>,
}

impl VisibleGraph {
    pub(super) fn new() -> Self {
        Self { graph: Graph::new(), cards: HashMap::new() }
    }

    /// Adds a node. If nodes overlap, hit testing finds the one added first.
    pub(super) fn add_node(&mut self, target: NodeTarget, area: Rect, shapes: Shapes) {
        let node = NodePayload { target, area, shapes };
        let index = self.graph.add_node_with_location(node, area.center());
        if let NodeTarget::Card(unit) = target {
            self.cards.insert(unit, index);
        }
    }

    /// Adds an edge between the cards of two units. An end whose card is not visible gets a separate node at that end
    /// of the edge.
    pub(super) fn add_edge(&mut self, ends: [Option<UnitIndex>; 2], edge: EdgePayload) {
        let from = self.end(ends[0], edge.points.first());
        let to = self.end(ends[1], edge.points.last());
        self.graph.add_edge(from, to, Arc::new(edge));
    }

    fn end(&mut self, unit: Option<UnitIndex>, place: Option<&Pos2>) -> NodeIndex {
        if let Some(&card) = unit.and_then(|unit| self.cards.get(&unit)) {
            return card;
        }
        let area = Rect::from_pos(place.copied().unwrap_or_default());
        let node = NodePayload { target: NodeTarget::Nothing, area, shapes: Shapes::default() };
        self.graph.add_node_with_location(node, area.center())
    }

    /// The first node at a point of the screen.
    pub(super) fn node_at(&self, position: Pos2) -> Option<NodeTarget> {
        let node = self.graph.node_by_screen_pos(&MetadataFrame::default(), position)?;
        Some(self.graph.node(node)?.payload().target)
    }

    /// The relations whose lines pass a point of the screen.
    pub(super) fn relations_at(&self, position: Pos2) -> Vec<u32> {
        let passing = self.graph.edges_iter().filter(|(_, edge)| edge.display().passes(position));
        passing.filter_map(|(_, edge)| edge.payload().relation).collect()
    }

    /// Shows the graph in the available space.
    pub(super) fn show(&mut self, ui: &mut egui::Ui) -> egui::Response {
        let navigation = SettingsNavigation::new()
            .with_zoom_and_pan_enabled(false)
            .with_fit_to_screen_enabled(false);
        GraphView::<NoLayoutState, NoLayout>::new()
            .with_interactions(&SettingsInteraction::new())
            .with_navigations(&navigation)
            .show(ui, &mut self.graph)
            .response
    }
}
